"""Dividing a table, and putting it together again, with its rows: the statements that take them along.

In between both stand beside each other, the whole table and its parts; there the rows are copied.
"""

from collections.abc import Iterable
from itertools import groupby

from designer.exporters.postgres.changes import sql_between, sql_of
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import name
from designer.schema.apply import apply
from designer.schema.changes import Add, Change, Merge, Part, Split, reverse
from designer.schema.edits import alter
from designer.schema.model import Entity
from designer.schema.schema import Schema


def sql_with_rows(changes: Iterable[Change], schema: Schema) -> tuple[str, ...]:
    """As `sql_of`, for changes that divide tables as well. Raises NotExpressible."""
    statements: list[str] = []
    for dividing, some in groupby(changes, lambda one: isinstance(one, Split | Merge)):
        if not dividing:  # together, so that what two of them would make anew is made anew once
            plain = tuple(some)
            statements += sql_of(plain, schema)
            schema = apply(plain, schema)
            continue
        for change in some:
            statements += _divided(change, schema) if isinstance(change, Split) else ()
            statements += _merged(change, schema) if isinstance(change, Merge) else ()
            schema = apply((change,), schema)
    return tuple(statements)


def _divided(split: Split, schema: Schema) -> tuple[str, ...]:
    """The new tables, their rows, then what the old one gives up."""
    both, after = _with_parts(split.changes, schema), apply((split,), schema)
    copies = tuple(_copied(part, schema.entity(split.entity), both) for part in split.into)
    return (*sql_between(schema, both), *copies, *sql_between(both, after))


def _merged(merge: Merge, schema: Schema) -> tuple[str, ...]:
    """The columns that come back, empty at first; their values; then what they are held to, and the parts go."""
    before = apply((merge,), schema)
    both = _with_parts(reverse(merge.changes), before)
    entity = before.entity(merge.entity)
    empty = apply(
        [
            alter(both, one.id, not_null=None)
            for one in entity.attributes
            if one.id not in merge.remaining and one.not_null is not None
        ],
        both,
    )
    fills = tuple(_filled(part, entity, both, merge.remaining) for part in merge.into)
    return (*sql_between(schema, empty), *fills, *sql_between(empty, before))


def _with_parts(changes: Iterable[Change], schema: Schema) -> Schema:
    """The design with the new tables, and with the old one as it was."""
    return apply([one for one in changes if isinstance(one, Add) and one.kind == "entity"], schema)


def _copied(part: Part, source: Entity, schema: Schema) -> str:
    new, old = qualified(schema, part.entity), qualified(schema, source)
    columns = tuple(part.columns)
    into = ", ".join(_columns(columns, schema))
    chosen = ", ".join(_columns([part.columns[one] for one in columns], schema))
    whole = " AND ".join(f"{one} IS NOT NULL" for one in _columns([part.columns[key] for key in part.key], schema))
    return f"INSERT INTO {new} ({into})\nSELECT DISTINCT {chosen} FROM {old}" + (f" WHERE {whole};" if whole else ";")


def _filled(part: Part, entity: Entity, schema: Schema, remaining: tuple[str, ...]) -> str:
    def column(one: str) -> str:
        return name(schema.attribute(one).name)

    own = [(column(old), column(new)) for new, old in part.columns.items() if old not in remaining]
    met = [f"t.{column(part.columns[key])} = p.{column(key)}" for key in part.key]
    values = ", ".join(f"{old} = p.{new}" for old, new in own)
    held = f"{qualified(schema, entity)} AS t SET {values}\nFROM {qualified(schema, part.entity)} AS p"
    return f"UPDATE {held}" + (f" WHERE {' AND '.join(met)};" if met else ";")


def _columns(ids: Iterable[str], schema: Schema) -> list[str]:
    return [name(schema.attribute(one).name) for one in ids]
