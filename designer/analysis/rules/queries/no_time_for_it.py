"""QR022: a latency target within which the declared rows cannot be read."""

from collections.abc import Iterator

from sqlglot import exp

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.needs import Need
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", "state text", "total numeric", pk="id", index="state", rows=80_000_000)
_sum = "SELECT state, sum(total) FROM orders GROUP BY state"
_ENDS = (exp.Max, exp.Min)


class NoTimeForIt(QueryRule):
    """Latency target within which the declared rows cannot be read.

    A server reads some million rows a second on one processor, and sends about a tenth as many to a client. Where a
    statement has to look at every row of a table, or returns very many, its target is out of reach by arithmetic, with
    any index: it takes a summary that is kept up to date, fewer rows, or another target.

    Flagged where a declared target is shorter than the declared rows take at a rate that is set generously, in
    statements that ask for all rows of a table, and by the rows that a pattern is declared to return. How long a
    statement with conditions takes is measured by the lab, and not guessed here.
    """

    code = "QR022"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/using-explain.html"
    flagged = example(_table, pattern("revenue by state", _sum, per_minute=5, latency_ms=200))
    accepted = example(_table, pattern("revenue by state", _sum, per_minute=0.01, latency_ms=60_000))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        target, limits = parsed.pattern.latency_ms, facts.thresholds
        if not target or statement.kind != "select":
            return
        returned = parsed.pattern.rows or 0
        for need in facts.needs_in(statement):
            rows = need.entity.rows or 0
            needed = rows / limits.rows_read_per_ms
            if needed > target and _is_read_whole(need):
                yield Remark(
                    f"is to read {rows:,} rows of {facts.name(need.entity)} in {target:,.0f} ms",
                    f"At {limits.rows_read_per_ms * 1000:,.0f} rows a second that takes {needed:,.0f} ms at the least.",
                    entity=need.entity.id,
                    shown={"rows to read": rows, "target in ms": target, "at the least in ms": round(needed)},
                )
        needed = returned / limits.rows_sent_per_ms
        if needed > target:
            yield Remark(
                f"is to return {returned:,} rows in {target:,.0f} ms",
                f"At {limits.rows_sent_per_ms * 1000:,.0f} rows a second that takes {needed:,.0f} ms at the least.",
                shown={"rows to return": returned, "target in ms": target, "at the least in ms": round(needed)},
            )


def _is_read_whole(need: Need) -> bool:
    """Whether every row of the table is asked for: no condition, no join that picks some, no end, and no mere ends of
    an index (`max(id)`)."""
    block, tree = need.block, need.statement.tree
    if block.parent is not None or block.filtered or need.sought or len(need.statement.tables) > 1 or tree is None:
        return False
    if block.aggregated and not block.group:
        functions = list(tree.find_all(exp.AggFunc))
        return not all(isinstance(one, _ENDS) for one in functions)
    return not block.limited or block.aggregated
