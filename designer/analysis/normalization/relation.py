"""A relation and its dependencies, with names at the edges only."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.theory import Theory


@dataclass(frozen=True, slots=True)
class Dependency:
    """determinant -> dependent, both masks. origin: whatever it was made from, for explanations."""

    determinant: int
    dependent: int
    origin: object = None


@dataclass(frozen=True)
class Relation:
    """Attribute names in order, the functional dependencies that hold, and the multivalued ones."""

    attributes: tuple[str, ...]
    dependencies: tuple[Dependency, ...]
    multivalued: tuple[Dependency, ...] = ()

    @property
    def everything(self) -> int:
        """The mask of all attributes."""
        return (1 << len(self.attributes)) - 1

    @cached_property
    def theory(self) -> Theory:
        """What the functional dependencies imply."""
        return Theory((one.determinant, one.dependent) for one in self.dependencies)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.attributes)}

    def mask(self, names: Iterable[str]) -> int:
        """The mask of these names; ValueError for one the relation does not have."""
        result = 0
        for name in names:
            if name not in self._positions:
                raise ValueError(f"there is no attribute {name}")
            result |= 1 << self._positions[name]
        return result

    def names(self, mask: int) -> tuple[str, ...]:
        """The names in a mask, in the relation's order."""
        return tuple(self.attributes[position] for position in bits(mask))

    def closure(self, mask: int) -> int:
        """All attributes that `mask` determines."""
        return self.theory.closure(mask)
