"""What a live database measured, taken into a design that people have worked on: volumes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from designer.schema import model
from designer.schema.align import align
from designer.schema.observed import observed, with_observed
from designer.schema.schema import Schema

VOLUMES = ("rows", "rows_per_day", "deletes_per_day", "updates_per_day")
_COUNTS = ("distinct", "null_fraction", "average_width", "correlation")
_VALUES = ("values", "min", "max")


def refresh_volumes(old: Schema, measured: Schema) -> Schema:
    """The design with the figures that were measured of its tables and columns, found by their names.

    What was not measured stays as somebody declared it, and what was measured is no longer assumed.
    """
    found = {one.id: one for one in align(measured, old).entities}
    entities = tuple(_refreshed(one, found[one.id]) if one.id in found else one for one in old.entities)
    return replace(old, entities=entities)


def _refreshed(old: model.Entity, new: model.Entity) -> model.Entity:
    found = {one.id: one for one in new.attributes}
    said = {name: value for name in VOLUMES if (value := getattr(new, name)) is not None}
    attributes = tuple(
        replace(one, **statistics_after(one, found[one.id])) if one.id in found else one for one in old.attributes
    )
    measured = replace(old, **said, assumed=assumed_after(old, new, VOLUMES), attributes=attributes)
    return with_observed(measured, observed(new))


def statistics_after(old: model.Attribute, new: model.Attribute) -> dict[str, Any]:
    """The figures of a column: each as it was measured, else as it was.

    Values and range go together: those of two times would contradict each other.
    """
    names = (*_COUNTS, *(() if any(getattr(new, name) not in (None, ()) for name in _VALUES) else _VALUES))
    made = {name: getattr(new, name) for name in (*_COUNTS, *_VALUES)}
    kept = {name: getattr(old, name) for name in names if made[name] in (None, ())}
    return {**made, **kept, "assumed": assumed_after(old, new, (*_COUNTS, *_VALUES))}


def assumed_after(
    old: model.Entity | model.Attribute, new: model.Entity | model.Attribute, names: Iterable[str]
) -> tuple[str, ...]:
    """What is still assumed once the figures of `new` are taken over."""
    measured = {name for name in names if getattr(new, name) not in (None, ())}
    return tuple(dict.fromkeys((*(one for one in old.assumed if one not in measured), *new.assumed)))
