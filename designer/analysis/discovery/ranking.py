"""How much a dependency found in data deserves to be looked at: all weights stand here.

Length, position and duplication after Papenbrock and Naumann (EDBT 2017); evidence as the chance of so many repeats
agreeing by accident; hints of names. The weights were set by eye on a few real tables.
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np

from designer.analysis.discovery.columns import Column, Table
from designer.analysis.discovery.dependencies import Found
from designer.schema.words import singular, words

_EVIDENCE_WEIGHT = 1.5
_NAME_WEIGHT = 0.8
_ENOUGH = 3.0
"""Evidence below this many times the logarithm of the number of candidates may be chance."""

_IDENTIFIES = frozenset({"id", "code", "no", "nr", "number", "key", "uuid", "sku", "isbn", "iban", "email", "zip"})
_MEASURES = frozenset(
    "amount quantity qty price total cost sum tax rate weight score balance date time at timestamp note notes "
    "comment comments description text count".split()
)
_MEASURED_TYPES = ("numeric", "double", "date", "timestamp", "time", "boolean")


@dataclass(frozen=True, slots=True)
class Judged:
    """score: higher is likelier a rule of the business; evidence: in nats; likely: enough of it."""

    score: float
    evidence: float
    likely: bool


def judged(table: Table, found: tuple[Found, ...], candidates: int) -> Judged:
    """The card of one left side: its dependencies judged together."""
    left = found[0].determinant
    right = tuple(one.dependent for one in found)
    width = len(table.columns)
    evidence = max(one.repeats * surprise(table.columns[one.dependent]) for one in found)
    scale = 4 * max(len(left), 1) * log(max(width, 2))
    score = (
        _length(len(left), len(right), width)
        + _position(left, right)
        + _duplication(table, left, right)
        + _EVIDENCE_WEIGHT * (1 - exp(-evidence / scale))
        + _NAME_WEIGHT * _hints(table, left, right)
    )
    return Judged(round(score, 3), round(evidence, 1), evidence >= _ENOUGH * log(max(candidates, 2)))


def surprise(column: Column) -> float:
    """How little likely two rows agree on the column by accident, as a logarithm."""
    shares = np.bincount(column.codes) / max(len(column.codes), 1)
    return -log(min(float((shares**2).sum()), 1.0)) if len(shares) else 0.0


def _length(left: int, right: int, width: int) -> float:
    return 0.5 * (1 / max(left, 1) + min(right / max(width - 2, 1), 1))


def _position(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    return 0.5 * (1 / (_between(left) + 1) + 1 / (_between(right) + 1))


def _between(places: tuple[int, ...]) -> int:
    return max(places) - min(places) + 1 - len(places) if places else 0


def _duplication(table: Table, left: tuple[int, ...], right: tuple[int, ...]) -> float:
    return 0.5 * (2 - _unique_share(table, left) - _unique_share(table, right))


def _unique_share(table: Table, places: tuple[int, ...]) -> float:
    shares = [table.columns[place].distinct / max(table.rows, 1) for place in places]
    return min(1.0, max(shares, default=0.0))


def _hints(table: Table, left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """From about -2 to 2: what the names and types say for a left side that identifies something."""
    hint = 0.0
    stems: set[str] = set()
    for place in left:
        column = table.columns[place]
        parts = words(column.name)
        if set(parts) & _IDENTIFIES:
            hint += 1 / len(left)
        if set(parts[-1:]) & _MEASURES or column.type.startswith(_MEASURED_TYPES):
            hint -= 1 / len(left)
        stems.update(singular(part) for part in parts if part not in _IDENTIFIES)
    named = [{singular(part) for part in words(table.columns[place].name)} for place in right]
    if stems and named:
        hint += sum(1 for one in named if one & stems) / len(named)
    return hint
