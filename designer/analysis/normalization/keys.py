"""Candidate keys, by Lucchesi and Osborn's algorithm (1978): one key at a time, within a limit."""

import time
from dataclasses import dataclass

from designer.analysis.normalization.relation import Relation, bits


@dataclass(frozen=True, slots=True)
class Keys:
    """Candidate keys as masks, shortest first. complete: False where a limit was reached before the last."""

    keys: tuple[int, ...]
    complete: bool

    @property
    def prime(self) -> int:
        """The attributes of the keys found."""
        prime = 0
        for key in self.keys:
            prime |= key
        return prime


def candidate_keys(relation: Relation, limit: int = 1000, seconds: float = 5.0) -> Keys:
    """The candidate keys, at most `limit` of them and within a time budget."""
    deadline = time.monotonic() + seconds
    first = _minimized(relation, relation.everything)
    found, seen = [first], {first}
    position = 0
    while position < len(found):
        key = found[position]
        position += 1
        for dependency in relation.dependencies:
            if not dependency.dependent & key:
                continue
            superkey = dependency.determinant | (key & ~dependency.dependent)
            if any(other & ~superkey == 0 for other in found):
                continue
            if len(found) >= limit or time.monotonic() > deadline:
                return Keys(_sorted(found), False)
            smaller = _minimized(relation, superkey)
            if smaller not in seen:
                seen.add(smaller)
                found.append(smaller)
    return Keys(_sorted(found), True)


def _minimized(relation: Relation, superkey: int) -> int:
    """A key inside `superkey`: later attributes are given up first."""
    for position in reversed(list(bits(superkey))):
        without = superkey & ~(1 << position)
        if relation.closure(without) == relation.everything:
            superkey = without
    return superkey


def _sorted(keys: list[int]) -> tuple[int, ...]:
    return tuple(sorted(keys, key=lambda key: (key.bit_count(), tuple(bits(key)))))
