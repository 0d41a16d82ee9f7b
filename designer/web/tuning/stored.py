"""Results of the planner as JSON for the database. Plans are kept as the server said them and read again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.growth import Growth
from designer.analysis.index_engine import Recommendation, Rewritten, Scaled, Served
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.prices import Prices
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Plan, Planned, PlannedPattern, PlannedStatement
from designer.lab.planner.results import read_plan
from designer.schema.change_json import changes_to_json

Json = dict[str, Any]


def plan_from(raw: Json | None) -> Plan | None:
    """A plan as it was before `_raw`."""
    return read_plan([{"Plan": raw}]) if raw else None


def _raw(plan: Plan | None) -> Json | None:
    return plan.raw if plan else None


def patterns_json(facts: Facts, planned: Planned, found: list[PlannedPattern]) -> Json:
    """What each pattern costs as the design is, and the indexes that it has with what they cost."""
    return {
        "server": planned.server,
        "notes": list(planned.notes),
        "left_out": [one.why for one in planned.left_out],
        "indexes": _own_indexes(facts, planned),
        "patterns": {one.id: _pattern(one) for one in found},
    }


def _own_indexes(facts: Facts, planned: Planned) -> list[Json]:
    found = []
    schema, prices = facts.schema, Prices(facts, planned)
    for table in schema.entities:
        for index in table.indexes:
            price = prices.of(Candidate(table.id, index, "existing"))
            found.append(
                {
                    "id": index.id,
                    "name": planned.name_of(index.id) or index.name or "",
                    "table": schema.qualified(table),
                    "entity": table.id,
                    "sql": create_index(schema, table, index).rstrip(";"),
                    "bytes": price.bytes if price else None,
                    "writes": round(price.writes, 2) if price else None,
                }
            )
    return found


def _pattern(one: PlannedPattern) -> Json:
    return {
        "cost": one.cost,
        "generic_cost": one.generic_cost,
        "rows": one.rows,
        "indexes": list(one.indexes_used),
        "assumed": list(one.assumed),
        "warnings": list(one.warnings),
        "statements": [_statement(each) for each in one.statements],
    }


def _statement(one: PlannedStatement) -> Json:
    return {
        "sql": one.sql,
        "refused": one.refused,
        "values": [list(pair) for pair in one.values],
        "plan": _raw(one.plan),
        "generic": _raw(one.generic),
        "variants": [
            {"label": each.label, "values": [list(pair) for pair in each.values], "plan": each.plan.raw}
            for each in one.variants
        ],
    }


def indexes_json(found: Recommendation) -> Json:
    """The recommended indexes with the changes that make them, and everything said beside them."""
    numbers = {f"candidate {one.index.name}": number for number, one in enumerate(found.indexes)}
    return {
        "server": found.server,
        "baseline_cost": found.baseline_cost,
        "cost": found.cost,
        "storage_bytes": found.storage_bytes,
        "write_penalty": found.write_penalty,
        "candidates": found.candidates,
        "questions": found.questions,
        "notes": list(found.notes),
        "indexes": [
            {
                "name": one.index.name,
                "entity": one.entity,
                "table": one.table,
                "sql": one.sql,
                "cost_before": one.cost_before,
                "cost_after": one.cost_after,
                "bytes": one.bytes,
                "write_penalty": one.write_penalty,
                "why": one.why,
                "changes": changes_to_json((one.change,)),
            }
            for one in found.indexes
        ],
        "rejected": [{"sql": one.sql, "why": one.why, "table": one.table} for one in found.rejected],
        "rewrites": [_rewrite(one) for one in found.rewrites],
        "not_proved": [
            {
                "sql": one.sql,
                "why": one.why,
                "table": one.table,
                "serves": list(one.serves),
                "changes": changes_to_json(one.changes),
            }
            for one in found.not_proved
        ],
        "existing": [
            {
                "name": one.name,
                "table": one.table,
                "why": one.why,
                "bytes": one.bytes,
                "sql": one.sql,
                "changes": changes_to_json((one.change,)),
            }
            for one in found.existing
        ],
        "patterns": [_served(one, numbers) for one in found.patterns],
        "robustness": [[label, _scaled(one)] for label, one in found.robustness],
    }


def _rewrite(one: Rewritten) -> Json:
    return asdict(one)


def _served(one: Served, numbers: dict[str, int]) -> Json:
    return {
        "id": one.pattern,
        "name": one.name,
        "frequency": one.frequency_per_minute,
        "cost_before": one.cost_before,
        "cost_after": one.cost_after,
        "uses": [numbers[each] for each in one.uses if each in numbers],
        "implied": one.implied,
        "refused": one.refused,
        "indexes_after": sorted(one.after.indexes) if one.after else [],
        "after": [_raw(each) for each in one.plans_after] if one.uses else [],
    }


def _scaled(one: Scaled) -> Json:
    return {
        "cost_before": one.cost_before,
        "cost_after": one.cost_after,
        "bytes": one.storage_bytes,
        "fragile": [{"sql": each.sql, "why": each.why} for each in one.fragile],
    }


def growth_json(found: Growth) -> Json:
    """Every pattern at every size."""
    return {
        "server": found.server,
        "table": found.table,
        "sizes": list(found.sizes),
        "declared": found.declared,
        "patterns": [asdict(one) for one in found.patterns],
    }
