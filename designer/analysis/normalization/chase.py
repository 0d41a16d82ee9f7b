"""Proof that a decomposition loses no information: the chase (Aho, Beeri, Ullman 1979)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.search import Verdict
from designer.analysis.normalization.theory import Pair, Theory

_Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JoinStep:
    """A step of the proof: relation `place` is joined over `shared`, a key of what it adds (`added`)."""

    place: int
    shared: int
    added: int


def join_order(theory: Theory, relations: Sequence[int], whole: int) -> tuple[int, tuple[JoinStep, ...]] | None:
    """A relation to begin with, and joins over keys that give the whole relation back; None where there are none.

    Each join finds at most one partner for a row, so none can add a row that was not there: a proof to read. Where
    relations have been put together from preserved dependencies there always is one.
    """
    for start in sorted(range(len(relations)), key=lambda place: -theory.closure(relations[place]).bit_count()):
        if whole & ~theory.closure(relations[start]):
            return None
        steps = _joined(theory, relations, whole, relations[start])
        if steps is not None:
            return start, steps
    return None


def _joined(theory: Theory, relations: Sequence[int], whole: int, held: int) -> tuple[JoinStep, ...] | None:
    steps: list[JoinStep] = []
    while whole & ~held:
        before = held
        for place, one in enumerate(relations):
            added = theory.closure(one & held) & one & ~held
            if added:
                steps.append(JoinStep(place, one & held, added))
                held |= added
        if held == before:
            return None
    return tuple(steps)


def lossless(
    pairs: Iterable[Pair], relations: Sequence[int], size: int, budget: Budget, multivalued: Iterable[Pair] = ()
) -> Verdict:
    """Whether the join of the relations always is the relation of `size` attributes. None: out of budget.

    One row per relation, equal where attributes are shared; dependencies make values equal, multivalued ones add rows
    (a step of the budget per row looked at). Lossless exactly if a row of nothing but common values appears.
    """
    whole = (1 << size) - 1
    rows = {
        tuple(0 if one >> column & 1 else place + 1 for column in range(size)) for place, one in enumerate(relations)
    }
    equalities = [(tuple(bits(left)), tuple(bits(right & ~left))) for left, right in pairs]
    swaps = [
        (tuple(bits(left)), frozenset(bits(right)))
        for left, right in multivalued
        if right & ~left and whole & ~(left | right)
    ]
    goal = (0,) * size
    while True:
        before = rows
        for left, right in equalities:
            rows = _equalized(rows, left, right)
            if not all(budget.take() for _ in rows):
                return None
        if goal in rows:
            return True
        for left_columns, swapped in swaps:
            grown = _swapped(rows, left_columns, swapped, budget)
            if grown is None:
                return None
            rows = grown
        if goal in rows:
            return True
        if rows == before:
            return False


def _equalized(rows: set[_Row], left: tuple[int, ...], right: tuple[int, ...]) -> set[_Row]:
    """Rows that agree on `left` are made to agree on `right`, everywhere the values stand."""
    for column in right:
        smallest: dict[_Row, int] = {}
        renamed: dict[int, int] = {}
        for row in sorted(rows):
            key = tuple(row[one] for one in left)
            value = _root(renamed, row[column])
            known = _root(renamed, smallest.setdefault(key, value))
            if known != value:
                renamed[max(known, value)] = min(known, value)
        if renamed:
            rows = {(*row[:column], _root(renamed, row[column]), *row[column + 1 :]) for row in rows}
    return rows


def _root(renamed: dict[int, int], value: int) -> int:
    while value in renamed:
        value = renamed[value]
    return value


def _swapped(rows: set[_Row], left: tuple[int, ...], swapped: frozenset[int], budget: Budget) -> set[_Row] | None:
    """Every two rows that agree on `left` also exist with their `swapped` columns exchanged."""
    groups: dict[_Row, list[_Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[one] for one in left), []).append(row)
    grown = set(rows)
    for group in groups.values():
        for one in group:
            for other in group:
                if not budget.take():
                    return None
                grown.add(
                    tuple(o if column in swapped else v for column, (v, o) in enumerate(zip(one, other, strict=True)))
                )
    return grown
