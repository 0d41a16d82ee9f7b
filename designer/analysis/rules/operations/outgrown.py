"""GR001: a table that grows large within the horizon, with no plan for it."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.retention import time_of_row
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity

_columns = ("id bigint", "occurred_at timestamptz not null")


class Outgrown(TableRule):
    """Table that grows past what one table serves well, with neither partitions nor an end.

    Past some hundred million rows an index takes a night to build, PostgreSQL's vacuum runs for hours, and deleting
    what is old costs as much as writing it did. Range partitions by time make each of those a matter of one month, and
    dropping a month is instant. In MySQL and MariaDB a table with partitions has no foreign keys, and SQLite has no
    partitions: there a file for each year, or an end to the rows, does.

    Reads the declared rows, growth and retention; where no growth is declared, nothing is assumed. A retention
    that is declared and short enough counts as an end.
    """

    code = "GR001"
    severity = Severity.WARNING
    reference = "https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-OVERVIEW"
    flagged = example(entity("events", *_columns, pk="id", rows=50_000_000, rows_per_day=1_000_000))
    accepted = example(entity("events", *_columns, pk="id", rows=1_000_000, rows_per_day=1_000))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            if table.partition_by or table.partition_of or not table.rows_per_day:
                continue
            later = facts.rows_in(table, facts.horizon_months)
            if later is None or later < facts.thresholds.partition_rows or self._ends(facts, table):
                continue
            key = time_of_row(facts, table)
            dialect = facts.schema.dialect.name
            by = f" {key.name} is the column to partition it by." if key and dialect != "sqlite" else ""
            work = "Vacuum, index builds" if dialect == "postgres" else "Backups, index builds"
            yield self.finding(
                table,
                f"{facts.name(table)} holds {later:,.0f} rows in {facts.horizon_months:g} months, in one table",
                f"{work} and the deletion of old rows then take hours.{by}",
                attributes=(key.id,) if key else (),
                evidence=FrozenMap(
                    {
                        "rows now": table.rows,
                        "rows per day": table.rows_per_day,
                        "rows at the horizon": round(later),
                        "horizon in months": facts.horizon_months,
                    }
                ),
            )

    def _ends(self, facts: Facts, entity: Entity) -> bool:
        """Whether the declared retention keeps it below the threshold."""
        if entity.retention_days is None or not entity.rows_per_day:
            return False
        return entity.rows_per_day * entity.retention_days < facts.thresholds.partition_rows
