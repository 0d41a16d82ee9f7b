"""What the planner answers: plans as values, per statement and per access pattern."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_FACTS = (
    "Join Type", "Strategy", "Operation", "Index Cond", "Recheck Cond", "Filter", "Join Filter", "Hash Cond",
    "Merge Cond", "Order By", "Sort Key", "Presorted Key", "Group Key", "Cache Key", "Scan Direction", "Subplan Name",
    "Parent Relationship", "Workers Planned", "CTE Name", "Function Name", "Subplans Removed", "One-Time Filter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoServer:
    """There is no planner to ask; `reason` is one sentence for whoever wanted a proof."""

    reason: str


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A step of a plan. Costs are planner cost units, never time; rows are per execution of the node.

    own_cost: what of the plan's total this step itself is charged with. costliest: whether no other has more.
    """

    kind: str
    relation: str | None
    alias: str | None
    index: str | None
    startup_cost: float
    cost: float
    rows: float
    width: int
    own_cost: float
    costliest: bool
    details: tuple[tuple[str, str], ...]
    children: tuple["PlanNode", ...] = ()

    def walk(self) -> Iterator["PlanNode"]:
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def as_json(self) -> dict[str, Any]:
        """The node for machines."""
        return {
            "node": self.kind, "relation": self.relation, "alias": self.alias, "index": self.index,
            "startup_cost": self.startup_cost, "cost": self.cost, "own_cost": round(self.own_cost, 2),
            "rows": self.rows, "width": self.width, "costliest": self.costliest, **dict(self.details),
            "children": [child.as_json() for child in self.children],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: its tree, and what the server said, as text on demand."""

    root: PlanNode
    raw: dict[str, Any] = field(compare=False, hash=False)

    @property
    def cost(self) -> float:
        return self.root.cost

    @property
    def rows(self) -> float:
        return self.root.rows

    @property
    def indexes(self) -> tuple[str, ...]:
        """The names of the indexes it reads."""
        return tuple(sorted({node.index for node in self.root.walk() if node.index}))

    @property
    def relations(self) -> tuple[str, ...]:
        """The names of the tables it reads or writes."""
        return tuple(sorted({node.relation for node in self.root.walk() if node.relation}))

    @property
    def shape(self) -> tuple[Any, ...]:
        """Joins, scans and indexes without their figures: two plans of one shape do the same."""
        return _shape(self.root)


def _shape(node: PlanNode) -> tuple[Any, ...]:
    joins = dict(node.details).get("Join Type")
    return (node.kind, joins, node.alias or node.relation, node.index, *(_shape(child) for child in node.children))


@dataclass(frozen=True, slots=True)
class Variant:
    """A plan for other values than the typical ones: `label` is `frequent values` or `rare values`."""

    label: str
    values: tuple[tuple[str, str], ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlannedStatement:
    """One statement planned with values and without. refused: why there is no plan, as a sentence."""

    sql: str
    plan: Plan | None = None
    generic: Plan | None = None
    values: tuple[tuple[str, str], ...] = ()
    variants: tuple[Variant, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedPattern:
    """An access pattern planned. Costs are sums over its statements; None where one has no plan.

    assumed: what the plans rest on that nobody declared, such as `orders.status distinct`.
    """

    id: str
    name: str
    statements: tuple[PlannedStatement, ...]
    assumed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def cost(self) -> float | None:
        """With typical values."""
        return _sum(one.plan for one in self.statements)

    @property
    def generic_cost(self) -> float | None:
        """Without values, as servers plan prepared statements."""
        return _sum(one.generic or one.plan for one in self.statements)

    @property
    def plan(self) -> Plan | None:
        """The plan of its costliest statement."""
        plans = [one.plan for one in self.statements if one.plan]
        return max(plans, key=lambda plan: plan.cost) if plans else None

    @property
    def rows(self) -> float | None:
        """Rows of the last statement that has a plan."""
        plans = [one.plan for one in self.statements if one.plan]
        return plans[-1].rows if plans else None

    @property
    def indexes_used(self) -> tuple[str, ...]:
        """Names of the indexes that any of its plans reads."""
        plans = [plan for one in self.statements for plan in (one.plan, one.generic) if plan]
        return tuple(sorted({name for plan in plans for name in plan.indexes}))


def _sum(plans: Iterator[Plan | None]) -> float | None:
    total = 0.0
    found = False
    for plan in plans:
        if plan is None:
            return None
        total, found = total + plan.cost, True
    return round(total, 2) if found else None


def read_plan(document: Any) -> Plan:
    """The answer of EXPLAIN (FORMAT JSON) as a value."""
    raw = document[0]["Plan"]
    spent: dict[int, float] = {}
    _charge(raw, raw["Total Cost"], spent)
    most = max(spent, key=lambda node: spent[node])
    return Plan(_node(raw, spent, most), raw)


def _charge(raw: dict[str, Any], share: float, spent: dict[int, float]) -> None:
    """Divide what a node costs the whole plan between itself and those below it.

    A nested loop pays for its inner side once per outer row, and a LIMIT for a part of what lies below.
    """
    children = raw.get("Plans", [])
    left = share
    scale = min(1.0, share / raw["Total Cost"]) if raw["Total Cost"] else 0.0
    for number, child in enumerate(children):
        if (raw["Node Type"] == "Nested Loop" and number == 1) or raw["Node Type"] == "Limit":
            part = left
        else:
            part = min(left, child["Total Cost"] * scale)
        _charge(child, part, spent)
        left -= part
    spent[id(raw)] = max(0.0, left)


def _node(raw: dict[str, Any], spent: dict[int, float], most: int) -> PlanNode:
    return PlanNode(
        kind=raw["Node Type"],
        relation=raw.get("Relation Name"),
        alias=raw.get("Alias"),
        index=raw.get("Index Name"),
        startup_cost=raw["Startup Cost"],
        cost=raw["Total Cost"],
        rows=raw["Plan Rows"],
        width=raw["Plan Width"],
        own_cost=spent[id(raw)],
        costliest=id(raw) == most,
        details=tuple((key, _spoken(raw[key])) for key in _FACTS if key in raw),
        children=tuple(_node(child, spent, most) for child in raw.get("Plans", [])),
    )


def _spoken(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def plan_text(plan: Plan) -> str:
    """The plan as an indented tree; the costliest step is marked with `<-- costliest`."""
    return "\n".join(_lines(plan.root, 0))


def _lines(node: PlanNode, depth: int) -> Iterator[str]:
    indent = "  " * depth
    facts = dict(node.details)
    join = facts.get("Join Type")
    kind = f"{node.kind} ({join})" if join and join != "Inner" else node.kind
    kind = f"{facts['Operation']}" if node.kind == "ModifyTable" and "Operation" in facts else kind
    what = f" using {node.index}" if node.index else ""
    where = f" on {node.relation}" if node.relation else ""
    alias = f" {node.alias}" if node.relation and node.alias and node.alias != node.relation else ""
    mark = "   <-- costliest" if node.costliest else ""
    prefix = "-> " if depth else ""
    yield f"{indent}{prefix}{kind}{what}{where}{alias}  (cost {node.cost:,.2f}, rows {node.rows:,.0f}){mark}"
    for name in ("Index Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "Sort Key", "Group Key"):
        if name in facts:
            yield f"{indent}     {name}: {facts[name]}"
    for child in node.children:
        yield from _lines(child, depth + 1)
