"""QR008: NOT IN over a column that may be null."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_tables = (
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", pk="id"),
)
_sql = "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders{})"


class NotInNullable(QueryRule):
    """NOT IN over a column that may be null.

    `x NOT IN (1, 2, NULL)` is never true: x might be the value that is not known. A single NULL in the subquery's
    column empties the whole result, silently. NOT EXISTS does what is meant, and plans better.

    A subquery that leaves nulls out, or a column that cannot be null, is left alone.
    """

    code = "QR008"
    flagged = example(*_tables, pattern("customers without orders", _sql.format("")))
    accepted = example(*_tables, pattern("customers without orders", _sql.format(" WHERE customer_id IS NOT NULL")))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for pair in statement.not_in:
            column = facts.schema.attribute(pair.right)
            table = facts.owner_of(column.id)
            excluded = any(
                one.attribute == column.id and one.use == pair.right_use
                for one in statement.filters("is not null", "=", "in", "<", "<=", ">", ">=", "between", "like")
            )
            if facts.is_required(table, column) or excluded:
                continue
            yield Remark(
                f"returns nothing as soon as one {facts.name(table)}.{column.name} is null",
                "NOT IN with a NULL among the values is never true; NOT EXISTS does what is meant.",
                entity=table.id,
                attributes=(column.id,),
                shown={
                    "instead": f"NOT EXISTS (SELECT 1 FROM {facts.name(table)} x WHERE x.{column.name} = "
                    f"{facts.name(facts.owner_of(pair.left))}.{facts.schema.attribute(pair.left).name})"
                },
            )
