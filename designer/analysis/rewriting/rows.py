"""Rows to compare answers on: few, but with nulls and repeats in every column that allows them."""

from dataclasses import replace

import psycopg
from psycopg import Connection

from designer.exporters.postgres.naming import qualified
from designer.lab.measuring.ground import Rows
from designer.lab.measuring.loading import Loading
from designer.lab.measuring.sizing import Sized, sized
from designer.schema.model import Attribute, Entity, Opaque
from designer.schema.schema import Schema
from designer.schema.subset import subset
from designer.sql.identifiers import quote_identifier

ROWS = 2_000
"""Of the largest table."""
_NULLS = 0.15
_REPEATS = 6
"""How often a value comes on the average, at least, where no key forbids it."""


def ground_of(schema: Schema, entities: frozenset[str], rows: int = ROWS, *, views: tuple[Opaque, ...] = ()) -> Sized:
    """The tables alone, and views on them, at the size that is made. rows: of the largest at most."""
    part = subset(schema, entities)
    tables = tuple(_awkward(one, rows) for one in part.entities)
    return sized(replace(part, entities=tables, extensions=schema.extensions, opaque=views), rows)


def _awkward(entity: Entity, most: int) -> Entity:
    rows = min(most, most if entity.rows is None else entity.rows)
    if entity.partition_of is not None:
        return replace(entity, rows=None)
    alone = {key.columns[0] for key in entity.keys if len(key.columns) == 1}
    alone |= {index.keys[0].column or "" for index in entity.indexes if index.unique and len(index.keys) == 1}
    held = {column for key in entity.keys[:1] for column in key.columns} if entity.primary_key else set()
    return replace(
        entity,
        rows=max(1, rows),
        attributes=tuple(_repeated(one, rows, one.id in alone, one.id in held) for one in entity.attributes),
    )


def _repeated(attribute: Attribute, rows: int, unique: bool, keyed: bool) -> Attribute:
    nulls = attribute.null_fraction
    if not attribute.not_null and not keyed:
        nulls = min(0.5, max(_NULLS, nulls or 0))
    distinct = attribute.distinct
    if not unique:
        distinct = max(2.0, min(distinct or rows, rows / _REPEATS))
    return replace(attribute, null_fraction=nulls, distinct=distinct, samples=attribute.samples)


def loaded(connection: Connection[tuple[object, ...]], size: Sized) -> tuple[dict[str, Rows], int]:
    """(the rows by entity id, how many rows the server holds)."""
    loading = Loading(connection, size, lambda done, total, sentence: None)
    made = loading.run()
    for link in size.schema.relationships:
        if link.child == link.parent and len(link.columns) == 1:
            _refer_to_own(connection, size.schema, link.child, link.columns[0], link.parent_columns[0])
    return made, sum(one.made for one in loading.counted())


def _refer_to_own(
    connection: Connection[tuple[object, ...]], schema: Schema, entity: str, column: str, key: str
) -> None:
    """A table that refers to itself: most rows to one of a third of them. What the server refuses stays null."""
    table = qualified(schema, schema.entity(entity))
    mine, theirs = (quote_identifier(schema.attribute(one).name, "postgres") for one in (column, key))
    number = "row_number() OVER (ORDER BY ctid)"
    text = (
        f"WITH n AS (SELECT ctid AS place, {theirs} AS k, {number} AS n, count(*) OVER () AS c FROM {table})"
        f" UPDATE {table} AS t SET {mine} = p.k FROM n AS o, n AS p"
        f" WHERE o.place = t.ctid AND p.n = 1 + (o.n * 7) % greatest(1, o.c / 3) AND o.n % 6 <> 0"
    )
    try:
        connection.execute(text.encode())
    except psycopg.Error:
        if connection.closed:
            raise
