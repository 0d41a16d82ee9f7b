"""Rows grouped by their values in some columns, and whether groups agree on another column."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Groups:
    """code: the group of each row, below `size`; count: how many groups there are."""

    codes: Codes
    size: int
    count: int


def combined(one: Groups, other: Groups) -> Groups:
    """The rows grouped by both."""
    codes = one.codes * other.size + other.codes
    size = one.size * other.size
    if size <= 4 * len(codes) + 1024:
        return Groups(codes, size, int(np.count_nonzero(np.bincount(codes, minlength=size))))
    values, inverse = np.unique(codes, return_inverse=True)
    return Groups(inverse.astype(np.int64), len(values), len(values))


def agrees(groups: Groups, dependent: Codes) -> bool:
    """Whether rows of one group always have the same value: X -> Y, in one pass and without sorting."""
    representative = np.zeros(groups.size, np.int64)
    representative[groups.codes] = dependent
    return bool((representative[groups.codes] == dependent).all())


def exceptions(groups: Groups, dependent: Groups) -> int:
    """The fewest rows that would have to change for the groups to agree (g3, as a count of rows)."""
    pairs = groups.codes * dependent.size + dependent.codes
    values, counts = np.unique(pairs, return_counts=True)
    largest = np.zeros(groups.size, np.int64)
    np.maximum.at(largest, values // dependent.size, counts)
    return int(len(pairs) - largest.sum())


def exceptional_rows(groups: Groups, dependent: Groups, most: int) -> list[tuple[int, int]]:
    """(a row that differs from most of its group, a row of the same group that does not), the first few."""
    pairs = groups.codes * dependent.size + dependent.codes
    values, first, inverse, counts = np.unique(pairs, return_index=True, return_inverse=True, return_counts=True)
    group_of = values // dependent.size
    order = np.lexsort((first, -counts, group_of))
    leads = order[np.r_[True, group_of[order][1:] != group_of[order][:-1]]]
    usual = np.zeros(groups.size, np.int64)
    usual[group_of[leads]] = leads
    differing = np.flatnonzero(usual[groups.codes] != inverse)[:most]
    return [(int(row), int(first[usual[groups.codes[row]]])) for row in differing]


def repeated_rows(groups: Groups, most: int) -> list[tuple[int, int]]:
    """The first few (row, earlier row of the same group)."""
    last = np.full(groups.size, -1, np.int64)
    found: list[tuple[int, int]] = []
    for row in range(min(len(groups.codes), 10_000)):
        code = groups.codes[row]
        if last[code] >= 0:
            found.append((row, int(last[code])))
            if len(found) == most:
                break
        last[code] = row
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
