"""IX027: an index that no query has scanned in a month, by the server's own count."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index
from designer.schema.observed import Observed, observed


def _seen(days: int) -> FrozenMap:
    held = {"seen": "2026-03-01", "days": days, "unscanned": {"orders_channel_idx": 1_610_612_736}}
    return FrozenMap({"server": held})


class NeverScanned(ListedRule):
    """Index that no query has scanned in a month, by the server's own count.

    An index is written by every insert, kept in memory and in every backup, and earns only when a query scans it. The
    server counts scans; one that counted none in a month has seen no query that wants the index.

    Told by the server that the design was read from, over the days that it had counted. Unique indexes keep a rule
    without being scanned, and those that lead with a foreign key serve deletions of the parent: both are left alone,
    as are small tables. What runs once a year, and what runs on a replica, which counts its own scans, is not seen
    here: a hint.
    """

    code = "IX027"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW"
    many = "indexes were not scanned in a month"
    message = "The server that was read has counted no scan of them, and each insert writes them all."
    flagged = example(
        entity("orders", "id bigint", "channel text", pk="id", index="channel", rows=60_000_000, x=_seen(45))
    )
    accepted = example(
        entity("orders", "id bigint", "channel text", pk="id", index="channel", rows=60_000_000, x=_seen(12))
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        for table in facts.tables:
            seen = observed(table)
            if (seen.days or 0) < facts.thresholds.unscanned_days or (
                table.rows or 0
            ) <= facts.thresholds.small_table_rows:
                continue
            for index in table.indexes:
                size = seen.unscanned.get(index.name or "")
                if size is not None and not index.unique and not _serves_a_link(facts, table, index):
                    yield _finding(self, facts, table, index, seen)


def _serves_a_link(facts: Facts, table: Entity, index: Index) -> bool:
    links = facts.schema.references_from(table.id)
    return any(set(index.columns[: len(one.columns)]) == set(one.columns) for one in links)


def _finding(rule: Rule, facts: Facts, table: Entity, index: Index, seen: Observed) -> Finding:
    size = seen.unscanned[index.name or ""]
    written = (table.rows_per_day or 0) + (table.updates_per_day or 0)
    paid = f", and is written up to {written:,.0f} times a day" if written else ""
    return rule.finding(
        index,
        f"No query has scanned {index.name} on {facts.name(table)} in {seen.days:,.0f} days",
        f"It takes {size / 1e6:,.0f} MB{paid}. Where replicas are read, look there as well before it goes.",
        entity=table.id,
        attributes=index.columns,
        evidence=FrozenMap(
            {"index": index.name, "seen on": seen.seen, "days counted": seen.days, "bytes": size, "scans": 0}
        ),
        fix=() if index.attached_to else (edits.drop(facts.schema, index.id),),
    )
