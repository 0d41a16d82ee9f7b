"""The recommendation at other volumes: what of it would no longer pay, and the number that decides it."""

from collections.abc import Callable
from datetime import datetime

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.costs import Costs, own_indexes, weighted
from designer.analysis.index_engine.prices import Prices
from designer.analysis.index_engine.progress import silent
from designer.analysis.index_engine.recommendation import Fragile, Scaled, Served
from designer.analysis.index_engine.select import Selection
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Lab, Planned, scaled

FACTORS = (("rows_x0.1", 0.1, 1.0), ("rows_x10", 10.0, 1.0), ("distinct_x0.1", 1.0, 0.1), ("distinct_x10", 1.0, 10.0))
"""(name, rows times, distinct values times)."""


def robustness_of(
    facts: Facts,
    lab: Lab,
    chosen: tuple[Candidate, ...],
    served: tuple[Served, ...],
    storage: int,
    now: datetime,
    tick: Callable[[float], None],
) -> tuple[tuple[str, Scaled], ...]:
    """For each factor the costs, and the indexes without which the set would do as well.

    served: the patterns as planned at the declared volumes; only those that read an index are asked about it.
    storage: bytes of the chosen indexes there.
    """
    reads = {one.id: frozenset(each.pattern for each in served if one.id in each.uses) for one in chosen}
    found = []
    for number, (label, rows, distinct) in enumerate(FACTORS):
        tick(number / len(FACTORS))
        other = Facts(scaled(facts.schema, rows, distinct), facts.thresholds)
        if other.schema == facts.schema:  # no distinct values are declared that could be others
            before = round(sum(one.frequency_per_minute * (one.cost_before or 0) for one in served), 2)
            after = round(sum(one.frequency_per_minute * (one.cost_after or 0) for one in served), 2)
            found.append((label, Scaled(before, after, storage, (), same=True)))
            continue
        with lab.design(other.schema, [(one.entity, one.index) for one in chosen], now=now) as planned:
            found.append((label, _at(facts, other, planned, chosen, reads, distinct)))
    return tuple(found)


def _at(
    facts: Facts,
    other: Facts,
    planned: Planned,
    chosen: tuple[Candidate, ...],
    reads: dict[str, frozenset[str]],
    distinct: float,
) -> Scaled:
    costs = Costs(planned, weighted(other), reads, own_indexes(other.schema))
    selection = Selection(chosen, frozenset(reads), costs, Prices(other, planned), None, silent)
    every = frozenset(selection.by_id)
    costs.of(selection.planned, every)
    fragile = []
    for one in chosen:
        if one.id not in every:
            continue
        gain, _ = selection.change(every - {one.id}, every)
        if gain <= 0:
            saved = gain + selection.price((one.id,))
            sql = create_index(facts.schema, facts.schema.entity(one.entity), one.index).rstrip(";")
            why = f"{_number(facts, other, planned, one, distinct)} it saves {max(0, saved):,.0f} cost units a minute"
            fragile.append(Fragile(sql, f"{why} and costs {selection.price((one.id,)):,.0f}"))
    before, after = (_total(selection, costs, chosen_ids) for chosen_ids in (frozenset[str](), every))
    return Scaled(before, after, selection.size(every), tuple(fragile))


def _total(selection: Selection, costs: Costs, indexes: frozenset[str]) -> float:
    found = costs.of(selection.planned, indexes)
    return round(sum(one.frequency * (cost or 0) for one, cost in zip(selection.planned, found, strict=True)), 2)


def _number(facts: Facts, other: Facts, planned: Planned, one: Candidate, distinct: float) -> str:
    """What was changed, for the reader: the rows of the table, or the values of the first column."""
    table = facts.schema.entity(one.entity)
    if distinct == 1.0:
        return f"with {planned.volumes[one.entity].rows:,.0f} rows in {facts.name(table)}"
    first = next((key.column for key in one.index.keys if key.column), None)
    if first is None:
        return f"with {distinct:g} times the distinct values"
    name = facts.schema.attribute(first).name
    held = planned.volumes[one.entity].columns.get(name)
    return f"with {held.distinct if held else 0:,.0f} distinct values of {facts.name(table)}.{name}"
