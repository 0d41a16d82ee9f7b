"""GR004: a table that is updated all day, on pages that are full."""

from collections.abc import Iterator
from typing import Any

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity
from designer.schema.upkeep import fillfactor_for, states

_columns = ("id bigint", "seen_at timestamptz", "state text")
_often: dict[str, Any] = {"rows": 1_000_000, "updates_per_day": 5_000_000.0}


class NoRoomForUpdates(TableRule):
    """Update-heavy table whose pages are packed full.

    PostgreSQL writes an updated row as a new version. If the page has room and no indexed column changes, the new
    version stays on the page and no index is touched; if the page is full, it goes elsewhere, and every index of the
    table gets a new entry. A fillfactor below 100 leaves room.

    Told from declared rows and updates per day, where a tenth of the rows or more is updated each day. Tables whose
    declared updates all change an indexed column are left alone, since room would not help them; so are
    partitioned tables, whose partitions have the setting.
    """

    code = "GR004"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/storage-hot.html"
    flagged = example(entity("devices", *_columns, pk="id", **_often))
    accepted = example(
        entity("devices", *_columns, pk="id", options=FrozenMap({"postgres": {"fillfactor": "80"}}), **_often),
        entity("jobs", *_columns, pk="id", index="state", **_often),
        pattern("take a job", "UPDATE jobs SET state = 'taken' WHERE id = $1"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        for table in facts.tables:
            updates = table.updates_per_day or 0
            if not table.rows or table.partition_by or updates < facts.thresholds.busy_updates_per_day:
                continue
            share = updates / table.rows
            packed = share >= facts.thresholds.updated_share_per_day and not states(table, "fillfactor")
            if not packed or _always_indexed(facts, table):
                continue
            own = table.options.get("postgres") or {}
            factor = str(fillfactor_for(share))
            yield self.finding(
                table,
                f"{facts.name(table)} is updated {updates:,.0f} times a day and leaves no room for it",
                "On full pages a new version of a row goes elsewhere, with an entry in each index of the table, "
                f"{len(table.indexes) + len(table.keys)} in all. A fillfactor of {factor} keeps most on their page.",
                evidence=FrozenMap(
                    {"rows now": table.rows, "updates per day": updates, "updates per row": round(share, 2)}
                ),
                fix=(
                    edits.alter(
                        facts.schema,
                        table.id,
                        options=FrozenMap({**table.options, "postgres": FrozenMap({**own, "fillfactor": factor})}),
                    ),
                ),
            )


def _always_indexed(facts: Facts, table: Entity) -> bool:
    """Whether updates of the table are declared and each of them changes an indexed column."""
    indexed = {column for key in table.keys for column in key.columns}
    for index in table.indexes:
        indexed.update(key.column for key in index.keys if key.column)
    own = {one.id for one in table.attributes}
    changed = [
        statement.writes & own
        for parsed in facts.patterns
        for statement in parsed.statements
        if statement.kind == "update" and statement.writes & own
    ]
    return bool(changed) and all(one & indexed for one in changed)
