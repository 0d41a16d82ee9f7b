"""What the engine says, as a value. Costs are planner cost units; weighted ones are per minute, by frequency."""

from dataclasses import dataclass

from designer.lab.planner import Plan
from designer.schema.changes import Change
from designer.schema.model import Index


@dataclass(frozen=True, slots=True)
class Served:
    """A pattern and what it costs once, before and after. uses: ids of the recommended indexes that its plan reads.

    frequency_per_minute: the declared one, else 1. implied: no pattern of the design, but what deleting a row does.
    before, after: the plan of its costliest statement; plans_after: of each statement.
    """

    pattern: str
    name: str
    frequency_per_minute: float
    cost_before: float | None
    cost_after: float | None
    before: Plan | None
    after: Plan | None
    uses: tuple[str, ...] = ()
    implied: bool = False
    refused: str | None = None
    plans_after: tuple[Plan | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommended:
    """An index to make. serves: names of patterns; costs: of those patterns, weighted by frequency.

    write_penalty: what keeping it up to date costs, in weighted cost units. change: adds it to the design.
    """

    index: Index
    entity: str
    table: str
    sql: str
    serves: tuple[str, ...]
    cost_before: float
    cost_after: float
    bytes: int
    write_penalty: float
    why: str
    change: Change


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that was not taken, and the reason."""

    sql: str
    why: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A statement that no index serves as it is written. costs: of the pattern as it is, and in the new form.

    index: SQL of an index that the new form wants beside the recommended ones; None where it needs none.
    """

    pattern: str
    sql: str
    why: str
    cost_before: float | None
    cost_after: float | None
    index: str | None = None


@dataclass(frozen=True, slots=True)
class NotProved:
    """An index that a rule proposes and the planner could not cost."""

    sql: str
    why: str
    table: str = ""
    serves: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Idle:
    """An index of the design that could go. change: drops it."""

    name: str
    table: str
    why: str
    bytes: int
    sql: str
    change: Change


@dataclass(frozen=True, slots=True)
class Fragile:
    """A recommended index that would not be one if the volumes were others; `why` holds the number that decides."""

    sql: str
    why: str


@dataclass(frozen=True, slots=True)
class Scaled:
    """The recommendation at other volumes: weighted costs without and with it, and what of it would no longer pay.

    same: the design declares nothing that could be another, so that these are the figures at the declared volumes.
    """

    cost_before: float
    cost_after: float
    storage_bytes: int
    fragile: tuple[Fragile, ...]
    same: bool = False


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The index set. baseline_cost and cost: of all patterns that could be planned, weighted by frequency.

    storage_bytes: of the recommended indexes. write_penalty: of all of them. robustness: by `rows_x0.1` and so on.
    """

    server: str
    baseline_cost: float
    cost: float
    storage_bytes: int
    write_penalty: float
    indexes: tuple[Recommended, ...]
    rejected: tuple[Rejected, ...]
    rewrites: tuple[Rewritten, ...]
    not_proved: tuple[NotProved, ...]
    existing: tuple[Idle, ...]
    patterns: tuple[Served, ...]
    robustness: tuple[tuple[str, Scaled], ...] = ()
    notes: tuple[str, ...] = ()
    candidates: int = 0
    questions: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything recommended, as changes to the design."""
        return tuple(one.change for one in self.indexes)
