"""Statements that no index serves as they are written: the form that one would serve, and what that would cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate, shape
from designer.analysis.index_engine.collect import Collected, collect
from designer.analysis.index_engine.recommendation import Rewritten
from designer.analysis.index_engine.select import Selection
from designer.analysis.rewriting.bare import conditions
from designer.analysis.workload import ParsedPattern
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Planned, volumes_of
from designer.schema.model import AccessPattern

_BETTER = 0.8
_CLOSE = 1.1
_TRIED = 12


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern in its new form. place: which of its statements was rewritten."""

    parsed: ParsedPattern
    rewritten: AccessPattern
    place: int
    why: str


class Rewrites:
    """The new forms of a design's patterns, with candidates of their own."""

    def __init__(self, facts: Facts, width: int, now: datetime) -> None:
        self._facts, self._width, self._now = facts, width, now
        self._forms = tuple(self._all()) if facts.schema.dialect.name == "postgres" else ()
        self._wanted: dict[str, list[str]] = {}
        self._extra: dict[str, Candidate] = {}

    def _all(self) -> Iterator[_Form]:
        for parsed in self._facts.patterns:
            for place, statement in enumerate(parsed.statements):
                for number, (sql, why) in enumerate(conditions(self._facts, statement)):
                    pattern = parsed.pattern
                    statements = (*pattern.statements[:place], sql, *pattern.statements[place + 1 :])
                    made = replace(pattern, id=f"rewritten {pattern.id} {place} {number}", statements=statements)
                    yield _Form(parsed, made, place, why)

    def candidates(self, collected: Collected) -> tuple[Candidate, ...]:
        """What the new forms want beside the candidates that there are."""
        if not self._forms:
            return ()
        patterns = tuple(one.rewritten for one in self._forms)
        facts = Facts(replace(self._facts.schema, access_patterns=patterns), self._facts.thresholds)
        taken = frozenset(one.index.name or "" for one in collected.candidates)
        known = {(one.entity, shape(one.index)): one for one in collected.candidates}
        for one in collect(facts, volumes_of(facts.schema, self._now), self._width, taken).candidates:
            same = known.get((one.entity, shape(one.index)))
            if same is None:
                self._extra[one.id] = one
            for origin in sorted(one.origins):
                self._wanted.setdefault(origin, []).append((same or one).id)
        return tuple(self._extra.values())

    def told(self, planned: Planned, found: Selection) -> tuple[Rewritten, ...]:
        """The forms that are cheaper than what the pattern costs with the chosen indexes."""
        return tuple(advice for one in self._forms if (advice := self._told(one, planned, found)))

    def _told(self, one: _Form, planned: Planned, found: Selection) -> Rewritten | None:
        visible = found.costs.own | found.chosen
        (before,) = planned.costs((one.parsed.pattern,), visible)
        (plain,) = planned.costs((one.rewritten,), visible)
        if before is None or plain is None:
            return None
        best, index = plain, None
        for candidate in self._wanted.get(one.rewritten.id, [])[:_TRIED]:
            (cost,) = planned.costs((one.rewritten,), visible | {candidate})
            if cost is not None and cost * _CLOSE < best:
                best, index = cost, candidate
        if best > _BETTER * before:
            return None
        sql = one.rewritten.statements[one.place]
        name = one.parsed.pattern.name
        return Rewritten(
            name, sql, one.why, round(before, 2), round(best, 2), self._sql(index, found) if index else None
        )

    def _sql(self, candidate: str, found: Selection) -> str:
        one = self._extra.get(candidate) or found.by_id[candidate]
        schema = self._facts.schema
        return create_index(schema, schema.entity(one.entity), one.index).rstrip(";")
