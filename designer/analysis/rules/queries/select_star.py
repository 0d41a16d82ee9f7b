"""QR001: SELECT * in a declared pattern."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_columns = ("id bigint", "customer_id bigint", "status text", "notes text", "total numeric")
_table = entity("orders", *_columns, pk="id")


class SelectStar(QueryRule):
    """SELECT * in a declared pattern.

    It fetches columns that nobody asked for, among them those that will be added later: wide ones are read from
    elsewhere on disk, an index that holds the columns needed cannot answer alone, and a renamed column breaks the
    caller instead of the query.

    Tables with up to three columns, EXISTS, RETURNING, and a `*` over a subquery that names its columns are left
    alone.
    """

    code = "QR001"
    severity = Severity.INFO
    flagged = example(_table, pattern("an order", "SELECT * FROM orders WHERE id = $1", per_minute=60))
    accepted = example(_table, pattern("an order", "SELECT status, total FROM orders WHERE id = $1", per_minute=60))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if not statement.star:
            return
        tables = [facts.schema.entity(one) for one in sorted(statement.entities)]
        widest = max(tables, key=lambda table: len(table.attributes), default=None)
        if widest is None or len(widest.attributes) <= facts.thresholds.few_columns:
            return
        heavy = [one.name for one in widest.attributes if facts.family(one) in ("json", "binary", "array", "search")]
        yield Remark(
            f"selects every column of {facts.name(widest)}",
            f"That is {len(widest.attributes)} columns now"
            + (f", {', '.join(heavy)} among them" if heavy else "")
            + ", and whatever is added later.",
            entity=widest.id,
            shown={"columns": tuple(one.name for one in widest.attributes)},
        )
