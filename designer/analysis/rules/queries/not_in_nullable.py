"""QR008: NOT IN over a column that may be null."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.rewriting import Rewrite, rewrite_for
from designer.analysis.workload import Join, ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern
from designer.sql.identifiers import shown_identifier

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
    reference = "https://www.postgresql.org/docs/18/functions-subquery.html#FUNCTIONS-SUBQUERY-NOTIN"
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
                shown={"instead": _instead(facts, statement, pair)},
            )


def _instead(facts: Facts, statement: ParsedStatement, pair: Join) -> str:
    """The whole query with NOT EXISTS where it is known to be the same, else the condition alone, in its own names."""
    offer = rewrite_for(facts, statement, "QR008")
    if isinstance(offer, Rewrite):
        return offer.sql
    dialect = facts.schema.dialect.name
    outer, inner = statement.tables[pair.left_use].alias, statement.tables[pair.right_use].alias
    inner = inner if inner.lower() != outer.lower() else "x"
    table = shown_identifier(facts.owner_of(pair.right).name, dialect)
    sides = [
        f"{shown_identifier(alias, dialect)}.{shown_identifier(facts.schema.attribute(one).name, dialect)}"
        for alias, one in ((inner, pair.right), (outer, pair.left))
    ]
    own = any(one.use == pair.right_use for one in statement.predicates)
    left = facts.schema.attribute(pair.left)
    known = "" if facts.is_required(facts.owner_of(left.id), left) else f"{sides[1]} IS NOT NULL AND "
    source = table if inner == table else f"{table} {shown_identifier(inner, dialect)}"
    return f"{known}NOT EXISTS (SELECT 1 FROM {source} WHERE {sides[0]} = {sides[1]}{' AND …' if own else ''})"
