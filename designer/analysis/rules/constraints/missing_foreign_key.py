"""CO011: a column that names another table's key, without a foreign key."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.fixes import foreign_key
from designer.analysis.implied_links import ImpliedLink, implied_links
from designer.analysis.rule import Rule
from designer.schema.build import entity, link

_customers = entity("customers", "id bigint", "name text", pk="id")


class MissingForeignKey(Rule):
    """Column that names another table's key, without a foreign key.

    Without the constraint a row can refer to a parent that never was or is gone: joins drop it silently, counts
    differ between two reports, and nobody can say since when. The planner loses the estimate, diagrams the line.

    The name must be that of a table in the singular and then id (`customer_id` for customers.id), or that of
    another table's one-column key (`person_id` for person.person_id), and the types must be the same. Pairs like
    `owner_type` and `owner_id` are another rule's. It is only a hint where the name says it less plainly
    (`reported_user_id`), where the key is a text, and in logs and archives, which may mean to outlive what they
    mention. A design that declares hardly any foreign keys gets one finding for all.
    """

    code = "CO011"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(_customers, entity("orders", "id bigint", "customer_id bigint not null", pk="id"))
    accepted = example(
        _customers,
        entity("orders", "id bigint", "customer_id bigint not null", "paid text", pk="id", index="customer_id"),
        link("orders.customer_id", "customers.id"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        found = list(implied_links(facts))
        declared = len(facts.schema.relationships)
        if len(found) > facts.thresholds.listed_singly and len(found) > declared:
            yield self._listed(facts, found, declared)
            return
        for one in found:
            yield self._single(facts, one)

    def _single(self, facts: Facts, one: ImpliedLink) -> Finding:
        place, target = f"{facts.name(one.child)}.{one.column.name}", f"{facts.name(one.parent)}.{one.key.name}"
        likely = one.confidence is Confidence.LIKELY
        return self.finding(
            one.column,
            f"{place} names {target}, but no foreign key says so",
            f"Rows may refer to {facts.name(one.parent)} that are not there, and joins then lose them silently.",
            entity=one.child.id,
            confidence=one.confidence,
            severity=Severity.WARNING if likely else Severity.INFO,
            evidence=evidence_table(("column", "type"), [(place, one.column.type), (target, one.key.type)]),
            fix=(foreign_key(facts, one.child, (one.column.id,), one.parent, (one.key.id,)),),
        )

    def _listed(self, facts: Facts, found: list[ImpliedLink], declared: int) -> Finding:
        rows = [
            (f"{facts.name(one.child)}.{one.column.name}", f"{facts.name(one.parent)}.{one.key.name}", one.column.type)
            for one in found
        ]
        likely = sum(one.confidence is Confidence.LIKELY for one in found) > 0.8 * len(found)
        return self.finding(
            facts.schema,
            f"{len(found)} columns name a key without a foreign key: {enumerated([row[0] for row in rows])}",
            f"The design declares {declared} foreign keys in all: rows may refer to rows that are not there.",
            confidence=Confidence.LIKELY if likely else Confidence.HINT,
            severity=Severity.WARNING if likely else Severity.INFO,
            evidence=evidence_table(("column", "names", "type"), rows),
            fix=tuple(foreign_key(facts, one.child, (one.column.id,), one.parent, (one.key.id,)) for one in found)
            if len(found) <= facts.thresholds.bulk_fix
            else (),
        )
