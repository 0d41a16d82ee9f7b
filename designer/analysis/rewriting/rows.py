"""Rows to compare answers on: few, but with nulls and repeats in every column that allows them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import psycopg
from psycopg import Connection

from designer.analysis.rewriting.constants import Constants
from designer.exporters.postgres.naming import qualified
from designer.lab.measuring.ground import Rows
from designer.lab.measuring.loading import Loading
from designer.lab.measuring.sizing import Sized, sized
from designer.schema.frozen import EMPTY
from designer.schema.model import Attribute, Entity, Opaque, ValueShare
from designer.schema.schema import Schema
from designer.schema.subset import subset
from designer.sql.identifiers import quote_identifier

ROWS = 2_000
"""Of the largest table."""
_NULLS = 0.15
_SOUGHT = 0.4
"""Share of the rows that hold a value which a query asks for."""
_REPEATS = 6
"""How often a value comes on the average, at least, where no key forbids it."""


def ground_of(
    schema: Schema,
    entities: frozenset[str],
    rows: int = ROWS,
    *,
    views: tuple[Opaque, ...] = (),
    constants: Constants = EMPTY,
) -> Sized:
    """The tables alone, and views on them, at the size that is made. rows: of the largest at most. constants: values
    that some rows hold."""
    part = subset(schema, entities)
    spread = _spread(part, rows)
    tables = tuple(_awkward(one, rows, spread, constants) for one in part.entities)
    return sized(replace(part, entities=tables, extensions=schema.extensions, opaque=views), rows)


def _spread(schema: Schema, most: int) -> dict[str, float]:
    """How many different rows of the parent each column leads to: fewer than there are, and no two columns to the same
    ones, so that some rows of each are missing from any other."""
    found: dict[str, float] = {}
    for parent in schema.entities:
        rows = _rows(parent, most)
        links = [one for one in schema.references_to(parent.id) if len(one.columns) == 1]
        for place, link in enumerate(links):
            child = _rows(schema.entity(link.child), most)
            found[link.columns[0]] = max(1.0, min(child / (_REPEATS + place), rows * (5 + place) / (8 + place)))
    return found


def _rows(entity: Entity, most: int) -> int:
    return max(1, min(most, most if entity.rows is None else entity.rows))


def _awkward(entity: Entity, most: int, spread: Mapping[str, float], constants: Constants) -> Entity:
    if entity.partition_of is not None:
        return replace(entity, rows=None)
    rows = _rows(entity, most)
    alone = {key.columns[0] for key in entity.keys if len(key.columns) == 1}
    alone |= {index.keys[0].column or "" for index in entity.indexes if index.unique and len(index.keys) == 1}
    held = {column for key in entity.keys[:1] for column in key.columns} if entity.primary_key else set()
    if alone & spread.keys():  # one row for each of the parent's at most, and some of these without one
        rows = max(1, rows * 2 // 3)
    made = (
        _repeated(one, rows, one.id in alone, one.id in held, spread.get(one.id))
        if one.id in alone
        else _holding(_repeated(one, rows, False, one.id in held, spread.get(one.id)), constants.get(one.id, ()))
        for one in entity.attributes
    )
    return replace(entity, rows=rows, attributes=tuple(made))


def _holding(attribute: Attribute, constants: tuple[str, ...]) -> Attribute:
    """The column with these values in some of its rows, beside those that are declared."""
    declared = {str(one.value) for one in attribute.values}
    more = [one for one in constants if one not in declared]
    left = _SOUGHT * (1 - sum(one.frequency for one in attribute.values))
    if not more or left <= 0:
        return attribute
    shares = tuple(ValueShare(value=one, frequency=left / len(more)) for one in more)
    return replace(attribute, values=(*attribute.values, *shares), distinct=(attribute.distinct or 2) + len(more))


def _repeated(attribute: Attribute, rows: int, unique: bool, keyed: bool, leads_to: float | None) -> Attribute:
    nulls = attribute.null_fraction
    if not attribute.not_null and not keyed:
        nulls = min(0.5, max(_NULLS, nulls or 0))
    distinct = attribute.distinct
    if not unique:
        distinct = max(2.0, min(distinct or rows, rows / _REPEATS))
        distinct = distinct if leads_to is None else min(distinct, leads_to)
    return replace(attribute, null_fraction=nulls, distinct=distinct, samples=attribute.samples)


@dataclass(frozen=True, slots=True)
class Loaded:
    """rows: by entity id. count: how many the server holds. notes: sentences about tables that have none, and why."""

    rows: dict[str, Rows]
    count: int
    notes: tuple[str, ...]


def loaded(connection: Connection[tuple[object, ...]], size: Sized) -> Loaded:
    """Makes the tables and their rows."""
    loading = Loading(connection, size, lambda done, total, sentence: None)
    made = loading.run()
    for link in size.schema.relationships:
        if link.child == link.parent and len(link.columns) == 1:
            _refer_to_own(connection, size.schema, link.child, link.columns[0], link.parent_columns[0])
    refused = [one for one in loading.notes if one.startswith("Left out: CREATE TABLE")]
    notes = (*refused, *(one for one in loading.notes if "without rows" in one))
    return Loaded(made, sum(one.made for one in loading.counted()), notes)


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
