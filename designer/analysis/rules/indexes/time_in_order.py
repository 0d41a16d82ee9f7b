"""IX018: a B-tree on the time of rows that lie in the order of that time."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.needs import Need
from designer.analysis.part_indexes import is_whole, mentioned
from designer.analysis.paths import path_of
from designer.analysis.retention import time_of_row
from designer.schema import edits
from designer.schema.build import attribute, entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Index

_SORTED = frozenset({"timestamp", "date"})
_CORRELATION = 0.9
_FEW_ROWS = 1_000
_BYTES = 28
"""Of one entry of a B-tree over a time, with what pages hold besides entries."""
_taken = attribute("taken_at timestamptz not null", correlation=0.99)
_columns = ("id bigint", _taken, "value numeric")
_report = pattern(
    "a month's readings",
    "SELECT avg(value) FROM readings WHERE taken_at >= $1 AND taken_at < $2",
    per_minute=0.1,
)
_newest = pattern("newest", "SELECT id FROM readings ORDER BY taken_at DESC LIMIT 10", per_minute=10)


class TimeInOrder(ListedRule):
    """B-tree on a time, where rows lie in the order of that time.

    Rows that are only ever added lie on disk in the order in which they came. A BRIN index notes the earliest and the
    latest time of each 128 pages, and finds a range by that: it takes a thousandth of the space of a B-tree, and
    next to no work on insert. It gives no order and is slower for a few rows.

    Only in PostgreSQL, on tables that are declared to be large, where the declared correlation is high or the
    column is the time of arrival of rows that nobody updates or deletes, and where each declared pattern that mentions
    the column asks for a range of it, not for the newest or for a handful of rows.
    """

    code = "IX018"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "B-trees are on a time in whose order the rows lie"
    message = "A BRIN index finds a range of time there at a thousandth of the space."
    reference = "https://www.postgresql.org/docs/18/brin.html"
    flagged = example(entity("readings", *_columns, pk="id", index="taken_at", rows=400_000_000), _report)
    accepted = example(entity("readings", *_columns, pk="id", index="taken_at", rows=400_000_000), _report, _newest)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        for table in own_tables(facts):
            if (table.rows or 0) < facts.thresholds.large_table_rows:
                continue
            for index in table.indexes:
                column = _time(facts, table, index)
                why = _order(facts, table, column) if column else None
                users = [one for one in facts.needs_on(table.id) if column and column.id in mentioned(one)]
                if column and why and users and all(_wants_range(facts, one, column) for one in users):
                    yield self._finding(facts, table, index, column, why)

    def _finding(self, facts: Facts, table: Entity, index: Index, column: Attribute, why: str) -> Finding:
        return self.finding(
            index,
            f"{path_of(facts.schema, index).name} is a B-tree over {facts.name(table)}.{column.name}, as rows lie",
            f"Rows come in order of {column.name}, and patterns ask for ranges of it: BRIN serves those, and is tiny.",
            entity=table.id,
            attributes=(column.id,),
            evidence=FrozenMap(
                {
                    "column": f"{facts.name(table)}.{column.name}",
                    "rows declared": table.rows,
                    "in order, since": why,
                    "megabytes of the B-tree, about": round((table.rows or 0) * _BYTES / 1e6),
                }
            ),
            fix=(edits.alter(facts.schema, index.id, method="brin"),),
        )


def _time(facts: Facts, table: Entity, index: Index) -> Attribute | None:
    """The column of a plain B-tree over one time and nothing else."""
    if not is_whole(facts, index) or len(index.keys) != 1 or index.include or index.options:
        return None
    key = index.keys[0]
    if key.descending or key.nulls or key.operator_class or table.partition_by is not None:
        return None
    column = facts.schema.attribute(key.column or "")
    return column if facts.family(column) in _SORTED else None


def _order(facts: Facts, table: Entity, column: Attribute) -> str | None:
    """Why rows lie in the order of the column; None where that is not known."""
    if column.correlation is not None:
        return f"correlation {column.correlation:g}" if column.correlation >= _CORRELATION else None
    if table.updates_per_day or table.deletes_per_day or table.retention_days is not None or column.default is None:
        return None
    if any(need.block.kind in ("update", "delete") for need in facts.needs_on(table.id)):
        return None
    return "rows are added as they come, and stay" if time_of_row(facts, table) is column else None


def _wants_range(facts: Facts, need: Need, column: Attribute) -> bool:
    """Whether a statement asks for a range of the column in which many rows lie, and for no order by it."""
    few = need.pattern.rows is not None and need.pattern.rows < _FEW_ROWS and not need.block.aggregated
    often = (need.pattern.frequency_per_minute or 0) > facts.thresholds.hot_row_per_minute
    sorts = need.block.limited and any(key.attribute == column.id for key in need.block.sort)
    return column.id in {one.attribute for one in need.ranges} and not (few or often or sorts)
