"""QR018: tables joined by no condition."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import Block, ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern

_tables = (
    entity("customers", "id bigint", "name text", pk="id", rows=50_000),
    entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id", rows=900_000),
    link("orders.customer_id", "customers.id"),
)


class CartesianJoin(QueryRule):
    """Tables joined by no condition.

    Every row of the one is paired with every row of the other: the result has as many rows as the product of the
    two. Mostly a condition was forgotten when a table was added to a list of tables.

    CROSS JOIN says that it is meant. Tables of which a unique key fixes one row, that are declared to hold one, or
    that a subquery ties together, are left alone.
    """

    code = "QR018"
    severity = Severity.ERROR
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-JOIN"
    flagged = example(*_tables, pattern("names", "SELECT o.id, c.name FROM orders o, customers c WHERE o.id > $1"))
    accepted = example(
        *_tables,
        pattern("names", "SELECT o.id, c.name FROM orders o, customers c WHERE c.id = o.customer_id AND o.id > $1"),
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for block in statement.blocks:
            loose = [] if block.crossed or block.derived else _islands(facts, statement, block)
            if len(loose) < 2:
                continue
            names = [statement.tables[min(island)].name for island in loose]
            first = statement.tables[min(loose[0])].entity
            yield Remark(
                f"joins {' and '.join(names[:2])} by no condition",
                "Every row of the one is paired with every row of the other.",
                entity=first,
            )


def _islands(facts: Facts, statement: ParsedStatement, block: Block) -> list[set[int]]:
    """Groups of tables that no condition ties to the rest, those that hold few rows left out."""
    groups = [{use} for use in block.uses]
    for one, other in statement.connected:
        touched = [group for group in groups if group & {one, other}]
        if len(touched) > 1:
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return sorted((group for group in groups if not _is_few(facts, statement, group)), key=min)


def _is_few(facts: Facts, statement: ParsedStatement, group: set[int]) -> bool:
    """Whether one of the tables brings a single row, or is none of the design's."""
    for use in group:
        entity_id = statement.tables[use].entity
        if entity_id is None:
            return True
        table = facts.schema.entity(entity_id)
        fixed = tuple(one.attribute for one in statement.filters("=", use=use))
        if table.rows in (0, 1) or facts.is_unique(table, fixed):
            return True
    return False
