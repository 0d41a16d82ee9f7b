"""QR019: a subquery that is run once for each row of a large table."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.needs import Need
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.rewriting import Rewrite, rewrite_for
from designer.analysis.selectivity import is_pinned, matching_rows
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern

_tables = (
    entity("customers", "id bigint", "name text", pk="id", rows=400_000),
    entity("orders", "id bigint", "customer_id bigint", "total numeric", pk="id", index="customer_id", rows=5_000_000),
    link("orders.customer_id", "customers.id"),
)
_of_each = "SELECT customer_id, sum(total) AS spent FROM orders GROUP BY customer_id"

_JOINING = ("tsql", "oracle")
_UNKNOWN = (
    "How many of {rows:,} these are is not declared: for a few the look-ups are right, for many a join answers it once"
    " for all of them"
)


class SubqueryForEachRow(QueryRule):
    """Subquery that is run once for each row.

    A subquery in the SELECT list that mentions the row around it is answered anew for every row: four hundred thousand
    customers, four hundred thousand look-ups. Grouped once and joined, the same totals come from one pass over the
    table. The evidence holds the query in that form.

    Flagged where the query returns all of a table declared to be large, that is without LIMIT and without a condition
    on a key, and where the join is known to give the same rows; for a page of them the look-ups are the better way.
    Where a condition leaves a part of the table, and nobody has said how large a part, it is a hint: declare how many
    rows the pattern returns, or how many values the column holds, and it is told or withdrawn. SQL Server, and Oracle
    from 12 on, turn many such subqueries into that join by themselves: there it is a hint.
    """

    code = "QR019"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-expressions.html#SQL-SYNTAX-SCALAR-SUBQUERIES"
    flagged = example(
        *_tables,
        pattern(
            "what customers spent",
            "SELECT c.id, (SELECT sum(o.total) FROM orders o WHERE o.customer_id = c.id) AS spent FROM customers c",
        ),
    )
    accepted = example(
        *_tables,
        pattern(
            "what customers spent",
            f"SELECT c.id, s.spent FROM customers c LEFT JOIN ({_of_each}) s ON s.customer_id = c.id",
        ),
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if statement.kind != "select" or statement.limited or not statement.blocks:
            return
        offer = rewrite_for(facts, statement, self.code)
        outer = statement.blocks[0].uses
        needs = [need for need in facts.needs_in(statement) if need.use in outer]
        if not isinstance(offer, Rewrite) or not needs or any(is_pinned(facts, need) for need in needs):
            return
        largest = max(needs, key=lambda need: need.entity.rows or 0)
        if (largest.entity.rows or 0) <= facts.thresholds.small_table_rows or _leaves_few(facts, parsed, largest):
            return
        joining = facts.schema.dialect.name in _JOINING
        name, some = facts.name(largest.entity), _is_narrowed(statement)
        yield Remark(
            f"runs a subquery once for each row {'that it finds of' if some else 'of'} {name}",
            (_UNKNOWN if some else "That is up to {rows:,} times; a join answers it once for all of them").format(
                rows=largest.entity.rows
            )
            + (", unless the optimizer makes one of it." if joining else "."),
            entity=largest.entity.id,
            confidence=Confidence.HINT if joining or some else None,
            shown={"as a join": offer.sql},
        )


def _is_narrowed(statement: ParsedStatement) -> bool:
    """Whether an equality leaves some of the rows only."""
    return any(one.use in statement.blocks[0].uses for one in statement.filters("=", "in", "= any"))


def _leaves_few(facts: Facts, parsed: ParsedPattern, need: Need) -> bool:
    """Whether few rows are known to be left: what the pattern returns, else what its conditions leave."""
    if not _is_narrowed(need.statement):
        return False
    known = parsed.pattern.rows if parsed.pattern.rows is not None else matching_rows(facts, need)
    return known is not None and known <= facts.thresholds.small_table_rows
