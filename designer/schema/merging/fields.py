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

    What only one side has stands behind what it stands behind there; rank orders two such runs at one place.
    """
    shared = set(ours) & set(theirs)
    frame = _frame(
        [one for one in base if one in shared],
        [one for one in ours if one in shared],
        [one for one in theirs if one in shared],
    )
    runs: dict[str | None, list[list[str]]] = {}
    for side in (ours, theirs):
        behind: str | None = None
        run: list[str] = []
        for one in side:
            if one in shared:
                behind, run = one, []
                continue
            if not run:
                runs.setdefault(behind, []).append(run)
            run.append(one)
    result: list[str] = []
    for place in (None, *frame):
        result += [place] if place is not None else []
        for run in sorted(runs.get(place, ()), key=lambda held: rank(held[0])):
            result += run
    return result


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
