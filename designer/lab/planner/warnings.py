"""What a reader of plans should know: what they rest on, and where the planner is known to be blind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer.exporters.postgres.text import name as quoted
from designer.lab.planner.results import Plan, PlannedStatement
from designer.lab.planner.sampling import SAMPLED_ROWS
from designer.lab.planner.volume import TableVolume
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_DECIDES = ("distinct", "null_fraction", "min", "max")
_CLEARLY = 2.0
_CONDITIONS = frozenset(("Index Cond", "Recheck Cond", "Filter"))
_ABOVE = frozenset(("Hash Cond", "Merge Cond", "Join Filter", "Group Key"))


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A column of which ANALYZE finds far fewer values than there are."""

    table: str
    column: str
    distinct: float
    found: float
    rows: float

    @property
    def is_far(self) -> bool:
        return self.found * _CLEARLY < self.distinct


def assumed_of(
    schema: Schema, volumes: Mapping[str, TableVolume], statements: tuple[PlannedStatement, ...]
) -> tuple[str, ...]:
    """The assumptions behind the tables and columns that a pattern names, such as `orders.status distinct`."""
    names = frozenset(name for one in statements if one.plan for name in _names(one.sql))
    found: list[str] = []
    for entity in schema.entities:
        if entity.name not in names:
            continue
        volume = volumes[entity.id]
        found += [f"{entity.name} {what}" for what in sorted(volume.assumed)]
        for column, held in volume.columns.items():
            if column in names:
                found += [f"{entity.name}.{column} {what}" for what in _DECIDES if what in held.assumed]
    return tuple(found)


def warnings_of(
    schema: Schema,
    pattern: AccessPattern,
    statements: tuple[PlannedStatement, ...],
    miscounted: Iterable[Miscounted] = (),
) -> tuple[str, ...]:
    """Sentences, each once."""
    found: list[str] = []
    for one in statements:
        found += _about_values(one)
        if one.plan is None:
            continue
        names = _names(one.sql)
        for entity in schema.entities:
            if entity.name in names:
                found += _correlated(schema, entity, names)
        found += _prefixes(one)
        found += _counted(one.plan, miscounted)
    return tuple(dict.fromkeys(found))


def _about_values(one: PlannedStatement) -> Iterator[str]:
    if one.refused:
        yield one.refused
    plan, generic = one.plan, one.generic
    if plan is not None and generic is not None and plan is not generic:
        low, high = sorted((plan.cost, generic.cost))
        if plan.shape != generic.shape and high > _CLEARLY * low:
            yield (
                f"With values the planner cost is {plan.cost:,.0f}, without (a prepared statement's generic plan) "
                f"{generic.cost:,.0f}, by another plan."
            )
    if plan is not None and plan is generic and not one.values:
        yield "Nothing suggests values for the parameters: planned without."
    for variant in one.variants:
        yield f"With {variant.label} the planner cost is {variant.plan.cost:,.0f}."


def _correlated(schema: Schema, entity: Entity, names: frozenset[str]) -> Iterator[str]:
    """The planner multiplies shares as if columns knew nothing of each other."""
    keys = {key.columns for key in entity.keys}
    for dependency in entity.functional_dependencies:
        if dependency.state != "accepted" or dependency.determinant in keys:
            continue
        left = schema.names(dependency.determinant)
        right = [name for name in schema.names(dependency.dependent) if name in names]
        if right and names.issuperset(left):
            yield (
                f"{entity.name}: {', '.join(left)} determines {', '.join(right)}; the planner takes them for "
                "independent and expects too few rows, unless the server has extended statistics on them."
            )


def _counted(plan: Plan, miscounted: Iterable[Miscounted]) -> Iterator[str]:
    """Columns that the plan compares or groups by, and of which the server will know too few values."""
    used: dict[str, frozenset[str]] = {}
    for node in plan.root.walk():
        if node.relation:
            conditions = _names(" ".join(text for what, text in node.details if what in _CONDITIONS))
            used[node.relation] = used.get(node.relation, frozenset()) | conditions
    everywhere = _names(" ".join(text for node in plan.root.walk() for what, text in node.details if what in _ABOVE))
    for one in miscounted:
        if one.table in used and one.column in used[one.table] | everywhere:
            yield (
                f"{one.table}.{one.column} holds {one.distinct:,.0f} different values; ANALYZE, which looks at "
                f"{SAMPLED_ROWS:,} rows, will find about {float(f'{one.found:.2g}'):,.0f}, and the planner goes by "
                f"that. ALTER TABLE {quoted(one.table)} ALTER COLUMN {quoted(one.column)} SET (n_distinct = "
                f"{-one.distinct / one.rows:.3g}) tells it the truth."
            )


def _prefixes(one: PlannedStatement) -> Iterator[str]:
    """A plain B-tree serves LIKE 'abc%' under the C collation alone, which is the planner's server's."""
    for node in one.plan.root.walk() if one.plan else ():
        details = dict(node.details)
        if node.index and " ~~ " in details.get("Filter", "") and ">=" in details.get("Index Cond", ""):
            yield (
                f"{node.index} serves LIKE as a range, which a plain index does under the collation C only; elsewhere "
                "it needs the operator class text_pattern_ops."
            )


def _names(text: str) -> frozenset[str]:
    tokens = tokenize(text, "postgres").tokens
    return frozenset(read_identifier(one.text, "postgres") for one in tokens if one.kind in (Kind.WORD, Kind.QUOTED))
