"""What a server's statistics say, put into the design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from designer.importers.live.wanted import Column
from designer.importers.result import Imported, Remark
from designer.schema import model
from designer.schema.observed import Observed, with_observed
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_MOST_SHARES = 25
_LONGEST = 120
_NEARLY_ALL = 0.999
Table = tuple[str, str]
"""Schema and table."""


@dataclass(frozen=True, slots=True)
class TableFigures:
    """About a table; None for what is not known. Rates are per day.

    estimated: names of the figures, as an entity has them, that the server itself only guesses.
    """

    rows: int | None = None
    rows_per_day: float | None = None
    updates_per_day: float | None = None
    deletes_per_day: float | None = None
    estimated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """About a column; None for what is not known. distinct: values, or, negative, their share of the rows.

    common, shares: the most common values and the share of the rows that each has; bounds: of a histogram of the
    others, in order.
    """

    nulls: float | None = None
    width: float | None = None
    distinct: float | None = None
    correlation: float | None = None
    common: Sequence[str | None] = ()
    shares: Sequence[float] = ()
    bounds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of a whole database. remarks: sentences about what they rest on, and what is missing.

    observed: what the server has seen of tables while it ran.
    """

    tables: Mapping[Table, TableFigures] = field(default_factory=dict)
    columns: Mapping[Column, ColumnFigures] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    observed: Mapping[Table, Observed] = field(default_factory=dict)


def with_statistics(imported: Imported, statistics: Statistics) -> Imported:
    """The design with the volumes of its server. Figures of what the design does not have are left aside."""
    schema = imported.schema
    entities = tuple(_entity(entity, schema, statistics) for entity in schema.entities)
    return replace(
        imported,
        schema=replace(schema, entities=_with_parts(entities)),
        remarks=(*imported.remarks, *(Remark(0, text) for text in statistics.remarks)),
    )


def _entity(entity: model.Entity, schema: Schema, statistics: Statistics) -> model.Entity:
    key = (schema.namespace(entity.schema) or "", entity.name)
    figures = statistics.tables.get(key, TableFigures())
    attributes = []
    for attribute in entity.attributes:
        column = statistics.columns.get((*key, attribute.name))
        attributes.append(_attribute(attribute, column, figures.rows) if column else attribute)
    known = {
        name: value
        for name in ("rows", "rows_per_day", "updates_per_day", "deletes_per_day")
        if (value := getattr(figures, name)) is not None
    }
    assumed = (*(one for one in entity.assumed if one not in known), *figures.estimated)
    measured = replace(entity, **known, assumed=assumed, attributes=tuple(attributes))
    return with_observed(measured, statistics.observed.get(key, Observed()))


def _with_parts(entities: tuple[model.Entity, ...]) -> tuple[model.Entity, ...]:
    """What a partitioned table's server counts only in its partitions is theirs taken together."""
    parts: dict[str, list[model.Entity]] = {}
    for one in entities:
        if one.partition_of:
            parts.setdefault(one.partition_of.parent, []).append(one)
    return tuple(_summed(one, parts) if one.partition_by else one for one in entities)


def _summed(entity: model.Entity, parts: Mapping[str, list[model.Entity]]) -> model.Entity:
    below = [_summed(one, parts) for one in parts.get(entity.id, ())]
    found: dict[str, Any] = {}
    for name in ("rows", "rows_per_day", "updates_per_day", "deletes_per_day"):
        known = [getattr(one, name) for one in below]
        if known and None not in known and not getattr(entity, name):
            found[name] = sum(known)
    guessed = {name for one in below for name in one.assumed if name in found} - set(entity.assumed)
    return replace(entity, **found, assumed=(*entity.assumed, *sorted(guessed)))


def _attribute(attribute: model.Attribute, figures: ColumnFigures, rows: int | None) -> model.Attribute:
    convert = _converter(attribute.type)
    distinct = _distinct(figures.distinct, rows)
    known: dict[str, Any] = {
        "null_fraction": _rounded(figures.nulls, 6),
        "average_width": _rounded(figures.width, 2),
        "distinct": float(round(distinct)) if distinct else None,
        "correlation": _rounded(figures.correlation, 4),
    }
    shares = tuple(
        model.ValueShare(value=convert(value), frequency=round(share, 6))
        for value, share in list(zip(figures.common, figures.shares, strict=False))[:_MOST_SHARES]
        if value is not None and len(value) <= _LONGEST
    )
    low, high = _ends(figures, convert)
    known |= {"values": shares or None, "min": low, "max": high}
    made = {name: value for name, value in known.items() if value is not None}
    return replace(attribute, **made, assumed=tuple(one for one in attribute.assumed if one not in made))


def _distinct(said: float | None, rows: int | None) -> float | None:
    if said is None or said >= 0:
        return said
    return None if rows is None else -said * rows


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)


def _ends(figures: ColumnFigures, convert: Callable[[str], Any]) -> tuple[Any, Any]:
    """The least and the greatest value seen: of numbers in both lists, of others as the histogram orders them."""
    bounds = list(figures.bounds[:1]) + list(figures.bounds[-1:])
    if convert is not str:
        complete = bool(bounds) or sum(figures.shares) + (figures.nulls or 0) >= _NEARLY_ALL
        every = [convert(value) for value in (*bounds, *figures.common) if value is not None] if complete else []
        numbers = [value for value in every if isinstance(value, int | float)]
        return (min(numbers), max(numbers)) if numbers else (None, None)
    return (bounds[0], bounds[-1]) if bounds and max(map(len, bounds)) <= _LONGEST else (None, None)


def _converter(written: str) -> Callable[[str], Any]:
    family = parse_type(written).family
    if family == "integer":
        return _number(int)
    return _number(float) if family in ("numeric", "float") else str


def _number(kind: type[int] | type[float]) -> Callable[[str], Any]:
    def convert(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:  # NaN and the like stay texts; they have no place in JSON as numbers
            return text

    return convert
