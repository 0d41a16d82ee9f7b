"""GR005: a large table that autovacuum, as it is set, visits too late."""

from collections.abc import Iterator
from math import inf
from typing import Any

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect
from designer.schema.upkeep import MOST_DEAD_ROWS, VACUUM_MOST, VACUUM_SHARE, dead_rows_per_day, states, vacuum_share

_columns = ("id bigint", "state text")
_SETTINGS = ("autovacuum_vacuum_scale_factor", "autovacuum_vacuum_threshold", "autovacuum_vacuum_max_threshold")
_FIRST_WITH_MOST = 18
_BUSY: dict[str, Any] = {"rows": 200_000_000, "updates_per_day": 2_000_000.0}


class LateVacuum(TableRule):
    """Large busy table that autovacuum visits too late.

    By default a table is vacuumed once a fifth of its rows is dead, from PostgreSQL 18 on also once 100 million are. On
    200 million rows that is 40 million: until then the table and its indexes grow, and the vacuum that comes at last
    runs for hours. A smaller share for this table makes many short runs of one long one.

    Told from declared rows, updates and deletes per day. Tables that state their own setting are left alone; so are
    partitioned tables, whose partitions have it, and tables with few changes.
    """

    code = "GR005"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/runtime-config-vacuum.html"
    flagged = example(entity("accounts", *_columns, pk="id", **_BUSY))
    accepted = example(
        entity(
            "accounts",
            *_columns,
            pk="id",
            options=FrozenMap({"postgres": {"autovacuum_vacuum_scale_factor": "0.01"}}),
            **_BUSY,
        ),
        entity("people", *_columns, pk="id", rows=100_000, updates_per_day=2_000_000.0),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        limit = facts.thresholds.dead_rows_before_vacuum
        for table in facts.tables:
            dead = dead_rows_per_day(table)
            waits_for = min((table.rows or 0) * VACUUM_SHARE, _most(facts.schema.dialect))
            quiet = waits_for < limit or dead < facts.thresholds.busy_updates_per_day
            if quiet or table.partition_by or states(table, *_SETTINGS):
                continue
            share = vacuum_share(table.rows or 0, MOST_DEAD_ROWS)
            own = table.options.get("postgres") or {}
            yield self.finding(
                table,
                f"Autovacuum waits for {waits_for:,.0f} dead rows in {facts.name(table)}",
                f"At {dead:,.0f} a day it comes every {waits_for / dead:,.0f} days and then has a long way to go. "
                f"A share of {share:g} makes that {(table.rows or 0) * share:,.0f} rows.",
                evidence=FrozenMap(
                    {"rows now": table.rows, "dead rows per day": dead, "dead rows before vacuum": round(waits_for)}
                ),
                fix=(
                    edits.alter(
                        facts.schema,
                        table.id,
                        options=FrozenMap(
                            {**table.options, "postgres": FrozenMap({**own, _SETTINGS[0]: f"{share:g}"})}
                        ),
                    ),
                ),
            )


def _most(dialect: Dialect) -> float:
    """Dead rows for which autovacuum comes, however large the table; newer servers have such a number."""
    version = (dialect.version or "").split(".")[0]
    return inf if version.isdecimal() and int(version) < _FIRST_WITH_MOST else VACUUM_MOST
