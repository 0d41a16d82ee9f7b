"""GR002: rows that have to go after a time, and nothing to find them by."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.retention import time_of_row, times_of
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_columns = ("id bigint", "created_at timestamptz not null", "body text")


class NoWayToDelete(TableRule):
    """Retention without a way to delete.

    Rows that are to go after ninety days have to be found first. Without an index that begins with their age every
    run of the clean-up reads the whole table, and without any column that says how old a row is it cannot run at all.
    Range partitions by time are the best way (a partition is dropped in an instant, and leaves nothing to vacuum); an
    index on the time is enough for smaller tables; in PostgreSQL BRIN will do where rows come in order of time.

    Reads the declared retention. Tables that are declared to stay small are left alone.
    """

    code = "GR002"
    severity = Severity.WARNING
    reference = "https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-OVERVIEW"
    flagged = example(entity("sessions", *_columns, pk="id", rows=5_000_000, retention_days=90))
    accepted = example(
        entity("sessions", *_columns, pk="id", index="created_at", rows=5_000_000, retention_days=90),
        entity("tokens", *_columns, pk="id", rows=500, retention_days=1),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            if table.retention_days is None or _stays_small(facts, table):
                continue
            times = times_of(facts, table)
            if _is_partitioned_by(table, times) or _is_indexed_by(table, times):
                continue
            column = time_of_row(facts, table)
            yield self.finding(
                table,
                f"Rows of {facts.name(table)} go after {table.retention_days:g} days, and nothing finds them",
                _message(facts, table, column, times),
                attributes=(column.id,) if column else (),
                evidence=FrozenMap(
                    {
                        "retention in days": table.retention_days,
                        "rows now": table.rows,
                        "columns that tell a time": ", ".join(one.name for one in times) or "none",
                    }
                ),
                fix=(edits.index(facts.schema, table.id, (column.id,)),) if column else (),
            )


def _stays_small(facts: Facts, table: Entity) -> bool:
    later = facts.rows_in(table, facts.horizon_months)
    return later is not None and max(later, table.rows or 0) <= facts.thresholds.small_table_rows


def _is_partitioned_by(table: Entity, times: tuple[Attribute, ...]) -> bool:
    if table.partition_by is None or table.partition_by.strategy != "range":
        return False
    first = table.partition_by.keys[:1]
    return any(key.expression or key.column in {one.id for one in times} for key in first)


def _is_indexed_by(table: Entity, times: tuple[Attribute, ...]) -> bool:
    ids = {one.id for one in times}
    indexed = any(index.columns[:1] and index.columns[0] in ids and not index.where for index in table.indexes)
    return indexed or any(key.columns[:1] and key.columns[0] in ids for key in table.keys)


def _message(facts: Facts, table: Entity, column: Attribute | None, times: tuple[Attribute, ...]) -> str:
    if column:
        dropped = "; partitions drop them" if facts.schema.dialect.name != "sqlite" else ""
        return f"Each clean-up reads all of {table.name}. An index on {column.name} finds them{dropped}."
    if times:
        return f"An index that begins with the one of {', '.join(one.name for one in times)} that says their age would."
    return "No column says how old a row is: the clean-up cannot tell which rows to delete."
