"""Covers: the same theory with nothing superfluous in it."""

from collections.abc import Iterable, Sequence

from designer.analysis.normalization.masks import singles
from designer.analysis.normalization.theory import Pair, Theory, closed, minimized


def minimal_cover(theory: Theory, order: Sequence[int] | None = None) -> tuple[Pair, ...]:
    """An equivalent set with one attribute on each right side, nothing superfluous on any left side, none redundant.

    Several sets can be that. order: the attributes (as sets of one) in the order in which they are given up.
    """
    reduced: dict[int, int] = {}
    for left, right in theory.pairs:
        for one in singles(right):
            small = minimized(theory, left, one, order)
            reduced[small] = reduced.get(small, 0) | one
    lefts = list(reduced) if order is None else _sorted(reduced, order)
    for left in lefts:
        for one in singles(reduced[left]):
            reduced[left] &= ~one
            if not closed(reduced.items(), left, one)[0] & one:
                reduced[left] |= one
    return tuple((left, one) for left, right in reduced.items() for one in singles(right))


def _sorted(lefts: Iterable[int], order: Sequence[int]) -> list[int]:
    places = {one: place for place, one in enumerate(order)}
    return sorted(lefts, key=lambda mask: tuple(sorted(places[one] for one in singles(mask))))


def grouped(pairs: Iterable[Pair]) -> dict[int, int]:
    """Right sides by left side, in the order of first appearance: the canonical form of a minimal cover."""
    groups: dict[int, int] = {}
    for left, right in pairs:
        groups[left] = groups.get(left, 0) | right
    return groups


def minimum_cover(theory: Theory) -> tuple[Pair, ...]:
    """An equivalent set with as few dependencies as any (right sides are sets).

    The canonical basis: right sides are full closures, left sides closed under all the other dependencies, those that
    then say nothing left out (Guigues and Duquenne 1986; computed as by Shock 1986 in quadratic time).
    """
    basis = {left: theory.closure(left) for left, _ in theory.pairs}
    for left in tuple(basis):
        right = basis.pop(left)
        saturated, _ = closed(basis.items(), left)
        if saturated != right:
            basis[saturated] = right
    return tuple(basis.items())
