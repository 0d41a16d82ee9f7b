"""What patterns cost with a set of indexes: asked once, remembered by the indexes that lie on the pattern's tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
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
    """Asks the planner what it has not been asked before.

    touches: for each index the patterns (by id) whose cost it may change: those it was thought of for, and those
    that ask its table for what it begins with.
    """

    def __init__(
        self,
        planned: Planned,
        patterns: tuple[Weighted, ...],
        touches: Mapping[str, frozenset[str]],
        own: frozenset[str],
    ) -> None:
        self.planned = planned
        self.patterns = patterns
        self.touches = touches
        self.own = own
        self.asked = 0
        self._known: dict[tuple[str, frozenset[str]], float | None] = {}

    def of(self, patterns: Iterable[Weighted], indexes: frozenset[str]) -> list[float | None]:
        """A cost for each pattern, None where it has no plan. indexes: candidates beside the design's own."""
        wanted = list(patterns)
        keys = [(one.pattern.id, self._touching(one, indexes)) for one in wanted]
        missing: dict[tuple[str, frozenset[str]], AccessPattern] = {
            key: one.pattern for one, key in zip(wanted, keys, strict=True) if key not in self._known
        }
        if missing:
            self.asked += len(missing)
            shown = self.own.union(*(key[1] for key in missing))
            self._known.update(zip(missing, self.planned.costs(missing.values(), shown), strict=True))
        return [self._known[key] for key in keys]

    def _touching(self, one: Weighted, indexes: frozenset[str]) -> frozenset[str]:
        return frozenset(index for index in indexes if one.pattern.id in self.touches[index])


def touches(facts: Facts, candidates: Iterable[Candidate]) -> dict[str, frozenset[str]]:
    """Which patterns each candidate may make cheaper."""
    asked: dict[str, dict[str, set[str]]] = {}
    for need in facts.needs:
        columns = {one.attribute for one in need.statement.predicates if one.use == need.use} | set(need.joined)
        columns |= {key.attribute for key in need.block.sort if key.attribute} | set(need.block.group)
        asked.setdefault(need.entity.id, {}).setdefault(need.pattern.id, set()).update(columns)
    found = {}
    for one in candidates:
        first = one.index.keys[0].column
        reached = {pattern for pattern, columns in asked.get(one.entity, {}).items() if first in columns}
        found[one.id] = one.origins | reached
    return found
