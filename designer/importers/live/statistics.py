"""What a server's statistics say, put into the design."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from designer.importers.result import Imported
from designer.schema import model
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_MOST_SHARES = 25
_LONGEST = 120

Row = Sequence[Any]


def with_statistics(imported: Imported, tables: Iterable[Row], columns: Iterable[Row]) -> Imported:
    """The design with volumes. tables: schema, name, rows. columns: schema, table, column, share of nulls, average
    width, distinct values (negative: as a share of the rows), correlation, most common values, their shares, bounds
    of the histogram.
    """
    rows = {(row[0], row[1]): round(row[2]) for row in tables}
    found = {(row[0], row[1], row[2]): row[3:] for row in columns}
    schema = imported.schema
    entities = tuple(_entity(entity, schema, rows, found) for entity in schema.entities)
    return replace(imported, schema=replace(schema, entities=entities))


def _entity(
    entity: model.Entity,
    schema: Schema,
    rows: dict[tuple[str, str], int],
    found: dict[tuple[str, str, str], Row],
) -> model.Entity:
    key = (schema.namespace(entity.schema) or "", entity.name)
    count = rows.get(key)
    attributes = tuple(
        _attribute(attribute, found[(*key, attribute.name)], count) if (*key, attribute.name) in found else attribute
        for attribute in entity.attributes
    )
    return replace(entity, rows=count if count is not None else entity.rows, attributes=attributes)


def _attribute(attribute: model.Attribute, row: Row, rows: int | None) -> model.Attribute:
    nulls, width, distinct, correlation, common, shares, bounds = row
    number = distinct if distinct >= 0 else -distinct * rows if rows is not None else None
    convert = _converter(attribute.type)
    ends = _ends(common, bounds, convert)
    return replace(
        attribute,
        null_fraction=round(nulls, 6),
        average_width=float(width),
        distinct=float(round(number)) if number else None,
        correlation=round(correlation, 4) if correlation is not None else None,
        values=tuple(
            model.ValueShare(value=convert(value), frequency=round(share, 6))
            for value, share in list(zip(common or (), shares or (), strict=False))[:_MOST_SHARES]
            if value is not None and len(value) <= _LONGEST
        ),
        min=ends[0],
        max=ends[1],
    )


def _ends(common: list[str] | None, bounds: list[str] | None, convert: Any) -> tuple[Any, Any]:
    """The least and the greatest value seen: of numbers from both lists, of others as the histogram orders them."""
    if not bounds:
        return None, None
    if convert is not str:
        every = [convert(value) for value in (bounds[0], bounds[-1], *(common or ())) if value is not None]
        numbers = [value for value in every if isinstance(value, int | float)]
        return (min(numbers), max(numbers)) if numbers else (None, None)
    return (bounds[0], bounds[-1]) if max(len(bounds[0]), len(bounds[-1])) <= _LONGEST else (None, None)


def _converter(written: str) -> Any:
    family = parse_type(written).family
    if family == "integer":
        return _number(int)
    return _number(float) if family in ("numeric", "float") else str


def _number(kind: type[int] | type[float]) -> Any:
    def convert(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:  # NaN and the like stay texts; they have no place in JSON as numbers
            return text

    return convert
