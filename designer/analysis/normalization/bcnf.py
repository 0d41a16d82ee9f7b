"""Boyce-Codd normal form: with every dependency kept where that is possible, else with as few lost as can be.

A dependency survives in a BCNF design exactly if it follows from dependencies X -> A whose attributes XA alone are in
BCNF, because every part of a relation in BCNF is in BCNF. So whether a design that keeps all of them exists is
decided by looking for such dependencies, and the ones found are the design. What remains lost is lost in every design.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.cover import grouped, minimal_cover
from designer.analysis.normalization.masks import singles, without_contained
from designer.analysis.normalization.preservation import lost
from designer.analysis.normalization.search import Verdict, bcnf_violation, determinants
from designer.analysis.normalization.synthesis import synthesized, with_key
from designer.analysis.normalization.theory import Pair, Theory

_STEPS = 4_000
_PAIRS = 200_000
_GRACE = 1.0
"""Seconds past the deadline for the algorithm that ends what searches left undecided."""


@dataclass(frozen=True, slots=True)
class Decomposition:
    """preserving_exists: whether any BCNF design keeps every dependency; decided: all relations proved in BCNF."""

    relations: tuple[int, ...]
    preserving_exists: Verdict
    decided: bool = True


def decomposed(
    theory: Theory, cover: Sequence[Pair], whole: int, deadline: float, third: Sequence[int] = ()
) -> Decomposition:
    """The best BCNF design found: fewest lost dependencies, then fewest relations, then closest to the synthesis.

    third: what the synthesis made of `cover`, if that is known already.
    """
    if bcnf_violation(theory, whole, Budget(_STEPS, deadline))[0]:
        return Decomposition((whole,), True)
    for number, other in enumerate(_covers(theory, cover, whole)):
        given = third if number == 0 else ()
        relations = tuple(given or synthesized(theory, other, whole, Budget(_STEPS, deadline)))
        if all(bcnf_violation(theory, one, Budget(_STEPS, deadline))[0] for one in relations):
            return Decomposition(relations, True)
    kept, all_kept = _keepable(theory, cover, Budget(_STEPS, deadline))
    candidates = [_around(theory, kept, whole, deadline), _split_up(theory, whole, theory.pairs, deadline)]
    if not all_kept:
        candidates.append(_split_up(theory, whole, tuple(reversed(theory.pairs)), deadline))
    best = min(candidates, key=lambda one: (len(lost(theory, one, cover)), len(one)))
    decided = all(bcnf_violation(theory, one, Budget(_STEPS, deadline))[0] or _pairwise(theory, one) for one in best)
    return Decomposition(best, True if decided and not lost(theory, best, cover) else all_kept, decided)


def _pairwise(theory: Theory, part: int) -> bool:
    """The pair test: no attribute follows from the others without some second one, which proves BCNF."""
    return not _cut_down(theory, part, Budget(_PAIRS, time.monotonic() + _GRACE))[1]


def _covers(theory: Theory, first: Sequence[Pair], whole: int) -> Iterator[Sequence[Pair]]:
    """A few different minimal covers: what is given up first decides what is kept."""
    attributes = list(singles(whole))
    middle = len(attributes) // 2
    used = {one: sum(1 for left, _ in theory.pairs if left & one) for one in attributes}
    yield first
    seen = {frozenset(first)}
    for order in (
        attributes,
        sorted(attributes, key=lambda one: used[one]),
        sorted(attributes, key=lambda one: -used[one]),
        attributes[middle:] + attributes[:middle],
    ):
        cover = minimal_cover(theory, order)
        if frozenset(cover) not in seen:
            seen.add(frozenset(cover))
            yield cover


def _keepable(theory: Theory, cover: Sequence[Pair], budget: Budget) -> tuple[tuple[Pair, ...], Verdict]:
    """(dependencies that stand in BCNF relations of their own, whether everything follows from them).

    Those of the cover come first; for the others, ways round are looked for, each through smallest determinants.
    """
    kept: list[Pair] = []
    rest: list[Pair] = []
    for left, right in cover:
        (kept if bcnf_violation(theory, left | right, budget)[0] else rest).append((left, right))
    verdict: Verdict = True
    for left, right in rest:
        if not _way_round(theory, kept, left, right, budget):
            if budget.spent:
                return tuple(kept), None if verdict else False
            verdict = False
    return tuple(kept), verdict


def _way_round(theory: Theory, kept: list[Pair], left: int, right: int, budget: Budget) -> bool:
    """Adds to `kept` what makes left -> right follow from it, if anything does."""
    reached, wanted = left, theory.closure(left)
    added: list[Pair] = []
    while not reached & right:
        before = reached = Theory((*kept, *added)).closure(reached)
        for one in singles(wanted & ~reached):
            found = _in_bcnf_alone(theory, reached, one, budget)
            if found is not None:
                added.append((found, one))
                reached |= one
        if reached == before:
            break
    if reached & right:
        kept += added
    return bool(reached & right)


def _in_bcnf_alone(theory: Theory, within: int, one: int, budget: Budget) -> int | None:
    """A smallest determinant of `one` inside `within` that is in BCNF together with it."""
    if not theory.closure(within) & one:
        return None
    for left in determinants(theory, within, one, budget):
        if bcnf_violation(theory, left | one, budget)[0]:
            return left
    return None


def _around(theory: Theory, kept: Sequence[Pair], whole: int, deadline: float) -> tuple[int, ...]:
    """A design that keeps at least `kept`: their relations, and what is needed to join them, taken apart to BCNF."""
    own = Theory(minimal_cover(Theory(kept)))
    relations: list[int] = []
    for left, right in grouped(own.pairs).items():
        together = left | right
        fits = bcnf_violation(theory, together, Budget(_STEPS, deadline))[0]
        relations += [together] if fits else [left | one for one in singles(right)]
    result: list[int] = []
    for one in with_key(own, relations, whole):
        result += _split_up(theory, one, theory.pairs, deadline)
    return _merged(theory, without_contained(result), deadline)


def _merged(theory: Theory, relations: Sequence[int], deadline: float) -> tuple[int, ...]:
    """Relations of one and the same thing put together where BCNF allows it."""
    result: list[int] = []
    for one in relations:
        for place, other in enumerate(result):
            shared = one & other
            same = not (one | other) & ~theory.closure(shared)
            if same and bcnf_violation(theory, one | other, Budget(_STEPS, deadline))[0]:
                result[place] = one | other
                break
        else:
            result.append(one)
    return without_contained(result)


def _split_up(theory: Theory, whole: int, first: Sequence[Pair], deadline: float) -> tuple[int, ...]:
    """Splits on violations until none is left; `first`: the dependencies that are looked at before any search.

    Every split is over a key of one side, so the result is lossless. Projected dependencies count, not only given
    ones. Where the budget does not decide, Tsou and Fischer's algorithm (1982), which needs no decision, ends it.
    """
    done: list[int] = []
    waiting = [whole]
    while waiting:
        held = waiting.pop()
        left = next((left for left, _ in first if _breaks(theory, held, left)), None)
        if left is None:
            decided, left = bcnf_violation(theory, held, Budget(_STEPS, deadline))
            if decided:
                done.append(held)
                continue
            if decided is None:
                done += tsou_fischer(theory, held, Budget(_PAIRS, deadline + _GRACE))
                continue
        inside = theory.closure(left) & held
        waiting += [inside, left | (held & ~inside)]
    return without_contained(done)


def _breaks(theory: Theory, held: int, left: int) -> bool:
    return not left & ~held and theory.closure(left) & held not in (left, held)


def tsou_fischer(theory: Theory, whole: int, budget: Budget) -> tuple[int, ...]:
    """A lossless decomposition into BCNF in polynomial time; it may split more than is needed.

    One piece after the other is cut down until no attribute follows from the rest without some other one, which
    proves BCNF. A pair that was no reason to cut never becomes one, so that each is looked at once per piece.
    Once the budget is spent, what is left stays together, and may not be in BCNF.
    """
    result: list[int] = []
    rest = whole
    while True:
        piece, last = _cut_down(theory, rest, budget)
        if not last or budget.spent:
            return (*result, rest)
        result.append(piece)
        rest &= ~last


def _cut_down(theory: Theory, piece: int, budget: Budget) -> tuple[int, int]:
    last = 0
    for one in singles(piece):
        if not piece & one or not theory.closure(piece & ~one) & one:
            continue
        for other in singles(piece & ~one):
            if not budget.take():
                return piece, last
            if theory.closure(piece & ~one & ~other) & one:
                piece &= ~other
                last = one
    return piece, last
