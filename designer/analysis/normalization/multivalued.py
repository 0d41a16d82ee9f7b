"""Multivalued dependencies: what a set of attributes splits the others into, and what follows from both kinds together.

X ->> Y says that the Y values that go with an X value have nothing to do with the rest. The dependency basis of X is
the finest partition of the other attributes into such independent blocks (Beeri 1980).
"""

from collections.abc import Iterable

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.masks import in_order, singles
from designer.analysis.normalization.search import Verdict
from designer.analysis.normalization.theory import Pair, Theory


class MixedTheory:
    """Functional and multivalued dependencies of a relation whose attributes are `whole`."""

    __slots__ = ("_bases", "_by_value", "_known", "_rules", "multivalued", "theory", "whole")

    def __init__(self, theory: Theory, multivalued: Iterable[Pair], whole: int) -> None:
        self.theory = theory
        self.whole = whole
        self.multivalued: tuple[Pair, ...] = tuple(
            dict.fromkeys(
                (left, right & ~left) for left, right in multivalued if right & ~left and whole & ~(left | right)
            )
        )
        self._rules = (*self.multivalued, *((left, one) for left, right in theory.pairs for one in singles(right)))
        self._by_value = 0
        for _, right in theory.pairs:
            self._by_value |= right
        self._bases: dict[int, tuple[int, ...]] = {}
        self._known: dict[int, int] = {}

    def basis(self, mask: int) -> tuple[int, ...]:
        """The dependency basis of `mask`: disjoint blocks that make up all other attributes."""
        found = self._bases.get(mask)
        if found is None:
            found = self._bases[mask] = self._blocks(mask)
        return found

    def closure(self, mask: int) -> int:
        """All attributes that `mask` determines by both kinds of dependency (coalescence included)."""
        found = self._known.get(mask)
        if found is None:
            found = mask
            for block in self.basis(mask):
                # A block of one attribute is determined if any functional dependency decides that attribute.
                if block & (block - 1) == 0 and block & self._by_value and self._decided(block):
                    found |= block
            self._known[mask] = found
        return found

    def implies(self, left: int, right: int) -> bool:
        """Whether left ->> right follows."""
        return all(not block & ~right or not block & right for block in self.basis(left))

    def _decided(self, one: int) -> bool:
        return any(right & one and not left & one for left, right in self.theory.pairs)

    def _blocks(self, mask: int) -> tuple[int, ...]:
        """Refines, until nothing splits, a partition that is right already: what the functional dependencies
        decide stands alone, which keeps long chains of them out of the search."""
        decided = self.theory.closure(mask) & self.whole & ~mask
        settled = list(singles(decided))
        blocks = [self.whole & ~mask & ~decided]
        changed = True
        while changed:
            changed = False
            for left, right in self._rules:
                for place, block in enumerate(blocks):
                    inside = block & right
                    if inside and inside != block and not block & left:
                        blocks[place] = inside
                        blocks.append(block & ~inside)
                        changed = True
            settled += [block for block in blocks if block & (block - 1) == 0 and block]
            blocks = [block for block in blocks if block & (block - 1)]
        return in_order(settled + blocks)


def with_implied(mixed: MixedTheory, budget: Budget) -> tuple[Theory, bool]:
    """The functional dependencies that follow from both kinds, as a theory of their own, and whether all were found.

    Coalescence: where X ->> Y, and something outside Y decides a part of Y, X decides that part.
    """
    if not mixed.multivalued:
        return mixed.theory, True
    pairs = list(mixed.theory.pairs)
    decided = 0
    for _, right in pairs:
        decided |= right
    for one in singles(decided):
        for left in _smallest(mixed, mixed.whole & ~one, one, budget):
            if not one & ~Theory(pairs).closure(left):
                continue
            pairs.append((left, one))
    return Theory(pairs), not budget.spent


def _smallest(mixed: MixedTheory, within: int, one: int, budget: Budget) -> list[int]:
    """The smallest determinants of `one`, by exclusion, as `search.determinants` finds them in a theory."""
    waiting, seen, found = [within], set[int](), list[int]()
    while waiting:
        held = waiting.pop()
        if held in seen or not mixed.closure(held) & one:
            continue
        seen.add(held)
        if not budget.take():
            return found
        small = next((known for known in found if not known & ~held), None)
        if small is None:
            small = held
            for other in reversed(tuple(singles(held))):
                if mixed.closure(small & ~other) & one:
                    small &= ~other
            found.append(small)
        waiting += [held & ~other for other in singles(small)]
    return found


def fourth_violation(mixed: MixedTheory, part: int, budget: Budget) -> tuple[Verdict, Pair]:
    """(True, …) where `part` is in 4NF; (False, (X, Y)): X ->> Y holds in it, X is no superkey of it, X smallest.

    In the whole relation the given dependencies decide. In a part any X may carry one (X ->> Y of the whole holds in
    it, cut to the part), so sets are tried by size, those inside given left sides first.
    """
    lefts = dict.fromkeys(left for left, _ in (*mixed.multivalued, *mixed.theory.pairs) if not left & ~part)
    for left in in_order(lefts):
        block = _cut(mixed, part, left)
        if block:
            return False, (left, block)
    if part == mixed.whole:
        return True, (0, 0)
    attributes = tuple(singles(part))
    for left in _by_size(attributes):
        if not budget.take():
            return None, (0, 0)
        block = _cut(mixed, part, left)
        if block:
            return False, (left, block)
    return True, (0, 0)


def _cut(mixed: MixedTheory, part: int, left: int) -> int:
    """The smallest block of the part that `left` splits off without deciding the part, 0 if there is none."""
    if not part & ~mixed.closure(left):
        return 0
    blocks = {block & part for block in mixed.basis(left) if block & part}
    return in_order(blocks)[0] if len(blocks) > 1 else 0


def _by_size(attributes: tuple[int, ...]) -> Iterable[int]:
    """All sets of at most two attributes fewer than all, small ones first: larger ones split nothing."""
    level = [(0, 0)]
    for _ in range(max(len(attributes) - 1, 0)):
        yield from (mask for mask, _ in level)
        level = [
            (mask | one, place + 1) for mask, start in level for place, one in enumerate(attributes[start:], start)
        ]
