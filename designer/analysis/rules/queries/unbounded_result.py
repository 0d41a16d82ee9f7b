"""QR002: a result without an end."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.needs import Need
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.selectivity import is_pinned, matching_rows
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", "status text", "placed_at timestamptz", pk="id", rows=5_000_000)
_sql = "SELECT id, status FROM orders WHERE placed_at >= $1 ORDER BY placed_at"


class UnboundedResult(QueryRule):
    """Result without an end.

    A query without LIMIT returns what there is, and what there is grows: the page that is fast with the test data
    fills memory on both sides when the customer is five years old. A LIMIT with a way to go on (by the last key
    seen, not by OFFSET) bounds it for good.

    Flagged where the pattern says that it returns very many rows, or asks for all rows of a large table, and as a
    hint where an ordered list with a latency target comes from a table that grows. Results that groups, a LIMIT
    or a unique key bound are left alone; for a job that runs now and then, without a latency target, it is a hint.
    """

    code = "QR002"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/queries-limit.html"
    flagged = example(_table, pattern("orders since", _sql, rows=400_000, per_minute=10))
    accepted = example(_table, pattern("orders since", f"{_sql} LIMIT 100", rows=100, per_minute=10))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if statement.kind != "select" or statement.limited or _is_bounded(statement):
            return
        needs = [need for need in facts.needs_in(statement) if need.use in statement.blocks[0].uses]
        if not needs or any(is_pinned(facts, need) and not need.joined for need in needs):
            return
        largest = max(needs, key=lambda need: need.entity.rows or 0)
        rows, why = _expected(facts, parsed, needs, largest)
        if rows is not None and rows > facts.thresholds.unbounded_rows:
            yield Remark(
                f"returns some {rows:,.0f} rows without a LIMIT",
                f"{why[:1].upper()}{why[1:]}, and nothing bounds the result.",
                entity=largest.entity.id,
                shown={"expected rows": round(rows)},
                severity=None if _is_waited_for(facts, parsed) else Severity.INFO,
                confidence=None if _is_waited_for(facts, parsed) else Confidence.HINT,
            )
        elif rows is None or parsed.pattern.rows is not None:
            yield from self._grows(facts, parsed, statement, largest)

    def _grows(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement, need: Need) -> Iterator[Remark]:
        """An ordered list for somebody who waits, out of a table that grows by inserts."""
        grows = (need.entity.rows_per_day or 0) * 30 > facts.thresholds.small_table_rows
        if statement.sort and parsed.pattern.latency_ms is not None and grows:
            yield Remark(
                "lists rows without a LIMIT, and there will be more of them",
                f"{facts.name(need.entity)} grows by {need.entity.rows_per_day:,.0f} rows a day.",
                entity=need.entity.id,
                shown={"rows a day": need.entity.rows_per_day, "rows now": parsed.pattern.rows},
                severity=Severity.INFO,
                confidence=Confidence.HINT,
            )


def _is_waited_for(facts: Facts, parsed: ParsedPattern) -> bool:
    """Whether somebody waits for the result; a job that runs now and then may want all of it."""
    rate = parsed.pattern.frequency_per_minute or 0
    return parsed.pattern.latency_ms is not None or rate >= facts.thresholds.frequent_per_minute


def _is_bounded(statement: ParsedStatement) -> bool:
    first = statement.blocks[0] if statement.blocks else None
    return first is None or first.aggregated or first.derived or first.distinct or len(statement.tables) == 0


def _expected(facts: Facts, parsed: ParsedPattern, needs: list[Need], largest: Need) -> tuple[float | None, str]:
    if parsed.pattern.rows is not None:
        return parsed.pattern.rows, "the pattern says how many rows it returns"
    if not any(need.is_filtered or _is_filtered_otherwise(need) for need in needs):
        rows = largest.entity.rows
        return rows, f"it asks for all of {facts.name(largest.entity)}"
    if len(needs) == 1 and not _is_filtered_otherwise(largest):
        return matching_rows(facts, largest), "so many rows meet its conditions by the declared figures"
    return None, ""


def _is_filtered_otherwise(need: Need) -> bool:
    """Whether it says something of the rows that `equal` and `ranges` do not hold, or depends on a subquery."""
    known = {id(one) for one in (*need.equal, *need.ranges)}
    others = any(one.use == need.use and id(one) not in known for one in need.statement.predicates)
    return others or len(need.statement.blocks) > 1
