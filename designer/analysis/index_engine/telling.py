"""What there is to say about a selection: each index with its patterns, costs, plans, price and reason."""

from dataclasses import replace

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.collect import Collected
from designer.analysis.index_engine.costs import DEFAULT_FREQUENCY
from designer.analysis.index_engine.recommendation import (
    Idle,
    NotProved,
    Recommendation,
    Recommended,
    Rejected,
    Rewritten,
    Scaled,
    Served,
)
from designer.analysis.index_engine.select import NOISE_SHARE, Selection
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Planned, PlannedPattern
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.model import Extension

_KINDS = {
    "lookup": "finds the rows by equality",
    "join": "finds the rows of a join",
    "order": "gives the rows in the order asked for, so that nothing is sorted",
    "keyset": "continues behind the last row of the page before",
    "range": "narrows the rows by equality and one range",
    "group": "gives the rows group by group",
    "covering": "holds every column that is read, so that the table need not be",
    "partial": "holds just the rows that the condition names",
    "expression": "is sorted by the expression that is compared",
    "containment": "knows which values contain what is sought",
    "text search": "knows which documents hold the words sought",
    "prefix search": "finds how the text begins, in any collation",
    "append-only range": "holds the bounds of each range of pages, as rows lie in the order of the column",
    "merge": "serves several patterns with one index",
}
_EXTENSIONS = {"gin_trgm_ops": "pg_trgm", "gist_trgm_ops": "pg_trgm"}


class Telling:
    """Explains a selection on its planned design. served: every pattern before and after."""

    def __init__(self, facts: Facts, planned: Planned, found: Selection, implied: frozenset[str]) -> None:
        self._facts, self._planned, self._found = facts, planned, found
        self._implied = implied
        self._chosen = tuple(found.by_id[one] for one in sorted(found.chosen))
        own = found.costs.own
        patterns = [one.pattern for one in found.costs.patterns]
        before = planned.explain_all(patterns, own)
        after = planned.explain_all(patterns, own | found.chosen) if self._chosen else before
        self.served = tuple(self._served(one, other) for one, other in zip(before, after, strict=True))

    def recommendation(
        self, collected: Collected, rewrites: tuple[Rewritten, ...], idle: tuple[Idle, ...]
    ) -> Recommendation:
        """The whole result, but for other volumes."""
        indexes = sorted((self._recommended(one) for one in self._chosen), key=_worth)
        known = [one for one in self.served if one.cost_before is not None and one.cost_after is not None]
        return Recommendation(
            server=self._planned.server,
            baseline_cost=round(sum(one.frequency_per_minute * (one.cost_before or 0) for one in known), 2),
            cost=round(sum(one.frequency_per_minute * (one.cost_after or 0) for one in known), 2),
            storage_bytes=sum(one.bytes for one in indexes),
            write_penalty=round(sum(one.write_penalty for one in indexes), 2),
            indexes=tuple(indexes),
            rejected=self._rejected(collected),
            rewrites=rewrites,
            not_proved=tuple(self._not_proved(collected)),
            existing=idle,
            patterns=self.served,
            notes=self._planned.notes,
            candidates=len(collected.candidates),
            questions=self._found.costs.asked,
        )

    def with_robustness(self, result: Recommendation, scaled: tuple[tuple[str, Scaled], ...]) -> Recommendation:
        """The result with what other volumes do to it."""
        return replace(result, robustness=scaled)

    # Patterns

    def _served(self, before: PlannedPattern, after: PlannedPattern) -> Served:
        names = {self._planned.name_of(one.id): one.id for one in self._chosen}
        uses = {names[name] for name in after.indexes_used if name in names}
        weighted = next(one for one in self._found.costs.patterns if one.pattern.id == before.id)
        for one in self._chosen:
            if one.id not in uses and one.entity in weighted.tables and self._is_missed(weighted.pattern.id, one):
                uses.add(one.id)
        frequency = weighted.pattern.frequency_per_minute
        return Served(
            before.id,
            before.name,
            DEFAULT_FREQUENCY if frequency is None else frequency,
            before.cost,
            after.cost,
            before.plan,
            after.plan,
            tuple(sorted(uses)),
            before.id in self._implied,
            next((one.refused for one in before.statements if one.refused), None),
            tuple(one.plan for one in after.statements),
        )

    def _is_missed(self, pattern: str, one: Candidate) -> bool:
        """Whether the pattern costs more without it: the parts of a divided table's index have other names in plans."""
        costs = self._found.costs
        wanted = [each for each in costs.patterns if each.pattern.id == pattern]
        (with_it,) = costs.of(wanted, self._found.chosen)
        (without,) = costs.of(wanted, self._found.chosen - {one.id})
        return with_it is not None and without is not None and without > (1 + NOISE_SHARE) * with_it

    # Indexes

    def _recommended(self, one: Candidate) -> Recommended:
        served = [each for each in self.served if one.id in each.uses]
        price = self._found.prices.of(one)
        assert price is not None
        schema = self._facts.schema
        index = replace(one.index, id="")
        return Recommended(
            index=index,
            entity=one.entity,
            table=self._facts.name(schema.entity(one.entity)),
            sql=self._sql(one),
            serves=tuple(each.name for each in served),
            cost_before=round(sum(each.frequency_per_minute * (each.cost_before or 0) for each in served), 2),
            cost_after=round(sum(each.frequency_per_minute * (each.cost_after or 0) for each in served), 2),
            bytes=price.bytes,
            write_penalty=round(price.writes, 2),
            why=self._why(one, served),
            change=edits.add(schema, index, to=one.entity),
        )

    def _why(self, one: Candidate, served: list[Served]) -> str:
        parts = [f"It {_KINDS.get(one.kind, 'finds the rows')}"]
        if one.index.where and one.kind != "partial":
            parts[0] += f", of just the rows where {one.index.where}"
        best = max(served, key=lambda each: (each.cost_before or 0) / max(each.cost_after or 1, 1), default=None)
        if best is not None and best.cost_before and best.cost_after:
            times = best.cost_before / max(best.cost_after, 0.01)
            parts.append(
                f"“{best.name}” goes from cost {best.cost_before:,.0f} to {best.cost_after:,.0f}"
                + (f", {times:,.0f} times less" if times >= 2 else "")
            )
        if len(served) > 1:
            parts.append(f"{len(served)} patterns use it")
        if one.id in self._found.floors:
            parts.append(f"“{self._found.floors[one.id]}” has a latency target that nothing smaller reaches")
        return ". ".join(parts) + "."

    def _sql(self, one: Candidate) -> str:
        return create_index(self._facts.schema, self._facts.schema.entity(one.entity), one.index).rstrip(";")

    def _table(self, entity: str) -> str:
        return self._facts.name(self._facts.schema.entity(entity))

    # What was not taken

    def _rejected(self, collected: Collected) -> tuple[Rejected, ...]:
        said = {one.id: one.why for one in self._planned.left_out}
        found = [Rejected(sql, why, self._table(entity)) for entity, sql, why in collected.refused]
        for one in collected.candidates:
            if one.id in self._found.chosen or _extension(one):
                continue
            if one.id not in self._found.by_id:
                why = f"the server does not make it: {said.get(one.id, 'it was left out')}"
            else:
                why = self._found.reasons.get(one.id, "no pattern gets clearly cheaper by it beside what was chosen")
            found.append(Rejected(self._sql(one), why, self._table(one.entity)))
        return tuple(found)

    def _not_proved(self, collected: Collected) -> list[NotProved]:
        found = []
        names = {one.pattern.id: one.pattern.name for one in self._found.costs.patterns}
        for one in collected.candidates:
            extension = _extension(one)
            if one.id in self._found.by_id or extension is None:
                continue
            changes: list[Change] = []
            if all(each.name != extension for each in self._facts.schema.extensions):
                changes.append(edits.add(self._facts.schema, Extension(name=extension)))
            changes.append(edits.add(self._facts.schema, replace(one.index, id=""), to=one.entity))
            found.append(
                NotProved(
                    self._sql(one),
                    f"the planner's server has no {extension}, so that this is by rule only: a trigram index finds "
                    "what is inside a text, and every row is read without it",
                    self._table(one.entity),
                    tuple(names[each] for each in sorted(one.origins)),
                    tuple(changes),
                )
            )
        return found


def _extension(one: Candidate) -> str | None:
    return next((_EXTENSIONS[key.operator_class] for key in one.index.keys if key.operator_class in _EXTENSIONS), None)


def _worth(one: Recommended) -> tuple[float, str]:
    return one.cost_after - one.cost_before, one.sql
