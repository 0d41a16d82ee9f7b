"""QR011: a join that no relationship stands behind."""

from collections.abc import Iterator, Sequence

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.fixes import linked, reference
from designer.analysis.rule import PatternRule
from designer.analysis.workload import Join, ParsedPattern
from designer.schema.build import entity, link, pattern
from designer.schema.model import Attribute, Entity

_tables = (
    entity("customers", "id bigint", "name text", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", pk="id"),
)
_join = pattern(
    "orders with names", "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1"
)


class UnlinkedJoin(PatternRule):
    """Join that no relationship stands behind.

    A declared query joins a column with the key of another table, so the column refers to it; but no foreign key says
    so, and nothing keeps it from referring to rows that are gone. Those rows then vanish from every inner join.

    Only joins with a column that is unique by itself are flagged, of the same kind of type, and never two columns
    that refer to the same key, or the primary keys of two tables with each other. A text of one name on both sides
    that is not the primary key (`email`) may be a property that both have: that is a hint. Tables that a partition or
    an inheritance tree stands for are left alone, as are columns with a second purpose.
    """

    code = "QR011"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(*_tables, _join)
    accepted = example(*_tables, link("orders.customer_id", "customers.id"), _join)

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[tuple[tuple[str, str], str]]:
        for join in (one for statement in parsed.statements for one in statement.joins):
            pair = _reference(facts, join)
            if pair:
                yield pair, parsed.pattern.name

    def fold(self, facts: Facts, found: Sequence[tuple[tuple[str, str], str]]) -> Iterator[Finding]:
        by_pair: dict[tuple[str, str], list[str]] = {}
        for pair, by in found:
            by_pair.setdefault(pair, []).append(by)
        told: set[str] = set()
        for (child_id, parent_id), names in by_pair.items():
            if child_id in told:
                continue
            told.add(child_id)
            child, parent = facts.schema.attribute(child_id), facts.schema.attribute(parent_id)
            one, other = facts.owner_of(child_id), facts.owner_of(parent_id)
            same = facts.type_of(child) == facts.type_of(parent)
            shared = _is_shared_property(facts, child, other, parent)
            yield self.finding(
                child,
                f"{facts.name(one)}.{child.name} is joined with {facts.name(other)}.{parent.name}, and no foreign key"
                " says why",
                f"{', '.join(dict.fromkeys(names))}: a row whose {child.name} leads nowhere vanishes from the result.",
                entity=one.id,
                confidence=Confidence.HINT if shared else None,
                evidence=evidence_table(
                    ("access pattern", "column", "joined with"),
                    [
                        (name, f"{facts.name(one)}.{child.name}", f"{facts.name(other)}.{parent.name}")
                        for name in dict.fromkeys(names)
                    ],
                ),
                fix=reference(facts, one, (child_id,), other, (parent_id,)) if same and not shared else (),
            )


def _reference(facts: Facts, join: Join) -> tuple[str, str] | None:
    """(referring, referred) columns of a join that looks like a reference and is none."""
    if join.left == join.right:
        return None
    for child_id, parent_id in ((join.left, join.right), (join.right, join.left)):
        child, parent = facts.schema.attribute(child_id), facts.schema.attribute(parent_id)
        one, other = facts.owner_of(child_id), facts.owner_of(parent_id)
        if one.id == other.id or facts.family(child) != facts.family(parent):
            continue
        if _is_key(facts, other, parent) and not _is_key(facts, one, child) and not _is_taken(facts, one, child):
            return None if join.right in linked(facts, join.left) else (child_id, parent_id)
    return None


def _is_key(facts: Facts, table: Entity, column: Attribute) -> bool:
    return facts.is_unique(table, (column.id,)) and table.partition_by is None and not table.inherits


def _is_shared_property(facts: Facts, child: Attribute, other: Entity, parent: Attribute) -> bool:
    """Whether both tables may just have the same said of them, such as an address for mail."""
    key = other.primary_key.columns if other.primary_key else ()
    return facts.family(parent) == "text" and child.name.lower() == parent.name.lower() and parent.id not in key


def _is_taken(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether the column refers to something else already, or shares its meaning with a type column beside it."""
    if column.id in facts.foreign_columns(table.id) or table.partition_of or facts.family(column) == "boolean":
        return True
    stem = column.name.removesuffix("_id")
    return any(table.attribute(f"{stem}{ending}") for ending in ("_type", "_kind", "_table", "_class"))
