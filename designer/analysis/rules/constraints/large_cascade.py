"""CO015: a deletion that takes very many rows with it, or rows that must stay."""

from collections.abc import Iterator

from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship
from designer.schema.words import singular, words

_KEPT = {"audit", "ledger", "invoice", "payment", "journal", "receipt", "transaction"}
_PARTS = {"line", "item", "detail", "row", "position", "setting", "method", "provider", "customer", "request"}
_customers = entity("customers", "id bigint", pk="id")


class LargeCascade(Rule):
    """Deletion that takes very many rows, or rows that must stay, with it.

    ON DELETE CASCADE deletes row by row, in the transaction of the one DELETE that somebody typed: millions of rows
    are locked and logged, in PostgreSQL left for vacuum, and nothing asked whether. What must be kept (invoices,
    payments, an audit trail) must not go because somebody tidied up customers.

    Reported where the child's declared volume is large, and as a hint where the child is by its name a record to keep.
    The lines of an invoice rightly go with it.
    """

    code = "CO015"
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(
        _customers,
        entity("invoices", "id bigint", "customer_id bigint not null", pk="id", index="customer_id"),
        link("invoices.customer_id", "customers.id", on_delete="cascade"),
    )
    accepted = example(
        _customers,
        entity("invoices", "id bigint", "customer_id bigint not null", pk="id", index="customer_id"),
        entity("invoice_lines", "id bigint", "invoice_id bigint not null", pk="id", index="invoice_id"),
        link("invoices.customer_id", "customers.id"),
        link("invoice_lines.invoice_id", "invoices.id", on_delete="cascade"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        large, kept = [], []
        for relationship in facts.schema.relationships:
            if relationship.on_delete != "cascade":
                continue
            child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
            if child.rows and child.rows >= facts.thresholds.large_table_rows:
                large.append(self._finding(facts, relationship, child, parent, Confidence.CERTAIN))
            elif _is_kept(child) and not _is_kept(parent):
                kept.append(self._finding(facts, relationship, child, parent, Confidence.HINT))
        yield from large
        message = "Records that outlive their subject go with it as soon as somebody tidies up."
        yield from or_listed(self, facts, kept, "foreign keys delete records to keep with their parent", message)

    def _finding(
        self, facts: Facts, relationship: Relationship, child: Entity, parent: Entity, confidence: Confidence
    ) -> Finding:
        name, other = facts.name(child), facts.name(parent)
        sure = confidence is Confidence.CERTAIN
        return self.finding(
            relationship,
            f"Deleting a row of {other} deletes its rows in {name}" + (f", of {child.rows:,} in all" if sure else ""),
            "They go row by row in the same transaction, locked and logged, and nothing asks first."
            if sure
            else f"{name} reads like a record to keep: a deletion in {other} takes it away without a word.",
            severity=Severity.WARNING if sure else Severity.INFO,
            confidence=confidence,
            evidence=FrozenMap(
                {"foreign key": relationship.name, "rows to delete": child.rows, "on delete": "cascade"}
            ),
            fix=(edits.alter(facts.schema, relationship.id, on_delete=_refusing(facts)),),
        )


def _refusing(facts: Facts) -> str:
    """The action that refuses the deletion; SQL Server and Oracle know no RESTRICT."""
    return "no action" if facts.schema.dialect.name in ("tsql", "oracle") else "restrict"


def _is_kept(table: Entity) -> bool:
    parts = [singular(word) for word in words(table.name)]
    kept = bool(_KEPT & set(parts)) or parts[-2:] in (["credit", "note"], ["debit", "note"])
    return bool(parts) and kept and parts[-1] not in _PARTS
