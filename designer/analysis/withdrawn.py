"""What a design once said of its use and says no longer: put back, so that a score does not rise by keeping silent.

Findings stand on what is declared. Who takes away an access pattern, its rate, a number of rows, a requirement, a
declared rule or a dependency takes away what was found by it, and mends nothing. A design is therefore judged a second
time with all of that put back, as far as it still fits: a pattern that reads what is gone, or whose name is taken by
another, has come to its end with good reason, and so has what has been said anew.

So has an access pattern, a declared rule or a dependency of which somebody has written down why it is gone: a decision
of the design like any other, with `retired` in place of a rule's code. Values are not retired, since what had a number
of rows has one still.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from designer.analysis.score import with_reasons
from designer.analysis.workload import parse_patterns
from designer.schema.apply import apply
from designer.schema.changes import Add, Alter, Change
from designer.schema.edits import add, alter
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.model import RETIRED, AccessPattern, Decision, Requirements
from designer.schema.schema import Schema

OBJECTS = frozenset({"access_pattern", "invariant", "functional_dependency", "multivalued_dependency"})
"""Kinds that are said as a whole."""
VALUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "requirements": frozenset(one.name for one in fields(Requirements)) - {"x"},
        "entity": frozenset({"rows", "rows_per_day", "deletes_per_day", "updates_per_day", "retention_days"}),
        "attribute": frozenset({"distinct", "null_fraction"}),
        "access_pattern": frozenset({"statements", "frequency_per_minute", "latency_ms", "rows"}),
    }
)
"""Properties that are said one by one; values of rows are none of them, since they may have to be forgotten."""
MOST = 200
"""So much of what is no longer said is remembered, the latest."""


def taken_away(inverse: Iterable[Change]) -> tuple[Change, ...]:
    """Of the changes that would take an edit back, those that say again what it has taken away: with an object the
    decisions about it, which went with it."""
    listed = tuple(inverse)
    objects = {one.id for one in listed if isinstance(one, Add) and one.kind in OBJECTS}
    found: list[Change] = []
    for one in listed:
        if isinstance(one, Add) and (one.id in objects or (one.kind == "decision" and one.value.subject in objects)):
            found.append(one)
        elif isinstance(one, Alter) and (emptied := _emptied(one)):
            was = FrozenMap({name: one.was[name] for name in emptied})
            found.append(replace(one, set=FrozenMap(emptied), was=was))
    return tuple(found)


def _emptied(change: Alter) -> dict[str, Any]:
    known = VALUES.get(change.kind, frozenset())
    return {name: value for name, value in change.set.items() if name in known and value and not change.was[name]}


@dataclass(frozen=True, slots=True)
class PutBack:
    """schema: with all of it said again that fits; said: the changes that did that; silent: all that is still not said,
    whether it fits or not; retired: what of it is gone for good, each with the decision that says why."""

    schema: Schema
    said: tuple[Change, ...] = ()
    silent: tuple[Change, ...] = ()
    retired: tuple[tuple[Add, Decision], ...] = ()


def retirement(schema: Schema, object_id: str, reason: str) -> Change:
    """Says why an object is gone: `object_id` is none of the design, or goes with the same edit."""
    made = next((one for one in schema.decisions if (one.finding, one.subject) == (RETIRED, object_id)), None)
    if made is not None and object_id not in schema.located:
        return alter(schema, made.id, reason=reason)
    return add(schema, Decision(finding=RETIRED, subject=object_id, decision="accepted", reason=reason))


def retired_in(schema: Schema) -> dict[str, Decision]:
    """What is gone for good, by its id, as far as a reason of its own is given for it."""
    told = [one for one in schema.decisions if one.finding == RETIRED and one.subject not in schema.located]
    reasoned = with_reasons(told)
    return {one.subject: one for one in told if (one.finding, one.subject) in reasoned}


def put_back(schema: Schema, withdrawn: Sequence[Change], *, despite: Container[str] = ()) -> PutBack:
    """A design with what was taken away of it. Of the same twice the latest counts. despite: ids of what is put back
    although it is retired."""
    latest = {_place(one): one for one in withdrawn[-MOST:]}
    silent = tuple(one for one in latest.values() if not _is_said(schema, one))
    gone = retired_in(schema)
    retired = tuple((one, gone[one.id]) for one in silent if isinstance(one, Add) and one.id in gone)
    away = {one.id for one, _ in retired if one.id not in despite}
    said: list[Change] = []
    for change in silent:
        if _about_any(change, away):
            continue
        fitting = _fitting(schema, change)
        if fitting is None:
            continue
        try:
            schema = apply((fitting,), schema)
        except (ChangeConflict, DesignError):
            continue  # the design has moved on from it
        said.append(change)
    return PutBack(schema, tuple(said), silent, retired)


def _about_any(change: Change, away: Container[str]) -> bool:
    """Whether it would say again something that stays away, or what was decided about that."""
    return isinstance(change, Add) and (change.value.subject if change.kind == "decision" else change.id) in away


def _place(change: Change) -> tuple[Any, ...]:
    if isinstance(change, Alter):
        return change.kind, change.id, tuple(sorted(change.set))
    return change.kind, change.id  # type: ignore[union-attr]


def _is_said(schema: Schema, change: Change) -> bool:
    """Whether the design says it again, be it otherwise."""
    if isinstance(change, Add):
        value = change.value
        named = isinstance(value, AccessPattern) and value.name.casefold()
        return change.id in schema.located or (
            bool(named) and any(one.name.casefold() == named for one in schema.access_patterns)
        )
    return isinstance(change, Alter) and _is_there(schema, change) and not _unsaid(schema, change)


def _is_there(schema: Schema, change: Alter) -> bool:
    return change.kind == "requirements" or change.id in schema.located


def _about(schema: Schema, change: Alter) -> Any:
    return schema.requirements if change.kind == "requirements" else schema.get(change.id)


def _unsaid(schema: Schema, change: Alter) -> dict[str, Any]:
    about = _about(schema, change)
    return {name: value for name, value in change.set.items() if not getattr(about, name)}


def _fitting(schema: Schema, change: Change) -> Change | None:
    """The change as it fits the design now; None where what it is about is gone."""
    if isinstance(change, Alter):
        if not _is_there(schema, change):
            return None
        unsaid = _unsaid(schema, change)
        was = FrozenMap({name: getattr(_about(schema, change), name) for name in unsaid})
        return replace(change, set=FrozenMap(unsaid), was=was) if unsaid else None
    if not isinstance(change, Add) or (change.parent and change.parent not in schema.located):
        return None
    if isinstance(change.value, AccessPattern) and not _still_reads(schema, change.value):
        return None
    return replace(change, position=None)


def _still_reads(schema: Schema, pattern: AccessPattern) -> bool:
    """Whether everything that the pattern names is there."""
    (parsed,) = parse_patterns(replace(schema, access_patterns=(pattern,)))
    return not any(one.unknown for one in parsed.statements)
