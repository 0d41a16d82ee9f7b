"""CO026: tables that nothing links."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.differences import parents_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import Rule
from designer.analysis.vocabulary import means_record
from designer.schema.build import entity, link
from designer.schema.words import singular, words

_OWN_BUSINESS = {
    "setting",
    "config",
    "configuration",
    "migration",
    "metadata",
    "session",
    "cache",
    "job",
    "queue",
    "lock",
}
FEWEST = 4
"""In a design of fewer tables nothing can be said of what is usual there."""
USUAL = 0.75
"""Share of tables that are linked, from which on the others stand out."""
_linked = (
    *(entity(name, "id bigint", pk="id") for name in ("customers", "products", "orders")),
    link("orders.id", "customers.id"),
    link("products.id", "customers.id"),
)


class IsolatedTable(Rule):
    """Table that nothing links.

    In a design whose tables refer to each other, one that neither refers nor is referred to is either left over, or
    related in a way that the design does not say.

    Logs, settings, queues and the like stand alone by nature. One finding lists the rest, where at least three quarters
    of the tables are linked.
    """

    code = "CO026"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(*_linked, entity("leaflets", "id bigint", pk="id"))
    accepted = example(*_linked, entity("audit_log", "id bigint", pk="id"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        schema = facts.schema
        tables = list(own_tables(facts))
        linked = {end for one in schema.relationships for end in (one.child, one.parent)}
        linked |= {parent for table in schema.entities if table.id in linked for parent in parents_of(table)}
        alone = [table for table in tables if table.id not in linked and not table.inherits]
        if len(tables) < FEWEST or len(alone) > (1 - USUAL) * len(tables):
            return
        strange = [table for table in alone if not means_record(table.name) and not _stands_alone(table.name)]
        if strange:
            names = [facts.name(table) for table in strange]
            what = "tables have" if len(names) > 1 else "table has"
            yield self.finding(
                schema,
                f"{len(names)} {what} no relationship with any other: {enumerated(names)}",
                f"{len(tables) - len(alone)} of {len(tables)} tables here are linked: a foreign key may be missing.",
                evidence=evidence_table(("table", "columns"), [(facts.name(t), len(t.attributes)) for t in strange]),
            )


def _stands_alone(name: str) -> bool:
    return bool(_OWN_BUSINESS & {singular(word) for word in words(name)})
