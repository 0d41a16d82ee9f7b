"""GR016: a table full of dead rows, or of which the planner knows nothing, when the server was read."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity
from designer.schema.observed import Observed, observed
from designer.sql.identifiers import shown_name


def _seen(dead: int) -> FrozenMap:
    return FrozenMap({"server": {"seen": "2026-03-01", "dead_rows": dead}})


class UncaredFor(ListedRule):
    """Table full of dead rows, or of which the planner knows nothing.

    An update leaves the old row until vacuum has been there: with as many dead rows as living ones each scan reads
    twice as much. Without ANALYZE the planner knows neither how many values a column has nor which are frequent, and
    guesses; most plans that turn bad overnight come from there.

    Told by the server that the design was read from: more dead rows than autovacuum should have left as servers are
    set up, or a large table that was never analyzed. It may have been caught in the middle of a large deletion: a
    hint, and the evidence names the day.
    """

    code = "GR016"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/routine-vacuuming.html"
    many = "tables are full of dead rows, or were never analyzed"
    message = "Autovacuum does not come, or not often enough."
    flagged = example(entity("orders", "id bigint", pk="id", rows=1_000_000, x=_seen(900_000)))
    accepted = example(entity("orders", "id bigint", pk="id", rows=1_000_000, x=_seen(120_000)))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        for table in facts.tables:
            seen, rows = observed(table), table.rows or 0
            if (seen.dead_rows or 0) > max(rows * facts.thresholds.dead_share, facts.thresholds.small_table_rows):
                yield _dead(self, facts, table, seen)
            elif seen.never_analyzed and rows > facts.thresholds.small_table_rows:
                yield _unknown(self, facts, table, seen)


def _dead(rule: Rule, facts: Facts, table: Entity, seen: Observed) -> Finding:
    dead, rows = seen.dead_rows or 0, table.rows or 0
    return rule.finding(
        table,
        f"{facts.name(table)} had {dead:,} dead rows beside {rows:,} living ones",
        "Each scan reads both. Look whether autovacuum comes at all, and what keeps it from cleaning: an open "
        "transaction, a replication slot, a prepared transaction.",
        evidence=FrozenMap(
            {
                "dead rows": dead,
                "rows of the table": rows,
                "seen on": seen.seen,
                "a way out": f"VACUUM {_spelled(facts, table)}",
            }
        ),
    )


def _unknown(rule: Rule, facts: Facts, table: Entity, seen: Observed) -> Finding:
    return rule.finding(
        table,
        f"{facts.name(table)} with {table.rows:,} rows was never analyzed",
        "The planner guesses how many rows each condition leaves.",
        evidence=FrozenMap(
            {"rows of the table": table.rows, "seen on": seen.seen, "a way out": f"ANALYZE {_spelled(facts, table)}"}
        ),
    )


def _spelled(facts: Facts, table: Entity) -> str:
    return shown_name(facts.schema.namespace(table.schema) or "", table.name, dialect=facts.schema.dialect.name)
