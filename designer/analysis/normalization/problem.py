"""The input of `designer normalize`: one relation and its dependencies, checked and in masks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from designer.analysis.normalization.relation import Dependency, Relation

_KEYS = ("relation", "attributes", "fds", "mvds", "limits", "comment", "x")
_MOST_ATTRIBUTES = 1_000
_MOST_DEPENDENCIES = 10_000


class ProblemError(ValueError):
    """The input is no relation with dependencies: one sentence that says where and why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """keys: how many candidate keys to list; seconds: after which searches end and say what they did not decide."""

    keys: int = 1000
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Problem:
    """A relation with its name and limits. notes: what was odd about the input, in sentences."""

    name: str
    relation: Relation
    limits: Limits = Limits()
    notes: tuple[str, ...] = ()


def read_problem(data: Any) -> Problem:
    """The problem in the contract's JSON. Raises ProblemError."""
    if not isinstance(data, Mapping):
        raise ProblemError('expected an object with "relation", "attributes" and "fds"')
    unknown = [str(key) for key in data if key not in _KEYS]
    if unknown:
        raise ProblemError(f"unknown key {unknown[0]!r}; known are {', '.join(_KEYS[:5])}")
    name = data.get("relation", "R")
    if not isinstance(name, str):
        raise ProblemError('"relation" has to be a name')
    attributes, notes = _attributes(data.get("attributes"))
    empty = Relation(attributes, ())
    functional = _dependencies(empty, _given(data, "fds"), "fds", name)
    multivalued = _dependencies(empty, _given(data, "mvds"), "mvds", name)
    return Problem(name or "R", Relation(attributes, functional, multivalued), _limits(data.get("limits")), notes)


def _given(data: Mapping[str, Any], key: str) -> Any:
    found = data.get(key)
    return () if found is None else found


def _attributes(given: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = _names(given, '"attributes"')
    if not names:
        raise ProblemError('"attributes" is empty: a relation has at least one')
    if len(names) > _MOST_ATTRIBUTES:
        raise ProblemError(f'"attributes" holds {len(names)}; more than {_MOST_ATTRIBUTES} are not taken')
    by_case: dict[str, str] = {}
    notes = []
    for name in names:
        other = by_case.setdefault(name.casefold(), name)
        if names.count(name) > 1:
            raise ProblemError(f"attribute {name!r} is given {names.count(name)} times")
        if other != name:
            notes.append(f"{other} and {name} differ in case only; they are taken for two attributes.")
    return names, tuple(notes)


def _names(given: Any, where: str) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise ProblemError(f"{where} has to be a list of names")
    for one in given:
        if not isinstance(one, str) or not one:
            raise ProblemError(f"{where}: {one!r} is no name")
    return tuple(given)


def _dependencies(relation: Relation, given: Any, key: str, name: str) -> tuple[Dependency, ...]:
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
        raise ProblemError(f'"{key}" has to be a list of {{"from": […], "to": […]}}')
    if len(given) > _MOST_DEPENDENCIES:
        raise ProblemError(f'"{key}" holds {len(given)}; more than {_MOST_DEPENDENCIES} are not taken')
    return tuple(_dependency(relation, one, f"{key}[{number}]", name) for number, one in enumerate(given))


def _dependency(relation: Relation, given: Any, where: str, name: str) -> Dependency:
    if not isinstance(given, Mapping) or "from" not in given or "to" not in given:
        raise ProblemError(f'{where} has to be an object with "from" and "to"')
    sides = []
    for side in ("from", "to"):
        names = _names(given[side], f"{where}.{side}")
        for one in names:
            if one not in relation.attributes:
                raise ProblemError(f"{where}.{side}: {name} has no attribute {one!r}{_meant(relation, one)}")
        sides.append(relation.mask(names))
    return Dependency(sides[0], sides[1])


def _meant(relation: Relation, name: str) -> str:
    close = next((one for one in relation.attributes if one.casefold() == name.strip().casefold()), None)
    return f" (did you mean {close!r}?)" if close else ""


def _limits(given: Any) -> Limits:
    if given is None:
        return Limits()
    if not isinstance(given, Mapping):
        raise ProblemError('"limits" has to be an object with "keys" and "seconds"')
    unknown = [str(key) for key in given if key not in ("keys", "seconds")]
    if unknown:
        raise ProblemError(f"limits: unknown key {unknown[0]!r}; known are keys, seconds")
    keys, seconds = given.get("keys", Limits().keys), given.get("seconds", Limits().seconds)
    if isinstance(keys, bool) or not isinstance(keys, int) or keys < 1:
        raise ProblemError("limits.keys has to be a whole number of at least 1")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise ProblemError("limits.seconds has to be a number above 0")
    return Limits(keys, min(float(seconds), 3600.0))
