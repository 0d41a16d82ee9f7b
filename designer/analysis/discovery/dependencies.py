"""Functional dependencies that hold in a table, level by level up to a few attributes on the left.

Most candidates are refuted on a few thousand rows that repeat values; the others are checked on all. Left sides that
hold a key, or of which a part determines the same, say nothing new and are not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np
import numpy.typing as npt

from designer.analysis.discovery.codebook import Codes
from designer.analysis.discovery.columns import Table
from designer.analysis.discovery.partitions import Groups, agrees, clustered, combined, exceptions

_SAMPLE = 2_000
_TOLERATED = 0.01
"""The share of repeats that may contradict a dependency for it to be shown as nearly holding."""
_MOST_CHECKED = 20_000
"""Left sides that are looked at, before the search says that it stopped."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dependency, attributes as positions. repeats: rows that repeat a left side; exceptions: rows against it."""

    determinant: tuple[int, ...]
    dependent: int
    repeats: int
    exceptions: int
    groups: Groups


@dataclass(frozen=True, slots=True)
class Search:
    """What was found. keys: smallest sets that tell all rows apart; candidates: how many dependencies were asked."""

    keys: tuple[tuple[int, ...], ...]
    constants: tuple[int, ...]
    found: tuple[Found, ...]
    candidates: int
    stopped: bool = False


def search(table: Table, max_lhs: int = 2) -> Search:
    """All dependencies with at most `max_lhs` attributes on the left; those of one also where a few rows differ.

    Fewer than two rows prove nothing, and nothing is found.
    """
    if table.rows < 2 or not table.columns:
        return Search((), (), (), 0)
    return _Search(table, max_lhs).run()


class _Search:
    def __init__(self, table: Table, max_lhs: int) -> None:
        self.rows = table.rows
        self.max_lhs = max_lhs
        self.groups = [Groups(one.codes, max(one.distinct, 1), one.distinct) for one in table.columns]
        self.constants = tuple(place for place, one in enumerate(self.groups) if one.count == 1)
        self.unique = {place for place, one in enumerate(self.groups) if one.count == self.rows}
        self.nullable = {place for place, one in enumerate(table.columns) if one.null >= 0}
        self.free = [p for p in range(len(self.groups)) if p not in self.unique and p not in self.constants]
        self.decided: dict[int, list[tuple[int, ...]]] = {place: [] for place in self.free}
        self.keys: list[tuple[int, ...]] = [(place,) for place in sorted(self.unique - self.nullable)]
        self.samples = {place: clustered(self.groups[place], _SAMPLE) for place in self.free}
        self.found: list[Found] = []

    def run(self) -> Search:
        stopped, looked_at = False, 0
        for size in range(1, self.max_lhs + 1):
            for left in combinations(self.free, size):
                if looked_at >= _MOST_CHECKED:
                    stopped = True
                    break
                looked_at += 1
                self._look_at(left)
        others = len(self.groups) - 1
        asked = sum(comb(len(self.groups), size) * max(others - size + 1, 0) for size in range(1, self.max_lhs + 1))
        return Search(tuple(self.keys), self.constants, tuple(self.found), asked, stopped)

    def _look_at(self, left: tuple[int, ...]) -> None:
        inside = set(left)
        if any(inside.issuperset(key) for key in self.keys) or self._is_superfluous(left):
            return
        open_ends = [
            place
            for place in self.free
            if place not in inside and not any(inside.issuperset(one) for one in self.decided[place])
        ]
        rows = self._sample(left)
        codes, size = self._codes(left, rows)
        agreeing = [place for place in open_ends if _agrees_on(codes, size, self.groups[place].codes[rows])]
        if len(left) == 1:
            self._look_at_nearly(left, set(open_ends).difference(agreeing))
        may_be_key = size == len(rows) and prod(self.groups[place].count for place in left) >= self.rows
        open_ends = agreeing
        if not open_ends and not may_be_key:
            return
        groups = self._grouped(left)
        if groups.count == self.rows:
            if not inside & self.nullable:
                self.keys.append(left)
            # Nothing repeats: every dependency holds, and none is shown by anything.
            for place in open_ends:
                self.decided[place].append(left)
            return
        for place in open_ends:
            self._check(left, groups, place)

    def _is_superfluous(self, left: tuple[int, ...]) -> bool:
        """Whether a part of the left side already decides the rest of it."""
        return any(set(one) <= set(left) - {place} for place in left for one in self.decided[place])

    def _check(self, left: tuple[int, ...], groups: Groups, place: int) -> None:
        dependent = self.groups[place]
        if groups.count >= dependent.count and agrees(groups, dependent.codes):
            self.decided[place].append(left)
            self.found.append(Found(left, place, self.rows - groups.count, 0, groups))
        elif len(left) == 1:
            self._check_nearly(left, groups, place)

    def _look_at_nearly(self, left: tuple[int, ...], refuted: set[int]) -> None:
        """Those that the sample refutes: a few rows may be all that stands against them."""
        for place in sorted(refuted):
            self._check_nearly(left, self.groups[left[0]], place)

    def _check_nearly(self, left: tuple[int, ...], groups: Groups, place: int) -> None:
        repeats = self.rows - groups.count
        if not self._nearly(left, groups, place):
            return
        against = exceptions(groups, self.groups[place])
        if against <= max(_TOLERATED * repeats, 1) and repeats >= 20 * against:
            self.decided[place].append(left)
            self.found.append(Found(left, place, repeats, against, groups))

    def _nearly(self, left: tuple[int, ...], groups: Groups, place: int) -> bool:
        """Whether the sample leaves a chance that few rows only differ."""
        rows = self._sample(left)
        if len(rows) == 0:
            return False
        part = Groups(groups.codes[rows], groups.size, groups.count)
        own = self.groups[place]
        against = exceptions(part, Groups(own.codes[rows], own.size, own.count))
        return against <= 3 * _TOLERATED * len(rows) + 1

    def _sample(self, left: tuple[int, ...]) -> npt.NDArray[np.int64]:
        """Rows that repeat the values of the member with the most groups: there other members repeat most as well."""
        return self.samples[max(left, key=lambda place: self.groups[place].count)]

    def _codes(self, left: tuple[int, ...], rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
        """(group of each of these rows, how many groups there are)."""
        codes, size = np.zeros(len(rows), np.int64), 1
        for place in left:
            values, codes = np.unique(
                codes * self.groups[place].size + self.groups[place].codes[rows], return_inverse=True
            )
            size = len(values)
        return codes, size

    def _grouped(self, left: tuple[int, ...]) -> Groups:
        groups = self.groups[left[0]]
        for place in left[1:]:
            groups = combined(groups, self.groups[place])
        return groups


def _agrees_on(codes: npt.NDArray[np.int64], size: int, dependent: Codes) -> bool:
    if len(codes) == 0:
        return True
    representative = np.zeros(size, np.int32)
    representative[codes] = dependent
    return bool((representative[codes] == dependent).all())


def by_left_side(found: tuple[Found, ...]) -> Iterator[tuple[tuple[int, ...], tuple[Found, ...]]]:
    """Found dependencies with the same left side together; each that some rows contradict on its own."""
    groups: dict[tuple[tuple[int, ...], int], list[Found]] = {}
    for one in found:
        groups.setdefault((one.determinant, one.dependent if one.exceptions else -1), []).append(one)
    for (left, _), members in groups.items():
        yield left, tuple(members)
