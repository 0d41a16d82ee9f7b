"""What patterns cost with a set of indexes: asked once, remembered by the indexes that lie on the pattern's tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.lab.planner import Planned
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema

DEFAULT_FREQUENCY = 1.0
"""Runs a minute of a pattern that declares none."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A pattern, the tables it names, and how often it runs a minute."""

    pattern: AccessPattern
    tables: frozenset[str]
    frequency: float


def weighted(facts: Facts) -> tuple[Weighted, ...]:
    """The patterns of a design."""
    return tuple(
        Weighted(
            one.pattern,
            one.entities,
            DEFAULT_FREQUENCY if one.pattern.frequency_per_minute is None else one.pattern.frequency_per_minute,
        )
        for one in facts.patterns
    )


def own_indexes(schema: Schema) -> frozenset[str]:
    """The ids of what the design has beside its keys: those indexes stay in sight."""
    found = {index.id for entity in schema.entities for index in entity.indexes}
    return frozenset(found | {one.id for entity in schema.entities for one in entity.exclusions})


class Costs:
    """Asks the planner what it has not been asked before. owner: the table of each index, by id."""

    def __init__(
        self, planned: Planned, patterns: tuple[Weighted, ...], owner: Mapping[str, str], own: frozenset[str]
    ) -> None:
        self.planned = planned
        self.patterns = patterns
        self.own = own
        self.asked = 0
        self._owner = owner
        self._known: dict[tuple[str, frozenset[str]], float | None] = {}

    def of(self, patterns: Iterable[Weighted], indexes: frozenset[str]) -> list[float | None]:
        """A cost for each pattern, None where it has no plan. indexes: candidates beside the design's own."""
        wanted = list(patterns)
        keys = [(one.pattern.id, self._on(one, indexes)) for one in wanted]
        missing = [(one, key) for one, key in zip(wanted, keys, strict=True) if key not in self._known]
        if missing:
            self.asked += len(missing)
            found = self.planned.costs([one.pattern for one, _ in missing], self.own | indexes)
            self._known.update(zip((key for _, key in missing), found, strict=True))
        return [self._known[key] for key in keys]

    def _on(self, one: Weighted, indexes: frozenset[str]) -> frozenset[str]:
        return frozenset(index for index in indexes if self._owner[index] in one.tables)
