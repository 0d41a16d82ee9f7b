"""From a design to its index set: candidates, the planner's costs, the choice, and what there is to say about it."""

from datetime import UTC, datetime

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate, begins_with_key
from designer.analysis.index_engine.collect import Collected, collect
from designer.analysis.index_engine.costs import Costs, own_indexes, touches, weighted
from designer.analysis.index_engine.existing import idle_indexes
from designer.analysis.index_engine.implied import implied_patterns, with_patterns
from designer.analysis.index_engine.prices import Prices
from designer.analysis.index_engine.progress import Progress, silent
from designer.analysis.index_engine.recommendation import Recommendation
from designer.analysis.index_engine.rewriting import Rewrites
from designer.analysis.index_engine.robustness import robustness_of
from designer.analysis.index_engine.screening import screened
from designer.analysis.index_engine.select import Selection
from designer.analysis.index_engine.telling import Telling
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.lab.planner import Lab, Planned, volumes_of
from designer.schema.schema import Schema


def recommend(
    schema: Schema,
    lab: Lab,
    *,
    budget_bytes: int | None = None,
    max_width: int = 3,
    progress: Progress | None = None,
    now: datetime | None = None,
    robustness: bool = True,
    thresholds: Thresholds = DEFAULTS,
) -> Recommendation:
    """The index set for the design's access patterns. The design's own indexes stay and count as there.

    budget_bytes: for the new indexes together; None leaves it to the price of bytes. max_width: key columns of an
    index. progress: called often; what it raises ends the work and leaves nothing behind. robustness: whether to
    plan at ten times and a tenth of the volumes too. thresholds: what a team has set of the rules, by which an index is
    called idle or a condition selective. Deterministic for one `now`, where assumed times end.
    Raises ServerUnavailable, and ExportError for a design that PostgreSQL cannot hold.
    """
    tick = progress or silent
    moment = now or datetime.now(UTC)
    tick(0.0, "reading the access patterns")
    implied = implied_patterns(Facts(schema, thresholds))
    facts = Facts(with_patterns(schema, implied), thresholds)
    rewrites = Rewrites(facts, max_width, moment)
    collected = collect(facts, volumes_of(schema, moment), max_width)
    extra = rewrites.candidates(collected)
    tick(0.05, f"building {len(collected.candidates)} candidates")
    every = (*collected.candidates, *extra)
    with lab.design(facts.schema, [(one.entity, one.index) for one in every], now=moment) as planned:
        found = _chosen(facts, planned, collected, extra, budget_bytes, tick)
        chosen = tuple(found.by_id[one] for one in sorted(found.chosen))
        tick(0.75, "planning with and without the chosen indexes")
        telling = Telling(facts, planned, found, frozenset(one.id for one in implied))
        result = telling.recommendation(
            collected, rewrites.told(planned, found), idle_indexes(facts, planned, telling.served, chosen)
        )
    if not robustness or not chosen:
        tick(1.0, "done")
        return result
    scaled = robustness_of(
        facts,
        lab,
        chosen,
        telling.served,
        result.storage_bytes,
        moment,
        lambda share: tick(0.8 + 0.2 * share, "trying other volumes"),
    )
    tick(1.0, "done")
    return telling.with_robustness(result, scaled)


def _chosen(
    facts: Facts,
    planned: Planned,
    collected: Collected,
    extra: tuple[Candidate, ...],
    budget: int | None,
    tick: Progress,
) -> Selection:
    costs = Costs(planned, weighted(facts), touches(facts, (*collected.candidates, *extra)), own_indexes(facts.schema))
    kept, reasons = screened(facts, planned, costs, collected.candidates, tick)
    on_keys = frozenset(
        one.id for one in collected.candidates if begins_with_key(facts.schema.entity(one.entity), one.index)
    )
    found = Selection(collected.candidates, kept, costs, Prices(facts, planned), budget, tick, on_keys)
    found.reasons.update(reasons)
    found.run()
    return found
