"""Candidate keys: reduced to what can differ between them, split into independent parts, found within a budget.

Lucchesi and Osborn's algorithm (1978) goes from key to key through each dependency. Two reductions come before it.
What nothing determines is in every key, and what follows from that is in none; what determines nothing but such
attributes is in none either. The dependencies that are left fall into parts that share no attribute: a key of the
relation is one key of each part, so their number is a product, known even where nobody could list them.
"""

import time
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.cover import minimal_cover
from designer.analysis.normalization.masks import in_order, singles, union
from designer.analysis.normalization.relation import Relation
from designer.analysis.normalization.search import is_prime
from designer.analysis.normalization.theory import Pair, Theory, minimized

_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """Keys of an independent part of a relation. attributes: those of which the keys are made."""

    attributes: int
    keys: tuple[int, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """Candidate keys as masks, shortest first.

    complete: False where a limit was reached before the last; at_least: how many there are for sure; exact_count:
    how many there are, None where that is not known; core: what is in every key; parts: the keys by independent part.
    """

    keys: tuple[int, ...]
    complete: bool
    at_least: int = 0
    exact_count: int | None = None
    core: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def prime(self) -> int:
        """The attributes that are in a key that was found."""
        return union(self.keys) | self.core | union(union(part.keys) for part in self.parts)

    @property
    def parts_complete(self) -> bool:
        """Whether the keys of every part are known: then so are the prime attributes."""
        return self.complete or (bool(self.parts) and all(part.complete for part in self.parts))


def candidate_keys(relation: Relation, limit: int = 1000, seconds: float = 5.0) -> Keys:
    """The candidate keys, at most `limit` of them and within a time budget."""
    return keys_of(relation.theory, relation.everything, limit, Budget(_STEPS, time.monotonic() + seconds))


def keys_of(theory: Theory, whole: int, limit: int, budget: Budget) -> Keys:
    """The candidate keys of `whole`, all attributes of the theory. At least one is found whatever the budget."""
    core, pairs = _reduced(theory, whole)
    parts = tuple(_keys_of_part(one, limit, budget) for one in _independent(pairs))
    counts = [len(part.keys) for part in parts]
    exact = prod(counts) if all(part.complete for part in parts) else None
    combined = product(*(part.keys for part in parts))
    keys = in_order(core | union(chosen) for chosen in islice(combined, max(limit, 1)))
    complete = exact is not None and exact <= max(limit, 1)
    return Keys(keys, complete, prod(counts), exact, core, parts)


def _reduced(theory: Theory, whole: int) -> tuple[int, list[Pair]]:
    """(what is in every key, the dependencies among what is in some keys only)."""
    cover = minimal_cover(theory)
    core = whole & ~union(right for _, right in cover)
    settled = theory.closure(core)
    pairs = [(left & ~settled, right) for left, right in cover if not right & settled]
    while True:
        used = union(left for left, _ in pairs)
        kept = [pair for pair in pairs if pair[1] & used]
        if len(kept) == len(pairs):
            return core, pairs
        pairs = kept


def _independent(pairs: list[Pair]) -> list[list[Pair]]:
    """The dependencies by connected part: those of two parts share no attribute."""
    parts: list[tuple[int, list[Pair]]] = []
    for pair in pairs:
        attributes, together = pair[0] | pair[1], [pair]
        apart = []
        for held, members in parts:
            if held & attributes:
                attributes |= held
                together = members + together
            else:
                apart.append((held, members))
        parts = [*apart, (attributes, together)]
    return [members for _, members in sorted(parts, key=lambda part: part[0] & -part[0])]


def _keys_of_part(pairs: list[Pair], limit: int, budget: Budget) -> Part:
    theory = Theory(pairs)
    whole = union(left | right for left, right in pairs)
    found = [minimized(theory, whole, whole)]
    seen, index = set(found), _Index(found[0])
    for key in found:
        for left, right in theory.pairs:
            if not right & key:
                continue
            superkey = left | (key & ~right)
            if index.holds_part_of(superkey):
                continue
            if len(found) >= limit or not budget.take():
                return Part(whole, in_order(found), False)
            smaller = minimized(theory, superkey, whole)
            if smaller not in seen:
                seen.add(smaller)
                found.append(smaller)
                index.add(smaller)
    return Part(whole, in_order(found), True)


class _Index:
    """Keys by their first attribute, so that few are compared when asking whether one is inside a set."""

    def __init__(self, first: int) -> None:
        self._by_first: dict[int, list[int]] = {}
        self.add(first)

    def add(self, key: int) -> None:
        self._by_first.setdefault(key & -key, []).append(key)

    def holds_part_of(self, mask: int) -> bool:
        """Whether one of the keys lies in `mask`."""
        for one in (0, *singles(mask)):
            for key in self._by_first.get(one, ()):
                if not key & ~mask:
                    return True
        return False


@dataclass(frozen=True, slots=True)
class Primes:
    """Which attributes are in some key: those that are, and those of which the budget did not decide it."""

    prime: int
    undecided: int = 0


def prime_attributes(theory: Theory, whole: int, keys: Keys, budget: Budget) -> Primes:
    """The prime attributes: from the keys where all are known, else by a search for each attribute in doubt."""
    prime = keys.prime
    if keys.parts_complete:
        return Primes(prime)
    undecided = 0
    doubtful = union(part.attributes for part in keys.parts if not part.complete) & ~prime
    for one in singles(doubtful):
        verdict = is_prime(theory, whole, one, Budget(_STEPS_PER_PRIME, budget.deadline))
        if verdict is None:
            undecided |= one
        elif verdict:
            prime |= one
    return Primes(prime, undecided)


_STEPS_PER_PRIME = 5_000
