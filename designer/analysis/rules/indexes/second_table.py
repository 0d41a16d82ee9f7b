"""IX020: an index that carries most of the row beside its keys."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.paths import method_of, path_of
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index, IndexKey

_FEWEST = 4
"""Fewer included columns are what covering is for."""
_orders = ("id bigint", "customer_id bigint", "placed_at timestamptz", "state text", "total numeric", "note text")


def _covering(*include: str) -> Index:
    return Index(name="by_customer", keys=(IndexKey(column="customer_id"),), include=include)


class SecondTable(ListedRule):
    """Index that carries most of the row beside its keys.

    INCLUDE spares a query the way to the table for the few columns that it reads. With most of the row in it the index
    is a second table: as large, as slow to scan, written by every update of any of the columns, and in PostgreSQL none
    of those updates can be a cheap one within its page any more. Include what the hot query reads, and no more.

    Only where at least four columns are included, and keys and included columns are more than half of the table's.
    """

    code = "IX020"
    dialects = ("postgres", "tsql")
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes carry most of the row"
    message = "They are second tables, written by every update of any of their columns."
    reference = "https://www.postgresql.org/docs/18/indexes-index-only-scans.html"
    flagged = example(entity("orders", *_orders, pk="id", indexes=(_covering("placed_at", "state", "total", "note"),)))
    accepted = example(entity("orders", *_orders, pk="id", indexes=(_covering("placed_at", "total"),)))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        for table in own_tables(facts):
            for index in table.indexes:
                carried = {key.column for key in index.keys if key.column} | set(index.include)
                wide = len(index.include) >= _FEWEST and 2 * len(carried) > len(table.attributes)
                if wide and method_of(index) == "btree":
                    yield self._finding(facts, table, index, len(carried))

    def _finding(self, facts: Facts, table: Entity, index: Index, carried: int) -> Finding:
        name = path_of(facts.schema, index).name
        return self.finding(
            index,
            f"{name} on {facts.name(table)} carries {carried} of {len(table.attributes)} columns",
            "It is nearly a second table: as large, and written by each update of any of these columns.",
            entity=table.id,
            attributes=index.include,
            evidence=FrozenMap(
                {
                    "index": f"{facts.name(table)} ({', '.join(facts.schema.names(index.columns))})",
                    "included": facts.schema.names(index.include),
                    "columns of the table": len(table.attributes),
                }
            ),
        )
