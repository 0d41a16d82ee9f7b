"""What a statement costs in its old and its new form, each with the design's indexes and with those that serve it best.

The costs are the planner's, at the declared volumes; no row is needed for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.collect import collect
from designer.analysis.index_engine.costs import own_indexes
from designer.analysis.rewriting.offered import Rewrite
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Lab, Planned, volumes_of
from designer.lab.planner.values import with_values
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.parameters import normalise_parameters

PAYS = 0.8
"""A form is worth its while that costs no more than this share of the other."""
_WIDTH = 3
_TRIED = 16
_MOST_ADDED = 2
_CLOSE = 1.1


@dataclass(frozen=True, slots=True)
class Form:
    """One form's costs. served: with `indexes`, CREATE INDEX statements of those that lower it most."""

    cost: float
    served: float
    indexes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """Planner costs of both forms."""

    server: str
    before: Form
    after: Form

    @property
    def pays(self) -> bool:
        """Whether the new form is clearly cheaper, each with what serves it best."""
        return self.after.served <= PAYS * self.before.served

    def as_json(self) -> dict[str, Any]:
        """`before` and `after` with the design's indexes, and `…_served` with those that serve each best."""
        return {
            "server": self.server,
            "cost_before": round(self.before.cost, 2), "cost_after": round(self.after.cost, 2),
            "cost_before_served": round(self.before.served, 2), "cost_after_served": round(self.after.served, 2),
            "indexes_before": list(self.before.indexes), "indexes_after": list(self.after.indexes),
        }  # fmt: skip


def priced(
    schema: Schema,
    asked: Sequence[tuple[AccessPattern, Rewrite]],
    lab: Lab,
    *,
    now: datetime | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Price | None, ...]:
    """Both forms of each rewrite, planned; None where one has no plan. Raises ServerUnavailable and ExportError."""
    if not asked:
        return ()
    moment = now or datetime.now(UTC)
    forms = [
        tuple(
            _of_names(replace(pattern, id=f"{kind} {number} {pattern.id}", statements=(text,)))
            for kind, text in (("before", one.planned or one.before), ("after", one.after))
        )
        for number, (pattern, one) in enumerate(asked)
    ]
    facts = Facts(replace(schema, access_patterns=tuple(form for pair in forms for form in pair)), thresholds)
    collected = collect(facts, volumes_of(schema, moment), _WIDTH).candidates
    with lab.design(schema, [(one.entity, one.index) for one in collected], now=moment) as planned:
        work = _Work(schema, planned, collected)
        return tuple(work.price(*pair) for pair in forms)


class _Work:
    def __init__(self, schema: Schema, planned: Planned, candidates: tuple[Candidate, ...]) -> None:
        self.schema = schema
        self.planned = planned
        self.candidates = candidates
        self.own = own_indexes(schema)

    def price(self, before: AccessPattern, after: AccessPattern) -> Price | None:
        new, found = self._form(after)
        old, _ = self._form(before, found)
        return Price(self.planned.server, old, new) if old is not None and new is not None else None

    def _form(
        self, pattern: AccessPattern, others: tuple[Candidate, ...] = ()
    ) -> tuple[Form | None, tuple[Candidate, ...]]:
        """The costs, and the indexes that lower it most: some of its own, or `others` together."""
        (plain,) = self.planned.costs((pattern,), self.own)
        if plain is None:
            return None, ()
        wanted = [one for one in self.candidates if pattern.id in one.origins][:_TRIED]
        best, chosen = plain, tuple[Candidate, ...]()
        for _ in range(_MOST_ADDED):
            seen = self.own | {one.id for one in chosen}
            costs = [(self.planned.costs((pattern,), seen | {one.id})[0], one) for one in wanted if one not in chosen]
            found = min(((cost, one.id, one) for cost, one in costs if cost is not None), default=None)
            if found is None or found[0] * _CLOSE > best:
                break
            best, chosen = found[0], (*chosen, found[2])
        (shared,) = self.planned.costs((pattern,), self.own | {one.id for one in others}) if others else (None,)
        if shared is not None and shared * _CLOSE < best:
            best, chosen = shared, others
        return Form(plain, best, tuple(self._sql(one) for one in chosen)), chosen

    def _sql(self, one: Candidate) -> str:
        return create_index(self.schema, self.schema.entity(one.entity), one.index).rstrip(";")


def _of_names(pattern: AccessPattern) -> AccessPattern:
    """The pattern with its parameters by name, since a form may lack `$1` and have `$2`, which no server plans."""
    (statement,) = pattern.statements
    text, names = normalise_parameters(statement, "postgres")
    if not any(name.isdecimal() for name in names):
        return pattern
    named = {number: f":p{name}" for number, name in enumerate(names, 1)}
    return replace(
        pattern,
        statements=(with_values(text, named),),
        parameters=tuple(replace(one, name=f"p{one.name}") for one in pattern.parameters),
    )
