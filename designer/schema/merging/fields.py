"""Three-way choices between values: a field, a mapping key by key, an order."""

from collections.abc import Callable, Sequence
from typing import Any

from designer.schema.frozen import FrozenMap

ABSENT = object()
"""Stands for the base of what both sides added."""


class Disagreement(Exception):
    """Both sides changed it, and not to the same."""


def three_way(base: Any, ours: Any, theirs: Any, same: Callable[[Any, Any], bool] | None = None) -> Any:
    """The value of the side that changed it; Disagreement where both did. same: when two values mean the same."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, FrozenMap) and isinstance(theirs, FrozenMap) and isinstance(base, FrozenMap):
        return _merged_map(base, ours, theirs)
    if same is not None and base is not ABSENT:
        if same(ours, theirs) or same(theirs, base):
            return ours
        if same(ours, base):
            return theirs
    raise Disagreement


def _merged_map(base: FrozenMap, ours: FrozenMap, theirs: FrozenMap) -> FrozenMap:
    merged = {}
    for key in {*base, *ours, *theirs}:
        value = three_way(*(held.get(key, ABSENT) for held in (base, ours, theirs)))
        if value is not ABSENT:
            merged[key] = value
    return FrozenMap(merged)


def preferring_ours(base: Any, ours: Any, theirs: Any) -> Any:
    """Like `three_way`, with ours where both changed it; of mappings, key by key."""
    if isinstance(ours, FrozenMap) and isinstance(theirs, FrozenMap) and isinstance(base, FrozenMap):
        held = {
            key: preferring_ours(*(side.get(key, ABSENT) for side in (base, ours, theirs)))
            for key in {*base, *ours, *theirs}
        }
        return FrozenMap({key: value for key, value in held.items() if value is not ABSENT})
    return theirs if ours == base else ours


def merged_order(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], rank: Callable[[str], Any]
) -> list[str]:
    """One order of what stands in ours or theirs; Disagreement where both rearranged what they share.

    What only one side has stands behind what it stands behind there, or at the end; rank orders two such runs at one
    place.
    """
    shared = set(ours) & set(theirs)
    frame = _frame(
        [one for one in base if one in shared],
        [one for one in ours if one in shared],
        [one for one in theirs if one in shared],
    )
    runs: dict[str, list[list[str]]] = {}
    for side in (ours, theirs):
        for behind, run in _runs(side, shared):
            runs.setdefault(behind, []).append(run)
    result: list[str] = []
    for place in (_START, *frame, _END):
        result += [place] if place not in (_START, _END) else []
        for run in sorted(runs.get(place, ()), key=lambda held: rank(held[0])):
            result += run
    return result


_START, _END = "\0start", "\0end"


def _runs(side: Sequence[str], shared: set[str]) -> list[tuple[str, list[str]]]:
    """What only this side has, each run with what it stands behind, or with the end where it is the last there."""
    found: list[tuple[str, list[str]]] = []
    behind, last = _START, ""
    for one in side:
        if one in shared:
            behind = one
        elif found and last not in shared:
            found[-1][1].append(one)
        else:
            found.append((behind, [one]))
        last = one
    if found and last not in shared:
        found[-1] = (_END, found[-1][1])
    return found


def _frame(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """The order of what both have."""
    if ours == theirs:
        return ours
    known = set(base)
    ours_kept = [one for one in ours if one in known] == base
    theirs_kept = [one for one in theirs if one in known] == base
    if ours_kept == theirs_kept:  # both rearranged it, or both placed the same new thing differently
        raise Disagreement
    return theirs if ours_kept else ours
