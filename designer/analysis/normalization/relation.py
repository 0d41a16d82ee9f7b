"""A relation and its functional dependencies.

An attribute set is an int: bit i stands for the i-th attribute of the relation. Names appear only at the edges.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Dependency:
    """determinant -> dependent, both masks. origin: whatever it was made from, for explanations."""

    determinant: int
    dependent: int
    origin: object = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Attribute names in order, and the dependencies that hold."""

    attributes: tuple[str, ...]
    dependencies: tuple[Dependency, ...]

    @property
    def everything(self) -> int:
        """The mask of all attributes."""
        return (1 << len(self.attributes)) - 1

    def mask(self, names: Iterable[str]) -> int:
        """The mask of these names; ValueError for one the relation does not have."""
        return sum(1 << self.attributes.index(name) for name in set(names))

    def names(self, mask: int) -> tuple[str, ...]:
        """The names in a mask, in the relation's order."""
        return tuple(self.attributes[position] for position in bits(mask))

    def closure(self, mask: int) -> int:
        """All attributes that `mask` determines (Armstrong's axioms, to the fixed point)."""
        return _closure(mask, tuple((one.determinant, one.dependent) for one in self.dependencies))


def bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@lru_cache(maxsize=65536)
def _closure(mask: int, dependencies: tuple[tuple[int, int], ...]) -> int:
    pending = list(dependencies)
    while True:
        rest = []
        before = mask
        for determinant, dependent in pending:
            if determinant & ~mask:
                rest.append((determinant, dependent))
            else:
                mask |= dependent
        if mask == before:
            return mask
        pending = rest
