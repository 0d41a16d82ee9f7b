"""CO018: the same foreign key twice."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.paths import said_of
from designer.analysis.rule import TableRule, all_but
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Relationship

_tables = (
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"),
)
_first = link("orders.customer_id", "customers.id")


class RepeatedLink(TableRule):
    """The same foreign key twice.

    Two constraints over the same columns to the same key check every insert twice and lock the parent's row twice, and
    when their actions differ nobody can read from the design which one a deletion meets first.

    Foreign keys from the same columns to different tables are not the same and left alone. Oracle refuses the second.
    """

    code = "CO018"
    dialects = all_but("oracle")
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(*_tables, _first, link("orders.customer_id", "customers.id", name="orders_customer_fk"))
    accepted = example(*_tables, _first)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        seen: dict[object, Relationship] = {}
        for relationship in facts.links:
            pairs = frozenset(zip(relationship.columns, relationship.parent_columns, strict=False))
            first = seen.setdefault((relationship.child, relationship.parent, pairs), relationship)
            if first is relationship:
                continue
            child = facts.name(facts.schema.entity(relationship.child))
            columns = ", ".join(facts.schema.names(relationship.columns))
            names = said_of(facts.schema, first), said_of(facts.schema, relationship)
            actions = (first.on_delete, relationship.on_delete)
            yield self.finding(
                relationship,
                f"{child} ({columns}) has the same foreign key twice: {names[0]} and {names[1]}",
                "Every insert is checked twice"
                + (
                    f", and they disagree on deletion: {actions[0]} and {actions[1]}." if len(set(actions)) > 1 else "."
                ),
                evidence=FrozenMap({"first": names[0], "second": names[1], "on delete": actions}),
                fix=(edits.drop(facts.schema, relationship.id),) if len(set(actions)) == 1 else (),
            )
