"""What a measurement found, as values: times of this machine, at the scale that was made."""

from dataclasses import dataclass
from typing import Any

from designer.lab.planner.results import Plan

_NOISE_MS = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """One statement run. milliseconds: the median of its runs; blocks: pages it touched, `read` of them from files.

    rows: that it returned or changed; estimated: what the planner had expected.
    """

    milliseconds: float
    planning_ms: float
    rows: float
    estimated: float
    blocks: int
    read: int
    runs: int
    plan: Plan

    def as_json(self) -> dict[str, Any]:
        """The run for machines."""
        return {
            "milliseconds": round(self.milliseconds, 3), "planning_ms": round(self.planning_ms, 3),
            "rows": self.rows, "estimated_rows": self.estimated, "blocks": self.blocks, "blocks_read": self.read,
            "runs": self.runs, "indexes_used": list(self.plan.indexes), "plan": self.plan.root.as_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasuredStatement:
    """A statement before and after the new indexes. refused: why one of them is missing."""

    sql: str
    values: tuple[tuple[str, str], ...] = ()
    before: Run | None = None
    after: Run | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class MeasuredPattern:
    """A pattern before and after. Times are sums over its statements; None where one did not run."""

    id: str
    name: str
    frequency_per_minute: float | None
    statements: tuple[MeasuredStatement, ...]

    @property
    def before_ms(self) -> float | None:
        """Milliseconds without the new indexes."""
        return _sum([one.before for one in self.statements])

    @property
    def after_ms(self) -> float | None:
        """Milliseconds with them."""
        return _sum([one.after for one in self.statements])

    @property
    def factor(self) -> float | None:
        """How many times as fast it is afterwards; None where the two differ by no more than repetitions do."""
        before, after = self.before_ms, self.after_ms
        if before is None or not after or abs(before - after) < _NOISE_MS:
            return None
        return before / after


@dataclass(frozen=True, slots=True)
class MeasuredIndex:
    """A new index. refused: why it could not be made here."""

    sql: str
    bytes: int = 0
    milliseconds: float = 0.0
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table, how many rows were made, and how many are declared."""

    table: str
    made: int
    declared: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """All of it. share: made of the declared rows of the largest table, 0 to 1; stopped: why it ended early."""

    server: str
    share: float
    tables: tuple[TableRows, ...]
    patterns: tuple[MeasuredPattern, ...]
    indexes: tuple[MeasuredIndex, ...]
    notes: tuple[str, ...] = ()
    bytes: int = 0
    seconds: float = 0.0
    stopped: str | None = None

    @property
    def scale(self) -> str:
        """The scale in words, which stands wherever a figure does."""
        largest = max(self.tables, key=lambda one: one.declared, default=None)
        if largest is None:
            return "no rows"
        if largest.made >= largest.declared:
            return f"at the declared size: {largest.made:,} rows of {largest.table}"
        return (
            f"at {_percent(largest.made / largest.declared)} of the declared size: {largest.made:,} of"
            f" {largest.declared:,} rows of {largest.table}"
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `designer explain --measure --format json`."""
        return {
            "server": self.server, "scale": self.scale, "share": self.share, "bytes": self.bytes,
            "tables": [{"table": one.table, "made": one.made, "declared": one.declared} for one in self.tables],
            "indexes": [
                {"sql": one.sql, "bytes": one.bytes, "milliseconds": round(one.milliseconds, 1),
                 "refused": one.refused}
                for one in self.indexes
            ],
            "patterns": [
                {
                    "id": one.id, "name": one.name, "frequency_per_minute": one.frequency_per_minute,
                    "before_ms": one.before_ms, "after_ms": one.after_ms,
                    "factor": None if one.factor is None else round(one.factor, 2),
                    "statements": [
                        {"sql": each.sql, "values": dict(each.values), "refused": each.refused,
                         "before": each.before.as_json() if each.before else None,
                         "after": each.after.as_json() if each.after else None}
                        for each in one.statements
                    ],
                }
                for one in self.patterns
            ],
            "notes": list(self.notes), "stopped": self.stopped, "seconds": round(self.seconds, 2),
        }  # fmt: skip


def _sum(runs: list[Run | None]) -> float | None:
    found = [one.milliseconds for one in runs if one is not None]
    return round(sum(found), 3) if runs and len(found) == len(runs) else None


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
