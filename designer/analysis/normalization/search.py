"""Exact questions about a part of a relation, answered by searching the closed sets that matter.

A normal form of a part `whole` depends on every dependency that the theory implies inside it, of which there may be
exponentially many. They need not be listed. A dependency X -> A inside `whole` breaks BCNF if some B of `whole` does
not follow from X. So for each B it is enough to look at the largest sets that B does not follow from: the part breaks
BCNF exactly if one of them holds an attribute that follows from its others. Those sets are reached by giving up, in
turn, each attribute of one small set that B follows from; a branch ends early where nothing inside depends on
anything. The same walk decides whether an attribute is prime.
"""

from collections.abc import Iterator

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.masks import singles
from designer.analysis.normalization.theory import Pair, Theory, minimized

Verdict = bool | None
"""None: the budget was spent before it was decided."""


def is_prime(theory: Theory, whole: int, attribute: int, budget: Budget) -> Verdict:
    """Whether `attribute` is in a candidate key of the part `whole`.

    It is, exactly if some set it does not follow from determines everything together with it.
    """
    waiting, seen = [whole & ~attribute], set[int]()
    while waiting:
        rest = waiting.pop()
        if rest in seen or whole & ~theory.closure(rest | attribute):
            continue
        seen.add(rest)
        if not theory.closure(rest) & attribute:
            return True
        if not budget.take():
            return None
        waiting += [rest & ~one for one in singles(minimized(theory, rest, attribute))]
    return False


def bcnf_violation(theory: Theory, whole: int, budget: Budget) -> tuple[Verdict, int]:
    """(True, 0) where `whole` is in BCNF; (False, X) with a determinant that is no superkey; (None, 0) undecided."""
    for left, _ in theory.pairs:
        if not left & ~whole:
            closed = theory.closure(left) & whole
            if closed not in (left, whole):
                return False, left
    if all(not whole & ~theory.closure(one) for one in singles(whole)):
        return True, 0  # each attribute is a key, as in a cycle: no search, however many there are
    for outside in singles(whole):
        decided, found = _dependent_without(theory, whole & ~outside, outside, budget)
        if not decided:
            return decided, found
    return True, 0


def _dependent_without(theory: Theory, start: int, outside: int, budget: Budget) -> tuple[Verdict, int]:
    """(False, X) for some X -> A inside `start` from which `outside` does not follow."""
    waiting, seen = [start], set[int]()
    while waiting:
        held = waiting.pop()
        if held in seen:
            continue
        seen.add(held)
        dependent = _first_dependent(theory, held)
        if not dependent:
            continue
        if not theory.closure(held) & outside:
            return False, minimized(theory, held & ~dependent, dependent)
        if not budget.take():
            return None, 0
        waiting += [held & ~one for one in singles(minimized(theory, held, outside))]
    return True, 0


def _first_dependent(theory: Theory, held: int) -> int:
    """An attribute that follows from the others of the set, 0 if there is none."""
    for left, _ in theory.pairs:
        if not left & ~held:
            break
    else:
        return 0
    closure, rest = theory.closure, held  # asked tens of thousands of times: no generator here
    while rest:
        one = rest & -rest
        if closure(held ^ one) & one:
            return one
        rest ^= one
    return 0


def third_violation(theory: Theory, whole: int, budget: Budget) -> tuple[Verdict, Pair]:
    """(True, …) where `whole` is in 3NF; (False, (X, A)): X no superkey, A in no key; (None, …) undecided."""
    for one in singles(whole):
        if not theory.closure(whole & ~one) & one:
            continue
        prime = is_prime(theory, whole, one, budget)
        if prime is None:
            return None, (0, 0)
        if prime:
            continue
        for outside in singles(whole & ~one):
            decided, found = _determinant_without(theory, whole, one, outside, budget)
            if not decided:
                return decided, (found, one)
    return True, (0, 0)


def _determinant_without(
    theory: Theory, whole: int, attribute: int, outside: int, budget: Budget
) -> tuple[Verdict, int]:
    """(False, X) for some X -> `attribute` in `whole` from which `outside` does not follow."""
    waiting, seen = [whole & ~outside & ~attribute], set[int]()
    while waiting:
        held = waiting.pop()
        if held in seen or not theory.closure(held) & attribute:
            continue
        seen.add(held)
        if not theory.closure(held) & outside:
            return False, minimized(theory, held, attribute)
        if not budget.take():
            return None, 0
        waiting += [held & ~one for one in singles(minimized(theory, held, outside))]
    return True, 0


def determinants(theory: Theory, within: int, target: int, budget: Budget) -> Iterator[int]:
    """The smallest parts of `within` that determine `target`, each once; with `target` = `within`, the keys.

    Every other one lacks an attribute of the one found first. Ends early when the budget is spent: ask it.
    """
    waiting, seen, found = [within], set[int](), set[int]()
    while waiting:
        held = waiting.pop()
        if held in seen or target & ~theory.closure(held):
            continue
        seen.add(held)
        if not budget.take():
            return
        known = next((one for one in found if not one & ~held), None)
        small = minimized(theory, held, target) if known is None else known
        if known is None:
            found.add(small)
            yield small
        waiting += [held & ~one for one in singles(small)]
