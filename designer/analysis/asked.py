"""What the declared access patterns ask of a design, and what of that still holds after an edit."""

from functools import cached_property, partial
from typing import Self

from designer.analysis.grouping import grouped
from designer.analysis.memory import Memory
from designer.analysis.mentions import meant_alike, words_in
from designer.analysis.needs import Need, needs_of
from designer.analysis.watched import Readings
from designer.analysis.workload import ParsedPattern, ParsedStatement, parse_patterns
from designer.schema.schema import Schema


class Asked(Memory):
    """A design with its access patterns, parsed and resolved."""

    def __init__(self, schema: Schema, readings: Readings | None = None) -> None:
        super().__init__(schema, readings)
        self._needs_of: dict[int, tuple[Need, ...]] = {}

    @property
    def patterns(self) -> tuple[ParsedPattern, ...]:
        """The declared access patterns, parsed and resolved against the design."""
        self._readings.look_at_patterns()
        return self._parsed

    @cached_property
    def _parsed(self) -> tuple[ParsedPattern, ...]:
        return parse_patterns(self._design)

    def patterns_on(self, entity_id: str) -> tuple[ParsedPattern, ...]:
        """The access patterns that touch one table, in their order."""
        self._readings.look_at_patterns()
        return self._patterns_by_entity.get(entity_id, ())

    @property
    def needs(self) -> tuple[Need, ...]:
        """What each statement of the patterns asks of each table it reads."""
        self._readings.look_at_patterns()
        return self._needs

    @cached_property
    def _needs(self) -> tuple[Need, ...]:
        found: list[Need] = []
        for one in self._parsed:
            if id(one) not in self._needs_of:
                self._needs_of[id(one)] = needs_of((one,), self._design)
            found += self._needs_of[id(one)]
        return tuple(found)

    def needs_in(self, statement: ParsedStatement) -> tuple[Need, ...]:
        """What one statement of the patterns asks of each table it reads."""
        self._readings.look_at_patterns()
        return self._needs_by_statement.get(id(statement), ())

    def needs_on(self, entity_id: str) -> tuple[Need, ...]:
        """What all statements of the patterns ask of one table."""
        self._readings.look_at_patterns()
        return self._needs_by_entity.get(entity_id, ())

    @cached_property
    def _patterns_by_entity(self) -> dict[str, tuple[ParsedPattern, ...]]:
        return grouped((entity, one) for one in self._parsed for entity in one.entities)

    @cached_property
    def _needs_by_statement(self) -> dict[int, tuple[Need, ...]]:
        return grouped((id(need.statement), need) for need in self._needs)

    @cached_property
    def _needs_by_entity(self) -> dict[str, tuple[Need, ...]]:
        return grouped((need.entity.id, need) for need in self._needs)

    def follow_patterns(self, earlier: Self, same: frozenset[str] | None, names: frozenset[str]) -> None:
        """Parses those patterns that may mean something else now. same: the tables that stayed, None where that is not
        known; names: see `renamed`."""
        said = partial(earlier.kept_of_pattern, words_in)
        known = {} if same is None else meant_alike(earlier._parsed, same, names, said)
        self.__dict__["_parsed"] = parse_patterns(self._design, known)
        taken_over = {id(one) for one in self._parsed}
        self.take_over_patterns(earlier, taken_over)
        self._needs_of = {key: needs for key, needs in earlier._needs_of.items() if key in taken_over}
