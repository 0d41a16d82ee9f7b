"""What a reader of plans should know: what they rest on, and where the planner is known to be blind."""

from collections.abc import Iterator, Mapping

from designer.lab.planner.results import PlannedStatement
from designer.lab.planner.volume import TableVolume
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_DECIDES = ("distinct", "null_fraction", "min", "max")
_CLEARLY = 2.0


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


def warnings_of(schema: Schema, pattern: AccessPattern, statements: tuple[PlannedStatement, ...]) -> tuple[str, ...]:
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
