"""QR005: a literal where a parameter should be."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.query_rule import QueryRule, Remark, written
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.schema.build import entity, link, pattern

_tables = (
    entity("customers", "id bigint", "email text", pk="id", rows=50_000),
    entity("orders", "id bigint", "customer_id bigint", "status text", pk="id", rows=900_000),
    link("orders.customer_id", "customers.id"),
)
_sql = "SELECT id FROM orders WHERE customer_id = {} AND status = 'new'"


class LiteralKey(QueryRule):
    """Literal where a parameter should be.

    A statement that is put together with values in it is another statement for every value: it is parsed and
    planned anew, in Oracle and SQL Server fills the store of plans with copies of itself, and, where the value comes
    from outside, is the way in for SQL injection.

    Only keys of tables that hold many rows are flagged: a status, a type or a flag is rightly written out, and so is
    the key of a small table whose rows are known by heart.
    """

    code = "QR005"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-prepare.html"
    flagged = example(*_tables, pattern("new orders", _sql.format("4711"), per_minute=60))
    accepted = example(*_tables, pattern("new orders", _sql.format("$1"), per_minute=60))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for one in statement.filters("=", "in"):
            if one.constant and _is_key_of_many(facts, one):
                column = facts.schema.attribute(one.attribute)
                table = facts.owner_of(column.id)
                yield Remark(
                    f"has a value of {facts.name(table)}.{column.name} written into it",
                    "Each value makes another statement, which is parsed and planned apart.",
                    entity=table.id,
                    attributes=(column.id,),
                    shown={"condition": written(facts, statement, one)},
                )


def _is_key_of_many(facts: Facts, predicate: Predicate) -> bool:
    column = facts.schema.attribute(predicate.attribute)
    table = facts.owner_of(column.id)
    holders = [
        facts.schema.entity(link.parent)
        for link in facts.schema.references_from(table.id)
        if link.columns == (column.id,)
    ]
    if facts.is_unique(table, (column.id,)):
        holders.append(table)
    return any((one.rows or 0) > facts.thresholds.reference_table_rows for one in holders)
