"""Rows grouped by their values in some columns, and whether groups agree on another column."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from designer.analysis.discovery.codebook import Codes, coded

_FIRST_LOOK = 50_000
_FEW = 8
"""Where fewer rows than one in so many repeat, only they are kept."""


@dataclass(frozen=True, slots=True)
class Groups:
    """code: the group of each row, below `size`; count: how many groups there are.

    rows: those that the codes are of, None for all; each row that is left out is the only one of its group.
    """

    codes: Codes
    size: int
    count: int
    rows: npt.NDArray[np.int64] | None = None

    def of(self, codes: Codes) -> Codes:
        """The codes of another column, in the rows that are grouped."""
        return codes if self.rows is None else codes[self.rows]

    def row(self, place: int) -> int:
        """The row that the code at this place is of."""
        return place if self.rows is None else int(self.rows[place])


def combined(one: Groups, other: Groups) -> Groups:
    """The rows grouped by both; `other` is of all rows."""
    numbers = one.codes.astype(np.int64) * other.size + one.of(other.codes)
    alone = one.count - one.size if one.rows is not None else 0
    size = one.size * other.size
    if size <= 4 * len(numbers) + 1024:
        groups = int(np.count_nonzero(np.bincount(numbers, minlength=size)))
        return Groups(numbers.astype(np.int32), size, alone + groups, one.rows)
    return _repeating(one, numbers, alone)


def _repeating(one: Groups, numbers: npt.NDArray[np.int64], alone: int) -> Groups:
    """Groups of equal numbers: only the rows that repeat one, where they are few (stripped partitions)."""
    in_order = np.sort(numbers)
    again = in_order[1:][in_order[1:] == in_order[:-1]]
    count = alone + len(numbers) - len(again)
    if len(again) * _FEW > len(numbers):
        codes, size = coded(numbers)
        return Groups(codes, size, count, one.rows)
    values = again[np.r_[True, again[1:] != again[:-1]]] if len(again) else again
    places = _places_of(values, numbers)
    codes = np.searchsorted(values, numbers[places]).astype(np.int32)
    rows = places if one.rows is None else one.rows[places]
    return Groups(codes, len(values), count, rows)


def _places_of(values: npt.NDArray[np.int64], numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where one of the few `values` stands (sorted, each once)."""
    if len(values) == 0:
        return np.zeros(0, np.int64)
    bits = np.int64((1 << max(16, 3 + len(values).bit_length())) - 1)
    # Most numbers are told from all values by a few bits, which takes one look instead of a search.
    marked = np.zeros(int(bits) + 1, bool)
    marked[_folded(values) & bits] = True
    places = np.flatnonzero(marked[_folded(numbers) & bits])
    found = np.minimum(np.searchsorted(values, numbers[places]), len(values) - 1)
    exact: npt.NDArray[np.int64] = places[values[found] == numbers[places]]
    return exact


def _folded(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    mixed: npt.NDArray[np.int64] = (numbers * np.int64(0x9E3779B97F4A7C1)) >> np.int64(24)
    return mixed


def agrees(groups: Groups, dependent: Codes) -> bool:
    """Whether rows of one group always have the same value: X -> Y, in one pass and without sorting."""
    own = groups.of(dependent)
    first = slice(_FIRST_LOOK)
    return (len(own) < 4 * _FIRST_LOOK or _agrees(groups.codes[first], groups.size, own[first])) and _agrees(
        groups.codes, groups.size, own
    )


def _agrees(codes: Codes, size: int, dependent: Codes) -> bool:
    representative = np.zeros(size, np.int32)
    representative[codes] = dependent
    return bool((representative[codes] == dependent).all())


def exceptions(groups: Groups, dependent: Groups) -> int:
    """The fewest rows that would have to change for the groups to agree (g3, as a count of rows)."""
    pairs = groups.codes.astype(np.int64) * dependent.size + groups.of(dependent.codes)
    values, counts = np.unique(pairs, return_counts=True)
    largest = np.zeros(groups.size, np.int64)
    np.maximum.at(largest, values // dependent.size, counts)
    return int(len(pairs) - largest.sum())


def exceptional_rows(groups: Groups, dependent: Groups, most: int) -> list[tuple[int, int]]:
    """(a row that differs from most of its group, a row of the same group that does not), the first few."""
    pairs = groups.codes.astype(np.int64) * dependent.size + groups.of(dependent.codes)
    values, first, inverse, counts = np.unique(pairs, return_index=True, return_inverse=True, return_counts=True)
    group_of = values // dependent.size
    order = np.lexsort((first, -counts, group_of))
    leads = order[np.r_[True, group_of[order][1:] != group_of[order][:-1]]]
    usual = np.zeros(groups.size, np.int64)
    usual[group_of[leads]] = leads
    differing = np.flatnonzero(usual[groups.codes] != inverse)[:most]
    return [(groups.row(int(one)), groups.row(int(first[usual[groups.codes[one]]]))) for one in differing]


def repeated_rows(groups: Groups, most: int) -> list[tuple[int, int]]:
    """The first few (row, earlier row of the same group)."""
    last: dict[int, int] = {}
    found: list[tuple[int, int]] = []
    for place, code in enumerate(groups.codes[:10_000].tolist()):
        if code in last:
            found.append((groups.row(place), groups.row(last[code])))
            if len(found) == most:
                break
        last[code] = place
    return found


def clustered(groups: Groups, most: int) -> npt.NDArray[np.int64]:
    """About `most` rows that hold whole groups of several: where rows repeat, a dependency that fails shows quickly."""
    counts = np.bincount(groups.codes, minlength=groups.size)
    candidates = np.flatnonzero(counts > 1)
    if len(candidates) == 0:
        return np.zeros(0, np.int64)
    # Groups from all over the table, not only from its beginning.
    step = max(1, int(len(candidates) * counts[candidates].mean() / most))
    chosen = np.zeros(groups.size, bool)
    chosen[candidates[::step]] = True
    return np.flatnonzero(chosen[groups.codes])[: 4 * most]
