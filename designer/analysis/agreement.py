"""Whether a formula holds in the sample values of a table's columns, read as rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from designer.schema.model import Attribute

_FEWEST = 3
"""Fewer rows that agree may do so by chance."""
_MOST_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Formula:
    """What a column can be computed from: two others and the sign between them, `quantity × price`."""

    first: Attribute
    second: Attribute
    sign: str

    def __str__(self) -> str:
        return f"{self.first.name} {self.sign} {self.second.name}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """In how many sample rows a formula holds, of how many; differing: the first in which it does not."""

    agree: int
    rows: int
    differing: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it holds in all of them, and they are more than a few."""
        return self.agree == self.rows >= _FEWEST

    def __str__(self) -> str:
        return f"{self.agree} of {self.rows}"


def agreement(formula: Formula, column: Attribute) -> Agreement | None:
    """How many of the sample rows agree. The n-th samples of the columns are taken for one row.

    None where the columns have no samples, or not as many each, or where no row agrees: then they are of different
    rows, and tell nothing of the formula.
    """
    lists = (formula.first.samples, formula.second.samples, column.samples)
    if not all(lists) or len({len(one) for one in lists}) > 1:
        return None
    rows = [row for row in zip(*lists, strict=True) if None not in row]
    holds = _HOLDS[formula.sign]
    differing = [row for row in rows if not holds(row)]
    if len(differing) == len(rows):
        return None
    return Agreement(len(rows) - len(differing), len(rows), _shown(formula, column, differing))


def _shown(formula: Formula, column: Attribute, rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return ""
    names = (formula.first.name, formula.second.name, column.name)
    return ", ".join(f"{name} {value}" for name, value in zip(names, rows[0], strict=True))


def _product(row: Sequence[Any]) -> bool:
    return _is_equal(row, lambda one, other: one * other)


def _sum(row: Sequence[Any]) -> bool:
    return _is_equal(row, lambda one, other: one + other)


def _is_equal(row: Sequence[Any], compute: Callable[[Decimal, Decimal], Decimal]) -> bool:
    """Whether the last number is the others' result, as far as its own decimals go."""
    numbers = [exact(one) for one in row]
    if any(one is None for one in numbers):
        return False
    first, second, held = (one for one in numbers if one is not None)
    exponent = held.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return abs(compute(first, second) - held) <= Decimal(1).scaleb(-digits) / 2


def _joined(row: Sequence[Any]) -> bool:
    first, second, held = (" ".join(str(one).split()) for one in row)
    return held in (f"{first} {second}", f"{second} {first}", f"{second}, {first}")


def exact(value: Any) -> Decimal | None:
    """A sample as the number that somebody wrote; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > _MOST_DIGITS:
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= _MOST_DIGITS else None


_HOLDS: dict[str, Callable[[Sequence[Any]], bool]] = {"×": _product, "+": _sum, "and": _joined}
