"""Filling rows in batches: each batch a transaction of its own, in the order of the key, to be taken up again.

Nothing has to be installed, and nothing is written down elsewhere: a row that is filled no longer matches, so a run
that was stopped goes on where it was when it is started again. Progress is a NOTICE after every batch. A batch keeps a
writer waiting for no longer than it takes, and gives way where it would have to wait itself.
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


def backfilled(
    schema: Schema, entity: Entity, assignment: str, where: str, options: Options, columns: tuple[str, ...] = ()
) -> Draft:
    """The step that sets `assignment` in every row where `where` holds. Its way back is to do nothing.

    columns: names of new ones, of which the server's planner learns at the end.
    """
    table = qualified(schema, entity)
    learned = f"\n    ANALYZE {table} ({', '.join(map(name, columns))});" if columns else ""
    return Draft(
        title=f"fill {entity.name} in batches",
        phase="backfill",
        before=schema,
        after=schema,
        up=(batches(schema, entity, assignment, where, options, learned),),
        writes=entity.id,
        down=("SELECT 1;",),
        transactional=False,
        remarks=(f"the filling of {table} commits after each {options.batch_rows} rows and can be run again",),
    )


def batches(schema: Schema, entity: Entity, assignment: str, where: str, options: Options, rest: str = "") -> str:
    """A DO block that updates in batches: along the primary key where there is one, else until no row is left."""
    update = f"UPDATE {qualified(schema, entity)} SET {assignment} WHERE ({where})"
    return in_batches(schema, entity, Batches(update, where, rest=rest), options)


def in_batches(schema: Schema, entity: Entity, do: Batches, options: Options) -> str:
    """A DO block that runs a statement for some rows of the table at a time."""
    table = qualified(schema, entity)
    own = schema.qualified(entity).replace("%", "%%")
    looked, done, waits = (
        literal(f"{own}: {words}") for words in ("% of about % rows looked at, % filled", "% filled", "waiting, %")
    )
    if entity.primary_key is None:
        some = f"ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {do.where} LIMIT {options.batch_rows}))"
        writing = _WRITING.format(patience=_PATIENCE, waits=waits, write=f"{do.statement} AND {some}{do.tail};")
        return _do(_ALONG_NOTHING.format(writing=writing, done=done, before=_line(do.before), rest=do.rest))
    key = schema.names(entity.primary_key.columns)
    row = ", ".join(map(name, key))
    reached, following = (", ".join(f"{at}.{name(one)}" for one in key) for at in ("reached", "following"))
    write = _WRITE.format(update=do.statement, row=row, reached=reached, following=following, tail=do.tail)
    writing = _WRITING.format(patience=_PATIENCE, waits=waits, write=write)
    return _do(
        _ALONG_THE_KEY.format(
            table=table, regclass=literal(table), row=row, reached=reached, rows=options.batch_rows, writing=writing,
            looked=looked, done=done, before=_line(do.before), rest=do.rest,
        )
    )  # fmt: skip


def _line(statement: str) -> str:
    return f"\n        {statement}" if statement else ""


def _do(body: str) -> str:
    return f"DO {quoted_body(body, 'fill')};"


_PATIENCE = "200ms"
"""How long a batch waits for a row, with those that it holds."""

_WRITE = """IF following IS NOT NULL THEN
                    {update} AND ({row}) >= ({reached}) AND ({row}) < ({following}){tail};
                ELSE
                    {update} AND ({row}) >= ({reached}){tail};
                END IF;"""

_WRITING = """BEGIN
                PERFORM set_config('lock_timeout', '{patience}', true);
                {write}
                GET DIAGNOSTICS filled = ROW_COUNT;
                EXIT;
            EXCEPTION WHEN lock_not_available OR deadlock_detected OR unique_violation THEN
                tries := tries + 1;  -- whoever holds a row goes first; the batch let go of its own
                IF tries % 10 = 0 AND SQLSTATE = '23505' THEN
                    RAISE;
                END IF;
                RAISE NOTICE {waits}, SQLERRM;
                PERFORM pg_sleep(least(tries, 20) * 0.1);
            END;"""
"""A batch that waits for a row gives up before a deadlock is looked for, so that it is never a writer who is ended. A
row that a writer made a moment before, under the same key, is seen by the next try."""

_ALONG_THE_KEY = """
#variable_conflict use_column
DECLARE
    reached record;
    following record;
    filled bigint;
    total bigint := 0;
    passed bigint := 0;
    about bigint := (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = {regclass}::regclass);
    tries integer;
BEGIN
    SELECT {row} INTO reached FROM {table} ORDER BY {row} LIMIT 1;
    WHILE reached IS NOT NULL LOOP{before}
        SELECT {row} INTO following FROM {table} WHERE ({row}) >= ({reached}) ORDER BY {row} OFFSET {rows} LIMIT 1;
        tries := 0;
        LOOP
            {writing}
        END LOOP;
        total := total + filled;
        COMMIT;
        IF following IS NOT NULL THEN
            passed := passed + {rows};
            RAISE NOTICE {looked}, passed, greatest(about, passed), total;
        END IF;
        reached := following;
    END LOOP;{rest}
    RAISE NOTICE {done}, total;
END
"""

_ALONG_NOTHING = """
#variable_conflict use_column
DECLARE
    filled bigint;
    total bigint := 0;
    tries integer;
BEGIN
    LOOP{before}
        tries := 0;
        LOOP
            {writing}
        END LOOP;
        total := total + filled;
        COMMIT;
        RAISE NOTICE {done}, total;
        EXIT WHEN filled = 0;
    END LOOP;{rest}
END
"""
