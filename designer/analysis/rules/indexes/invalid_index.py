"""IX026: an index that the server keeps and does not use."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index
from designer.schema.observed import observed
from designer.sql.identifiers import quote_name

_seen = FrozenMap({"server": {"seen": "2026-03-01", "invalid": ("orders_customer_id_idx",)}})


class InvalidIndex(ListedRule):
    """Index that the server keeps and does not use.

    CREATE INDEX CONCURRENTLY that was interrupted, or met a row that a unique index refuses, leaves the index behind,
    marked invalid. Every insert goes on writing it, no query reads it, and a unique one does not vouch for the rows
    that were there. REINDEX INDEX CONCURRENTLY builds it anew; a unique one wants its duplicates mended first.

    Told by the catalogue of the server that the design was read from, on the day that the evidence names. Nothing is
    said of a design that no server was read for, nor of indexes that the design has no longer.
    """

    code = "IX026"
    reference = "https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"
    many = "indexes are kept by the server and not used"
    message = "They were left behind by CREATE INDEX CONCURRENTLY: written by every insert, and read by no query."
    flagged = example(entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id", x=_seen))
    accepted = example(entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            seen = observed(table)
            for index in table.indexes:
                if index.name in seen.invalid:
                    yield _finding(self, facts, table, index, seen.seen)


def _finding(rule: Rule, facts: Facts, table: Entity, index: Index, day: str) -> Finding:
    promise = " It does not vouch for the rows that were there." if index.unique else ""
    name = quote_name(facts.schema.namespace(table.schema) or "", index.name or "", dialect=facts.schema.dialect.name)
    return rule.finding(
        index,
        f"{index.name} on {facts.name(table)} is invalid: written by every insert, and read by no query",
        f"The server that was read{f' on {day}' if day else ''} has marked it so.{promise} Build it anew, or drop it.",
        entity=table.id,
        attributes=index.columns,
        evidence=FrozenMap({"index": index.name, "seen on": day or "a day unknown",
                            "a way out": f"REINDEX INDEX CONCURRENTLY {name}"}),
    )  # fmt: skip
