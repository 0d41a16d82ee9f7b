"""What a decomposition keeps of the dependencies, without listing the projected ones (Ullman 1982, algorithm 7.4)."""

from collections.abc import Iterable, Sequence

from designer.analysis.normalization.theory import Pair, Theory


def preserved_closure(theory: Theory, relations: Sequence[int], start: int) -> int:
    """What follows from `start` by the dependencies that can be checked inside single relations."""
    closed = start
    while True:
        before = closed
        for one in relations:
            closed |= theory.closure(closed & one) & one
        if closed == before:
            return closed


def lost(theory: Theory, relations: Sequence[int], pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The dependencies among `pairs` that no longer follow, each with the attributes that do not."""
    found = []
    for left, right in pairs:
        if any(not (left | right) & ~one for one in relations):
            continue
        missing = right & ~left & ~preserved_closure(theory, relations, left)
        if missing:
            found.append((left, missing))
    return tuple(found)


def enforcing_join(theory: Theory, relations: Sequence[int], pair: Pair) -> tuple[int, ...]:
    """The positions of few relations whose join holds the dependency's attributes again, first one first.

    The join starts where most of the left side is. Each further relation shares an attribute with what is there if
    any does, and brings as much of what is missing as any.
    """
    wanted = pair[0] | pair[1]
    chosen: list[int] = []
    held = 0
    while wanted & ~held:
        rest = [place for place, one in enumerate(relations) if one & ~held]
        best = max(rest, key=lambda place: _worth(theory, relations[place], held, wanted, pair[0]), default=None)
        if best is None:
            break
        chosen.append(best)
        held |= relations[best]
    return tuple(chosen)


def _worth(theory: Theory, relation: int, held: int, wanted: int, left: int) -> tuple[bool, bool, int, int]:
    shared = relation & held
    joins_by_key = bool(shared) and not relation & ~theory.closure(shared)
    new = (relation & wanted & ~held).bit_count()
    return (not held or bool(shared), new > 0 and joins_by_key, new, (relation & left).bit_count())
