"""At how many rows a plan turns bad: access patterns planned again as the design's tables grow, decade by decade."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from designer.analysis.facts import Facts
from designer.analysis.index_engine.costs import Weighted, own_indexes, weighted
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.lab.planner import Lab, Plan, Planned, PlanNode, scaled, volumes_of
from designer.schema.model import AccessPattern, Index
from designer.schema.schema import Schema

DECADES = tuple(10.0**power for power in range(3, 10))
"""Rows of the design's largest table."""
LIMIT_COST = 10_000.0
"""Planner cost units a run; as much as reading 80 MB in order. Above it, a plan counts as bad."""
PROMPT_LIMIT_COST = 1_000.0
PROMPT_MS = 100.0
"""A pattern with a latency target up to this has the stricter limit."""

Tick = Callable[[int, int, str], None]
"""Done, total, and what comes now. Whatever it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Point:
    """A pattern at one size: rows of its largest table, cost without and with the recommended indexes (None: no
    plan), and the step that costs most."""

    rows: float
    cost: float | None
    cost_after: float | None
    step: str
    step_after: str


@dataclass(frozen=True, slots=True)
class Growing:
    """A pattern over all sizes, the smallest first. limit: the cost above which it is bad.

    bad_from, bad_from_after: rows of `table` from which it stays above the limit; None: at no size that was tried.
    """

    pattern: str
    table: str
    declared: float
    limit: float
    points: tuple[Point, ...]
    bad_from: float | None
    bad_from_after: float | None


@dataclass(frozen=True, slots=True)
class Growth:
    """All patterns of a design. sizes: rows of its largest table at each point; declared: what it is declared with."""

    server: str
    table: str
    sizes: tuple[float, ...]
    declared: float
    patterns: tuple[Growing, ...]


def limit_of(pattern: AccessPattern) -> float:
    """The planner cost above which a run of the pattern counts as bad."""
    return PROMPT_LIMIT_COST if pattern.latency_ms is not None and pattern.latency_ms <= PROMPT_MS else LIMIT_COST


def growth(
    schema: Schema,
    lab: Lab,
    added: Iterable[tuple[str, Index]] = (),
    *,
    now: datetime,
    tick: Tick,
    thresholds: Thresholds = DEFAULTS,
) -> Growth | None:
    """Every pattern at each decade of the largest table's rows and at the declared ones, all tables growing alike.

    added: (table, index with an id) of those recommended. None for a design without tables or patterns.
    Raises ServerUnavailable, and ExportError for a design that PostgreSQL cannot hold.
    """
    extra = tuple(added)
    patterns = weighted(Facts(schema, thresholds))
    if not schema.entities or not patterns:
        return None
    volumes = volumes_of(schema, now)
    rows = {one.id: volumes[one.id].rows for one in schema.entities}
    largest = max(rows, key=lambda one: (rows[one], one))
    sizes = tuple(sorted({*DECADES, rows[largest]}))
    found: dict[str, list[Point]] = {one.pattern.id: [] for one in patterns}
    server = ""
    for number, size in enumerate(sizes):
        said = f"planning as if there were {size:,.0f} rows in {schema.qualified(schema.entity(largest))}"
        tick(number, len(sizes), said)
        grown = grown_by(schema, size / rows[largest], rows, thresholds.reference_table_rows)
        with lab.design(grown, extra, now=now) as planned:
            server = planned.server
            for one in patterns:
                tick(number, len(sizes), said)
                found[one.pattern.id].append(_point(planned, grown, one, extra))
    tables = {one.pattern.id: max(one.tables, key=lambda each: (rows[each], each), default=largest) for one in patterns}
    return Growth(
        server,
        schema.qualified(schema.entity(largest)),
        sizes,
        rows[largest],
        tuple(_growing(schema, one, tables[one.pattern.id], rows, found[one.pattern.id]) for one in patterns),
    )


def grown_by(schema: Schema, factor: float, rows: dict[str, float], few: int = DEFAULTS.reference_table_rows) -> Schema:
    """The design with `factor` times the rows, but for reference tables, which only shrink with the others.

    few: a table declared with no more rows and no growth holds reference data.
    """
    larger = scaled(schema, factor)
    kept = {
        one.id: replace(one, rows=min(round(rows[one.id]), max(few, round(rows[one.id] * factor))))
        for one in schema.entities
        if rows[one.id] <= few and not one.rows_per_day
    }
    return replace(larger, entities=tuple(kept.get(one.id, one) for one in larger.entities))


def _point(planned: Planned, grown: Schema, one: Weighted, extra: tuple[tuple[str, Index], ...]) -> Point:
    own = own_indexes(grown)
    before = planned.plans(one.pattern, own)
    touched = any(entity in one.tables for entity, _ in extra)
    after = planned.plans(one.pattern, own | {index.id for _, index in extra}) if touched else before
    rows = max((planned.volumes[each].rows for each in one.tables if each in planned.volumes), default=0.0)
    return Point(rows, _cost(before), _cost(after), _heaviest(before), _heaviest(after))


def _cost(plans: tuple[Plan, ...] | None) -> float | None:
    return round(sum(one.cost for one in plans), 2) if plans else None


def _heaviest(plans: tuple[Plan, ...] | None) -> str:
    if not plans:
        return ""
    most = max(plans, key=lambda plan: plan.cost)
    return step_in_words(next(node for node in most.root.walk() if node.costliest))


def step_in_words(node: PlanNode) -> str:
    """`Index Scan using orders_pkey on orders`."""
    facts = dict(node.details)
    kind = facts["Operation"] if node.kind == "ModifyTable" and "Operation" in facts else node.kind
    using = f" using {node.index}" if node.index else ""
    return f"{kind}{using}{f' on {node.relation}' if node.relation else ''}"


def _growing(schema: Schema, one: Weighted, table: str, rows: dict[str, float], points: list[Point]) -> Growing:
    limit = limit_of(one.pattern)
    return Growing(
        one.pattern.id,
        schema.qualified(schema.entity(table)),
        rows[table],
        limit,
        tuple(points),
        bad_from([(point.rows, point.cost) for point in points], limit),
        bad_from([(point.rows, point.cost_after) for point in points], limit),
    )


def bad_from(points: Iterable[tuple[float, float | None]], limit: float) -> float | None:
    """The rows from which the cost stays above the limit, read off the line between the sizes that were planned (both
    axes logarithmic); None where the largest is below it. points: (rows, cost), the fewest rows first."""
    known = [(rows, cost) for rows, cost in points if cost is not None]
    if not known or known[-1][1] <= limit:
        return None
    above = len(known) - 1
    while above > 0 and known[above - 1][1] > limit:
        above -= 1
    if above == 0:
        return known[0][0]
    (rows, cost), (more, higher) = known[above - 1], known[above]
    if more <= rows:
        return more
    share = (math.log(limit) - math.log(max(cost, 0.01))) / (math.log(higher) - math.log(max(cost, 0.01)))
    return math.exp(math.log(max(rows, 1.0)) + share * (math.log(more) - math.log(max(rows, 1.0))))
