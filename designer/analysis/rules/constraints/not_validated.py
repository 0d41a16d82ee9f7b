"""CO027: a constraint that existing rows may break."""

from collections.abc import Iterator

from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Entity, Relationship

_tables = (
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"),
)

_VALIDATE = "VALIDATE CONSTRAINT reads them under a light lock"
_READING = {
    "tsql": "WITH CHECK CHECK CONSTRAINT reads them, and lets the optimizer trust it",
    "oracle": "ENABLE VALIDATE CONSTRAINT reads them",
}


class NotValidated(Rule):
    """Constraint that existing rows may break.

    NOT VALID checks new rows and leaves the old ones unread. It is the right first step on a large table; the second,
    VALIDATE CONSTRAINT, reads them under a light lock. Until then the constraint promises what it does not know, and
    the planner rules nothing out by such a CHECK. SQL Server says WITH NOCHECK, and does not trust the constraint in
    plans until WITH CHECK CHECK CONSTRAINT has read the rows; Oracle says NOVALIDATE.

    It is a hint, since the old rows may be right all the same, or checked by a later step that is planned already.
    Constraints that are switched off on purpose (NOT ENFORCED) are left alone.
    """

    code = "CO027"
    dialects = ("postgres", "tsql", "oracle")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT"
    flagged = example(*_tables, link("orders.customer_id", "customers.id", validated=False))
    accepted = example(*_tables, link("orders.customer_id", "customers.id"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        guards: list[tuple[Entity, Relationship | Check]] = [
            (facts.schema.entity(one.child), one) for one in facts.schema.relationships if not one.validated
        ]
        guards += [(table, one) for table in facts.schema.entities for one in table.checks]
        found = [
            self._finding(facts, table, constraint)
            for table, constraint in guards
            if not constraint.validated and constraint.enforced
        ]
        message = "Rows older than these constraints may break them."
        yield from or_listed(self, facts, found, "constraints were never checked against existing rows", message)

    def _finding(self, facts: Facts, table: Entity, constraint: Relationship | Check) -> Finding:
        return self.finding(
            constraint,
            f"{constraint.name} on {facts.name(table)} was never checked against the rows that were there",
            f"Rows older than the constraint may break it; {_READING.get(facts.schema.dialect.name, _VALIDATE)}.",
            entity=table.id,
            evidence=FrozenMap({"constraint": constraint.name, "table": facts.name(table)}),
            fix=(edits.alter(facts.schema, constraint.id, validated=True),),
        )
