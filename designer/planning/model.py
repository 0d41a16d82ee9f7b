"""What a plan is: steps that go forward and back, and what is said of each."""

from dataclasses import dataclass, field
from typing import Any, Literal

from designer.schema.change_json import changes_to_json
from designer.schema.changes import Change
from designer.schema.schema import Schema

Strategy = Literal["direct", "online", "expand-contract"]
Phase = Literal["direct", "expand", "backfill", "validate", "switch", "contract"]

STRATEGIES: tuple[Strategy, ...] = ("direct", "online", "expand-contract")


class CannotPlan(ValueError):
    """There is no way between the two designs; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to plan.

    target_version: PostgreSQL's major version. lock_timeout: how long a statement may queue for its lock, and with it
    everybody behind. small_rows: up to so many declared rows a table counts as small, and a scan or rewrite of it as
    nothing. batch_rows: rows that one batch of a backfill takes.
    """

    strategy: Strategy = "direct"
    target_version: int = 18
    lock_timeout: str = "5s"
    small_rows: int = 10_000
    batch_rows: int = 5_000


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that a step takes and what others cannot do meanwhile."""

    relation: str
    mode: str

    @property
    def blocks(self) -> str:
        """What waits for it, in words."""
        return BLOCKS[self.mode]

    def as_json(self) -> dict[str, str]:
        """The lock in the shape of the contract."""
        return {"relation": self.relation, "mode": self.mode, "blocks": self.blocks}


BLOCKS = {
    "ACCESS SHARE": "nothing but ACCESS EXCLUSIVE",
    "ROW SHARE": "nothing but exclusive locks",
    "ROW EXCLUSIVE": "schema changes",
    "SHARE UPDATE EXCLUSIVE": "schema changes and VACUUM",
    "SHARE": "writes",
    "SHARE ROW EXCLUSIVE": "writes",
    "EXCLUSIVE": "writes",
    "ACCESS EXCLUSIVE": "reads and writes",
    "METADATA, INSTANT": "schema changes",
    "METADATA, INPLACE": "schema changes",
    "SHARED, INPLACE": "writes",
    "SHARED, COPY": "writes",
    "EXCLUSIVE METADATA": "reads and writes",
}
"""The lock modes, the weakest first, and what each keeps waiting: PostgreSQL's, then what MySQL and MariaDB do while
they change a table by one of their algorithms."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something to know before a step runs; mend: what to do about it."""

    code: str
    message: str
    mend: str = ""
    severity: Literal["error", "warning", "info"] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file of a migration.

    up, down: statements, in order. A step that is not transactional has one statement in each direction.
    locks, locks_back: what the way forward takes and what the way back does.
    after: the design that the database holds when the step is done; None while helpers of the migration (triggers,
    copies of columns) are there that are in neither design.
    """

    title: str
    phase: Phase = "direct"
    up: tuple[str, ...]
    down: tuple[str, ...]
    transactional: bool = True
    locks: tuple[Lock, ...] = ()
    locks_back: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    estimate_seconds: float | None = None
    irreversible: str | None = None
    rollback_point: bool = True
    before: Schema | None = field(default=None, repr=False, compare=False)
    after: Schema | None = field(default=None, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """The step in the shape of the contract."""
        return {
            "title": self.title,
            "phase": self.phase,
            "up": list(self.up),
            "down": list(self.down),
            "transactional": self.transactional,
            "locks": [one.as_json() for one in self.locks],
            "locks_back": [one.as_json() for one in self.locks_back],
            "rewrites": list(self.rewrites),
            "scans": list(self.scans),
            "hazards": [
                {"code": one.code, "message": one.message, "mend": one.mend, "severity": one.severity}
                for one in self.hazards
            ],
            "estimate_seconds": self.estimate_seconds,
            "irreversible": self.irreversible,
            "rollback_point": self.rollback_point,
        }


@dataclass(frozen=True, slots=True)
class Survival:
    """One access pattern, and how it fared in each phase: "ok", or the server's words."""

    access_pattern: str
    version: Literal["old", "new"]
    phases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The way from `before` to `after`.

    notices: what will differ from `after` when all has run, one sentence each, said beforehand.
    """

    before: Schema = field(repr=False)
    after: Schema = field(repr=False)
    options: Options
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]
    notices: tuple[str, ...] = ()

    @property
    def irreversible(self) -> tuple[str, ...]:
        """Why data cannot come back, for each step of which that is so."""
        return tuple(step.irreversible for step in self.steps if step.irreversible)

    def as_json(self) -> dict[str, Any]:
        """The document of `designer plan --format json`, without survival and proof."""
        return {
            "changes": changes_to_json(self.changes),
            "strategy": self.options.strategy,
            "steps": [step.as_json() for step in self.steps],
            "notices": list(self.notices),
        }
