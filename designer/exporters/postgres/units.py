"""The steps of an export: statements that belong together, what they make and what they need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from designer.exporters.postgres.mentions import NOTHING, Chain, Mentions


class Phase(IntEnum):
    """Where a step stands by default. What another step needs comes before it, whatever its phase."""

    SCHEMA = 0
    EXTENSION = 1
    TYPE = 2
    SEQUENCE = 3
    FUNCTION = 4
    TABLE = 5
    COLUMN = 6
    OWNERSHIP = 7
    ATTACH = 8
    KEY = 9
    VIEW = 10
    INDEX = 11
    LATE_ATTACH = 12
    INDEX_ATTACH = 13
    IDENTITY = 14
    RELATIONSHIP = 15
    OTHER = 16
    TRIGGER = 17
    POLICY = 18
    RIGHTS = 19


@dataclass(frozen=True, slots=True)
class Unit:
    """A step.

    makes: tokens that others wait for: ids of objects, and (kind, id) for a part made later than its object.
    needs: tokens that must be made before; ones that nobody makes are no obstacle.
    provides: dotted names that texts may mention; mentioned: the dotted names in this step's texts.
    entity: the table whose texts could be detached if steps wait for one another in a circle.
    """

    statements: tuple[str, ...]
    phase: Phase
    makes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    provides: tuple[Chain, ...] = ()
    mentioned: Mentions = NOTHING
    entity: str | None = None


class Directory:
    """Who provides a name, so that mentions become numbers of steps."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._whole: dict[Chain, set[int]] = {}
        self._bare: dict[str, set[int]] = {}
        self._namespaces: set[str] = set()
        for number, unit in enumerate(units):
            for chain in unit.provides:
                self._whole.setdefault(chain, set()).add(number)
                self._bare.setdefault(chain[-1], set()).add(number)
                if len(chain) > 1:
                    self._namespaces.add(chain[0])

    def providers(self, mentioned: Iterable[Chain]) -> Iterator[int]:
        """The numbers of the steps that provide any of these names."""
        for chain in mentioned:
            found = self._whole.get(chain[:2]) if len(chain) > 1 else None
            if found is None and not (len(chain) > 1 and chain[0] in self._namespaces):
                found = self._bare.get(chain[0])
            yield from found or ()
