"""QR014: counting a large set at a high rate."""

from collections.abc import Iterator

from sqlglot import exp

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.needs import Need
from designer.analysis.query_rule import QueryRule, Remark, said_rate
from designer.analysis.selectivity import matching_rows
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", "customer_id bigint", pk="id", rows=5_000_000)

_COUNTING = ("myisam", "memory")


class LargeCount(QueryRule):
    """Counting a large set at a high rate.

    PostgreSQL keeps no count of rows: each transaction sees rows of its own, so COUNT(*) visits all of them or all
    entries of an index. Nor do InnoDB, SQL Server, Oracle and SQLite keep one; MyISAM does, of all rows of a table. For
    a page that says "about 5 million", the planner's estimate does; for an exact figure, a counter that a trigger
    keeps, or one counted now and then; for "is there any", EXISTS.

    Flagged where the declared figures say that many rows are counted and the pattern runs often.
    """

    code = "QR014"
    confidence = Confidence.LIKELY
    reference = "https://wiki.postgresql.org/wiki/Count_estimate"
    flagged = example(_table, pattern("number of orders", "SELECT count(*) FROM orders", per_minute=60))
    accepted = example(_table, pattern("number of orders", "SELECT count(*) FROM orders", per_minute=0.01))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        rate = parsed.pattern.frequency_per_minute or 0
        if rate < facts.thresholds.frequent_per_minute or not _only_counts(statement):
            return
        for need in facts.needs_in(statement):
            rows = matching_rows(facts, need)
            if rows is not None and rows > facts.thresholds.counted_rows and not _is_kept(need, statement):
                yield Remark(
                    f"counts some {rows:,.0f} rows of {facts.name(need.entity)} {said_rate(rate)}",
                    "No count is kept: every one of them is visited each time.",
                    entity=need.entity.id,
                    shown={"rows counted": round(rows), "times a minute": rate},
                )


def _is_kept(need: Need, statement: ParsedStatement) -> bool:
    """Whether the engine of the table knows the number of all its rows."""
    engine = str((need.entity.options.get("mysql") or {}).get("engine") or "")
    return engine.lower() in _COUNTING and not statement.predicates


def _only_counts(statement: ParsedStatement) -> bool:
    tree = statement.tree
    if not isinstance(tree, exp.Select) or len(statement.tables) != 1 or tree.args.get("group"):
        return False
    counted = [item.this if isinstance(item, exp.Alias) else item for item in tree.expressions]
    return bool(counted) and all(isinstance(item, exp.Count) for item in counted)
