"""What an expression of a block comes to: a constant, a thing of the catalogue, or nothing that can be said.

Constants are str, int, float, bool, None (SQL's NULL) and tuples (arrays). Truth has four values: True, False, None
and UNKNOWN, which is what everything comes to that depends on rows, on the server or on what is not modelled.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from designer.sql.cursor import Cursor


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing that can be said; present: it is no NULL, whatever it is."""

    present: bool = False


UNKNOWN = Unknown()
PRESENT = Unknown(present=True)


@dataclass(frozen=True, slots=True)
class Oid:
    """A thing of the catalogue; kind: relation, type, schema, function or constraint."""

    kind: str
    schema: str | None
    name: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number that is this or more."""

    least: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A name that ends like this, as the server makes it up."""

    with_: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row, as `SELECT *` or a loop's variable has it."""

    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """What a cursor goes over."""

    text: Cursor


class Fails(Exception):
    """The server would raise an error of this condition about a name; at: the statement, once that is known."""

    def __init__(self, condition: str, name: str) -> None:
        super().__init__(condition)
        self.condition = condition
        self.name = name
        self.at: Cursor | None = None

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        way, _, what = self.condition.partition("_")
        if way == "assert":
            return "an ASSERT in it does not hold"
        if way == "undefined":
            return f"there is no {what} {self.name}"
        if way == "duplicate":
            return f"there is already a {what} {self.name}"
        return f"there is no schema {self.name}" if "schema" in what else f"{self.name} has a primary key already"


def conjunction(values: Iterable[Any]) -> Any:
    """AND of truth values."""
    found: Any = True
    for value in values:
        if value is False:
            return False
        if isinstance(value, Unknown):
            found = UNKNOWN
        elif value is None and found is True:
            found = None
    return found


def disjunction(values: Iterable[Any]) -> Any:
    """OR of truth values."""
    return negation(conjunction(negation(value) for value in values))


def negation(value: Any) -> Any:
    """NOT; what is no truth value is unknown."""
    if isinstance(value, bool):
        return not value
    return None if value is None else UNKNOWN


def compared(one: Any, other: Any, test: Callable[[Any, Any], bool]) -> Any:
    """The truth of a comparison."""
    if one is None or other is None:
        return None
    if isinstance(one, AtLeast) or isinstance(other, AtLeast):
        return _bounded(one, other, test)
    if isinstance(one, Ending) and isinstance(other, str) and not other.endswith(one.with_) and test in _EQUALITY:
        return test(0, 1)
    if isinstance(one, Unknown | Record) or isinstance(other, Unknown | Record):
        return UNKNOWN
    if any(isinstance(each, Unknown) for held in (one, other) if isinstance(held, tuple) for each in held):
        return UNKNOWN
    plain = (int, float)
    numbers = isinstance(one, plain) and isinstance(other, plain)
    if not numbers and type(one) is not type(other):
        return UNKNOWN
    try:
        return test(one, other)
    except TypeError:  # things of the catalogue have no order
        return UNKNOWN


_EQUALITY = (operator.eq, operator.ne)


def _bounded(one: Any, other: Any, test: Callable[[Any, Any], bool]) -> Any:
    """A number of which only the least is known: certain where the least and all above it agree."""
    if isinstance(one, AtLeast) and isinstance(other, int):
        ends = {test(one.least, other), test(max(one.least, other) + 1, other)}
        middle = one.least <= other
    elif isinstance(other, AtLeast) and isinstance(one, int):
        ends = {test(one, other.least), test(one, max(other.least, one) + 1)}
        middle = other.least <= one
    else:
        return UNKNOWN
    if middle:
        ends |= {test(5, 5)}
    return ends.pop() if len(ends) == 1 else UNKNOWN
