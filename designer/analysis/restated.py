"""Which numbers and answers a design says otherwise than before: what a rise of its score may come from.

A rate that was lowered or rows that were made fewer are believed, since nobody else knows them. But a score that rises
by them has not risen by anything mended, so whoever reads its history is told which they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from designer.analysis.withdrawn import VALUES
from designer.schema.apply import apply
from designer.schema.changes import Add, Alter, Change
from designer.schema.edits import alter
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema

_WORDS = {
    "frequency_per_minute": "times a minute",
    "latency_ms": "milliseconds allowed",
    "rows": "rows",
    "rows_per_day": "new rows a day",
    "updates_per_day": "updates a day",
    "deletes_per_day": "deletes a day",
    "retention_days": "days kept",
    "distinct": "distinct values",
    "null_fraction": "share of NULLs",
}
_Place = tuple[str, str]


def restated(schema: Schema, before: Sequence[Change], inverses: Iterable[Change]) -> tuple[Alter, ...]:
    """What would say again, each as one change, what was said of the use at an earlier state.

    before: what would have said again what that state no longer said (`designer.analysis.withdrawn`); inverses: what
    takes back the edits since then, the earliest first. What is no longer said at all is left to `put_back`, and with
    another text a statement is another query.
    """
    first: dict[_Place, dict[str, Any]] = {}
    for place, name, value in _said(schema, before):
        if value:
            first.setdefault(place, {}).setdefault(name, value)
    for place, name, value in _said(schema, inverses):
        first.setdefault(place, {}).setdefault(name, value)
    return tuple(
        alter(schema, object_id, **{name: was})
        for (kind, object_id), said in first.items()
        if (about := _about(schema, kind, object_id)) is not None
        for name, was in said.items()
        if was and getattr(about, name) and getattr(about, name) != was
    )


def as_before(schema: Schema, restatements: Iterable[Alter]) -> Schema:
    """The design with these said as they were."""
    return apply(restatements, schema)


def in_words(schema: Schema, change: Alter) -> str:
    """What was said and what is said now: `“recent orders”: 600 to 3 times a minute`."""
    about = _about(schema, change.kind, change.id)
    ((name, was),) = change.set.items()
    said, words = _shown(getattr(about, name)), _WORDS.get(name)
    if change.kind == "requirements":
        return f"requirements, {name.replace('_', ' ')}: {_shown(was)} to {said}"
    if change.kind == "attribute":
        called = f"{schema.entity(schema.located[change.id].owner).name}.{about.name}"
    else:
        called = f"“{about.name}”" if change.kind == "access_pattern" else about.name
    return f"{called}: {_shown(was)} to {said} {words}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
    return str(value) if isinstance(value, str) else "something else"


def _about(schema: Schema, kind: str, object_id: str) -> Any:
    if kind == "requirements":
        return schema.requirements
    located = schema.located.get(object_id)
    return located.value if located is not None and located.kind.name == kind else None


def _said(schema: Schema, changes: Iterable[Change]) -> Iterator[tuple[_Place, str, Any]]:
    """(place, property, what was said of it), for all that is about something the design has."""
    for one in changes:
        if isinstance(one, Alter) and one.kind in VALUES:
            yield from (
                ((one.kind, one.id), name, value)
                for name, value in one.set.items()
                if name in VALUES[one.kind] and name != "statements"
            )
        elif isinstance(one, Add):
            yield from _of_whole(schema, one)


def _of_whole(schema: Schema, change: Add) -> Iterator[tuple[_Place, str, Any]]:
    """Of an object that was taken away and is there again: a pattern by its id or its name, a table by its id."""
    value = change.value
    if isinstance(value, AccessPattern):
        yield from _numbers("access_pattern", _namesake(schema, change.id, value), value)
    elif isinstance(value, Entity):
        yield from _numbers("entity", change.id, value)
        for column in value.attributes:
            yield from _numbers("attribute", column.id, column)


def _numbers(kind: str, object_id: str, value: Any) -> Iterator[tuple[_Place, str, Any]]:
    return (((kind, object_id), name, getattr(value, name)) for name in sorted(VALUES[kind] - {"statements"}))


def _namesake(schema: Schema, object_id: str, pattern: AccessPattern) -> str:
    if object_id in schema.located:
        return object_id
    name = pattern.name.casefold()
    return next((one.id for one in schema.access_patterns if name and one.name.casefold() == name), object_id)
