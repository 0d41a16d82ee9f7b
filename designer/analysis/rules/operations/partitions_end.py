"""GR008: partitions that end, while rows keep coming."""

from collections.abc import Iterator
from datetime import date, timedelta

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.partitions import as_date, is_default, partitions_of, upper_bound
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, PartitionBy, PartitionKey, PartitionOf

_columns = ("id bigint", "at date not null")
_by_day = PartitionBy(strategy="range", keys=(PartitionKey(column="at"),))
_DAYS_PER_MONTH = 30.44
_MAKERS = frozenset({"pg_partman", "timescaledb"})


def _part(name: str, bound: str) -> Entity:
    return entity(name, *_columns, partition_of=PartitionOf(parent="events", bound=bound))


class PartitionsEnd(TableRule):
    """Range partitions that end while rows keep coming.

    A row that no partition takes is refused, and with it the whole transaction: the first day after the last
    partition is an outage at midnight. With a default partition the rows go there, and making the missing partition
    later has to scan and move them under a lock. Partitions should exist ahead of time, made by a job that is watched.

    Looks as far ahead as the requirements' horizon, else a month. A design that loads an extension which makes
    partitions is left alone; a job outside the database cannot be seen, so that it is a hint.
    """

    code = "GR008"
    dialects = ("postgres",)
    severity = Severity.WARNING
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE"
    flagged = example(
        entity("events", *_columns, partition_by=_by_day),
        _part("events_1", "FOR VALUES FROM ('2019-01-01') TO ('2020-01-01')"),
    )
    accepted = example(
        entity("events", *_columns, partition_by=_by_day),
        _part("events_1", "FOR VALUES FROM ('2019-01-01') TO (MAXVALUE)"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        if any(one.name in _MAKERS for one in facts.schema.extensions):
            return
        for table in facts.tables:
            end = _end(facts, table)
            months = facts.schema.requirements.horizon_months or facts.thresholds.partitions_ahead_months
            if end is None or end >= facts.today + timedelta(days=months * _DAYS_PER_MONTH):
                continue
            caught = any(is_default(one) for one in partitions_of(facts.schema, table))
            over = end <= facts.today
            yield self.finding(
                table,
                f"The partitions of {facts.name(table)} {'ended' if over else 'end'} on {end}",
                "Later rows go to the default partition, and making theirs then has to move them."
                if caught
                else "A later row is refused, and with it the transaction that brings it.",
                severity=Severity.WARNING if over else Severity.INFO,
                evidence=FrozenMap(
                    {
                        "partitions": len(partitions_of(facts.schema, table)),
                        "end of the last": str(end),
                        "default partition": "yes" if caught else "no",
                    }
                ),
            )


def _end(facts: Facts, table: Entity) -> date | None:
    """The day from which no partition takes rows; None where there is no such day or it cannot be told."""
    if table.partition_by is None or table.partition_by.strategy != "range":
        return None
    bounds = [
        upper_bound(one, facts.schema.dialect.name) for one in partitions_of(facts.schema, table) if not is_default(one)
    ]
    days = [as_date(bound) for bound in bounds if bound]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(bounds) else None
