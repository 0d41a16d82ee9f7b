"""QR015: an OR across columns that no index covers."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.needs import EQUALITY, RANGE
from designer.analysis.query_rule import QueryRule, Remark, written
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_columns = ("id bigint", "buyer_id bigint", "seller_id bigint")
_sql = "SELECT id FROM deals WHERE buyer_id = $1 OR seller_id = $1 LIMIT 50"


class OrAcrossColumns(QueryRule):
    """OR across columns that no index covers.

    A row that meets the second condition can be anywhere in an index on the first. Only where every arm has an index
    of its own can the two be combined; with one arm uncovered all of the table is read, and where the arms are on
    different tables indexes do not help at all. Two queries with UNION say the same, each with its own index.

    Flagged on tables declared to be large, where no other condition narrows the rows. Alternatives for one column
    (`status = 'a' OR status = 'b'`) are a list, and left alone.
    """

    code = "QR015"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-bitmap-scans.html"
    flagged = example(entity("deals", *_columns, pk="id", index="buyer_id", rows=900_000), pattern("deals", _sql))
    accepted = example(
        entity("deals", *_columns, pk="id", index=["buyer_id", "seller_id"], rows=900_000), pattern("deals", _sql)
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        arms = [one for one in statement.predicates if one.disjunct and not one.negated and one.clause == "where"]
        if any(one.function for one in arms):
            return
        columns = {(one.use, one.attribute): one for one in arms if one.operator in (*EQUALITY, *RANGE)}
        blocks = {statement.tables[use].block for use, _ in columns}
        if len(columns) < 2 or len(columns) < len({(one.use, one.attribute) for one in arms}) or len(blocks) > 1:
            return
        needs = [need for need in facts.needs_in(statement) if need.use in {use for use, _ in columns}]
        if not needs or all((need.entity.rows or 0) <= facts.thresholds.small_table_rows for need in needs):
            return
        if any(
            leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need) for need in needs
        ):
            return
        uncovered = [
            column
            for need in needs
            for use, column in columns
            if use == need.use and not any(path.columns[:1] == (column,) for path in facts.index_paths(need.entity))
        ]
        largest = max(needs, key=lambda need: need.entity.rows or 0)
        if len(needs) == 1 and not uncovered:
            return
        names = " or ".join(dict.fromkeys(facts.schema.names(tuple(column for _, column in columns))))
        where = "of different tables" if len(needs) > 1 else f"of {facts.name(largest.entity)}"
        bare = " or ".join(dict.fromkeys(facts.schema.names(tuple(uncovered))))
        yield Remark(
            f"asks for {names} {where} in one OR",
            "No index can tell which rows meet one of several tables' conditions."
            if len(needs) > 1
            else f"No index begins with {bare}, so that all {largest.entity.rows:,} rows are read.",
            entity=largest.entity.id,
            attributes=tuple(column for use, column in columns if use == largest.use),
            shown={"arms": tuple(written(facts, statement, one) for one in columns.values())},
            severity=Severity.WARNING,
        )
