"""QR016: DISTINCT that hides a fan-out."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import Block, ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern

_tables = (
    entity("customers", "id bigint", "name text", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", "placed_at date", pk="id", index="customer_id"),
    link("orders.customer_id", "customers.id"),
)


class DistinctFanOut(QueryRule):
    """DISTINCT that hides a fan-out.

    The join brings each row as often as it has children, none of whose columns are wanted, and DISTINCT sorts the
    copies out again: the work grows with the children. EXISTS asks what is meant, and stops at the first child.

    Only a join along a foreign key to the many side is flagged, and only where nothing of that side is returned.
    """

    code = "QR016"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-select.html#SQL-DISTINCT"
    flagged = example(
        *_tables,
        pattern(
            "customers of a day",
            "SELECT DISTINCT c.name FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.placed_at = $1",
        ),
    )
    accepted = example(
        *_tables,
        pattern(
            "customers of a day",
            "SELECT c.id, c.name FROM customers c WHERE EXISTS"
            " (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.placed_at = $1)",
        ),
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for block in statement.blocks:
            if not block.distinct or block.aggregated or len(block.uses) < 2 or not block.shown:
                continue
            for use in block.uses:
                table = statement.tables[use].entity
                if use not in block.shown and table and _fans_out(facts, statement, block, use):
                    child = facts.schema.entity(table)
                    yield Remark(
                        f"joins {facts.name(child)} only to remove its copies by DISTINCT",
                        f"Nothing of {facts.name(child)} is returned; EXISTS asks the same and stops at the first row.",
                        entity=child.id,
                    )


def _fans_out(facts: Facts, statement: ParsedStatement, block: Block, use: int) -> bool:
    """Whether the table is joined by a foreign key of its own that is not unique, and leads to no table shown."""
    mine = {join.left for join in statement.joins if join.left_use == use}
    mine |= {join.right for join in statement.joins if join.right_use == use}
    partners = [
        join.right_use if join.left_use == use else join.left_use
        for join in statement.joins
        if use in (join.left_use, join.right_use)
    ]
    table = facts.schema.entity(statement.tables[use].entity or "")
    by_link = any(set(link.columns) <= mine for link in facts.schema.references_from(table.id))
    fixed = {one.attribute for one in statement.filters("=", use=use)}
    at_end = len(set(partners)) == 1 and partners[0] in block.uses
    return by_link and at_end and not facts.is_unique(table, tuple(mine | fixed))
