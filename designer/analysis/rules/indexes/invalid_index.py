"""IX026: an index that the server keeps and does not use."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity
from designer.schema.observed import Observed, observed
from designer.sql.identifiers import quote_name

_seen = FrozenMap({"server": {"seen": "2026-03-01", "invalid": ("orders_customer_id_idx",)}})


class InvalidIndex(ListedRule):
    """Index that the server keeps and does not use.

    CREATE INDEX CONCURRENTLY that was interrupted, or met a row that a unique index refuses, leaves the index behind,
    marked invalid. Every insert goes on writing it, no query reads it, and a unique one does not vouch for the rows
    that were there. REINDEX INDEX CONCURRENTLY builds it anew; a unique one wants its duplicates mended first.

    Told by the catalogue of the server that the design was read from, on the day that the evidence names: a dump leaves
    such indexes out, so that the design itself does not show them. Nothing is said of a design that no server was read
    for.
    """

    code = "IX026"
    dialects = ("postgres",)
    reference = "https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"
    many = "indexes are kept by the server and not used"
    message = "They were left behind by CREATE INDEX CONCURRENTLY: written by every insert, and read by no query."
    flagged = example(entity("orders", "id bigint", "customer_id bigint", pk="id", x=_seen))
    accepted = example(entity("orders", "id bigint", "customer_id bigint", pk="id"))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        for table in facts.tables:
            seen = observed(table)
            if seen.invalid:
                yield _finding(self, facts, table, seen)


def _finding(rule: Rule, facts: Facts, table: Entity, seen: Observed) -> Finding:
    space, dialect = facts.schema.namespace(table.schema) or "", facts.schema.dialect.name
    names = enumerated(list(seen.invalid))
    several = len(seen.invalid) > 1
    them, day = "them" if several else "it", f" on {seen.seen}" if seen.seen else ""
    return rule.finding(
        table,
        f"{names} on {facts.name(table)} {'are' if several else 'is'} invalid: written by every insert, and read by no"
        " query",
        f"The server that was read{day} has marked {them} so. Build {them} anew, or drop {them}.",
        evidence=evidence_table(
            ("index", "a way out"),
            [(one, f"REINDEX INDEX CONCURRENTLY {quote_name(space, one, dialect=dialect)}") for one in seen.invalid],
            **{"seen on": seen.seen or "a day unknown"},
        ),
    )
