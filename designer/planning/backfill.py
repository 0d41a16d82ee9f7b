"""Filling rows in batches: each batch a transaction of its own, in the order of the key, to be taken up again.

Nothing has to be installed, and nothing is written down elsewhere: a row that is filled no longer matches, so a run
that was stopped goes on where it was when it is started again. Progress is a NOTICE after every batch.
"""

from dataclasses import dataclass

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.bodies import quoted_body
from designer.planning.drafts import Draft
from designer.planning.model import Options
from designer.schema.model import Entity
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Batches:
    """What is done for some rows of a table at a time.

    statement: one that ends in WHERE and a condition on the table's columns, in brackets, to which the bounds of a
    batch are added, and then `tail`. where: what holds for rows that are still to be done. before, rest: statements of
    PL/pgSQL at the beginning of each batch, and after the last.
    """

    statement: str
    where: str
    tail: str = ""
    before: str = ""
    rest: str = ""


def backfilled(schema: Schema, entity: Entity, assignment: str, where: str, options: Options) -> Draft:
    """The step that sets `assignment` in every row where `where` holds. Its way back is to do nothing."""
    table = qualified(schema, entity)
    return Draft(
        title=f"fill {entity.name} in batches",
        phase="backfill",
        before=schema,
        after=schema,
        up=(batches(schema, entity, assignment, where, options),),
        writes=entity.id,
        down=("SELECT 1;",),
        transactional=False,
        remarks=(f"the filling of {table} commits after each {options.batch_rows} rows and can be run again",),
    )


def batches(schema: Schema, entity: Entity, assignment: str, where: str, options: Options) -> str:
    """A DO block that updates in batches: along the primary key where there is one, else until no row is left."""
    update = f"UPDATE {qualified(schema, entity)} SET {assignment} WHERE ({where})"
    return in_batches(schema, entity, Batches(update, where), options)


def in_batches(schema: Schema, entity: Entity, do: Batches, options: Options) -> str:
    """A DO block that runs a statement for some rows of the table at a time."""
    table = qualified(schema, entity)
    said = literal(f"{schema.qualified(entity).replace('%', '%%')}: %")
    if entity.primary_key is None:
        return _do(
            _ALONG_NOTHING.format(
                table=table,
                update=do.statement,
                where=do.where,
                said=said,
                rows=options.batch_rows,
                tail=do.tail,
                before=_line(do.before),
                rest=do.rest,
            )
        )
    key = schema.names(entity.primary_key.columns)
    row = ", ".join(map(name, key))
    return _do(
        _ALONG_THE_KEY.format(
            table=table, update=do.statement, row=row, said=said, rows=options.batch_rows, tail=do.tail,
            before=_line(do.before), rest=do.rest,
            reached=", ".join(f"reached.{name(one)}" for one in key),
            following=", ".join(f"following.{name(one)}" for one in key),
        )
    )  # fmt: skip


def _line(statement: str) -> str:
    return f"\n        {statement}" if statement else ""


def _do(body: str) -> str:
    return f"DO {quoted_body(body, 'fill')};"


_ALONG_THE_KEY = """
#variable_conflict use_column
DECLARE
    reached record;
    following record;
    filled bigint;
    total bigint := 0;
BEGIN
    SELECT {row} INTO reached FROM {table} ORDER BY {row} LIMIT 1;
    WHILE reached IS NOT NULL LOOP{before}
        SELECT {row} INTO following FROM {table} WHERE ({row}) >= ({reached}) ORDER BY {row} OFFSET {rows} LIMIT 1;
        IF FOUND THEN
            {update} AND ({row}) >= ({reached}) AND ({row}) < ({following}){tail};
        ELSE
            {update} AND ({row}) >= ({reached}){tail};
        END IF;
        GET DIAGNOSTICS filled = ROW_COUNT;
        total := total + filled;
        COMMIT;
        RAISE NOTICE {said}, total;
        reached := following;
    END LOOP;{rest}
END
"""

_ALONG_NOTHING = """
#variable_conflict use_column
DECLARE
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP{before}
        {update} AND ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {where} LIMIT {rows})){tail};
        GET DIAGNOSTICS filled = ROW_COUNT;
        total := total + filled;
        COMMIT;
        RAISE NOTICE {said}, total;
        EXIT WHEN filled = 0;
    END LOOP;{rest}
END
"""
