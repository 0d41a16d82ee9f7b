"""A plan as a table: a step to a row, indented as the tree is, with its share of the cost and the costliest marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from designer.lab.planner import Plan, PlanNode, plan_text

DEEPEST = 12
"""Further down, rows are not indented any more."""
_FACTS = (
    "Index Cond", "Recheck Cond", "Filter", "Join Filter", "Hash Cond", "Merge Cond", "Order By", "Sort Key",
    "Presorted Key", "Group Key", "Cache Key", "One-Time Filter",
)  # fmt: skip
_READS = ("Seq Scan", "Parallel Seq Scan")


def plan_table(plan: Plan, links: Mapping[str, str]) -> dict[str, Any]:
    """For templates/tuning/plan.html. links: addresses of tables and indexes by their names in plans."""
    return {
        "cost": plan.cost,
        "rows": plan.rows,
        "steps": list(_steps(plan.root, 0, max(plan.cost, 0.01), links)),
        "indexes": plan.indexes,
        "text": plan_text(plan),
        "json": json.dumps([{"Plan": plan.raw}], indent=2, ensure_ascii=False),
    }


def _steps(node: PlanNode, depth: int, whole: float, links: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    facts = dict(node.details)
    share = min(1.0, node.own_cost / whole)
    yield {
        "depth": min(depth, DEEPEST),
        "kind": _kind(node, facts),
        "relation": node.relation,
        "relation_url": links.get(node.relation or "", ""),
        "alias": node.alias if node.alias != node.relation else None,
        "index": node.index,
        "index_url": links.get(node.index or "", ""),
        "cost": node.cost,
        "own": node.own_cost,
        "percent": round(100 * share),
        "width": round(100 * share, 1),
        "rows": node.rows,
        "costliest": node.costliest,
        "reads_all": node.kind in _READS and node.costliest,
        "facts": [(name, facts[name]) for name in _FACTS if name in facts],
        "note": _note(facts),
    }
    for child in node.children:
        yield from _steps(child, depth + 1, whole, links)


def _kind(node: PlanNode, facts: Mapping[str, str]) -> str:
    if node.kind == "ModifyTable" and "Operation" in facts:
        return facts["Operation"]
    strategy = {"Hashed": "Hash ", "Sorted": "Group "}.get(facts.get("Strategy", ""), "")
    join = facts.get("Join Type", "Inner")
    kind = f"{strategy}{node.kind}" if node.kind == "Aggregate" else node.kind
    backward = " Backward" if facts.get("Scan Direction") == "Backward" else ""
    return kind + backward + (f" ({join})" if join != "Inner" else "")


def _note(facts: Mapping[str, str]) -> str:
    """What a step is to the one above it, where that is not plain."""
    said = []
    if "Subplan Name" in facts:
        said.append(facts["Subplan Name"])
    if "Workers Planned" in facts:
        said.append(f"{facts['Workers Planned']} workers")
    if "CTE Name" in facts:
        said.append(f"WITH {facts['CTE Name']}")
    if "Subplans Removed" in facts:
        said.append(f"{facts['Subplans Removed']} partitions left out")
    return ", ".join(said)
