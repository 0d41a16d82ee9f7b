"""How the database is used: access patterns, invariants, requirements."""

from dataclasses import dataclass
from typing import Any

from designer.schema.fields import prop
from designer.schema.frozen import EMPTY, FrozenMap

INVARIANT_KINDS = (
    "no overlap", "at most one", "exactly one", "non-negative", "ordered", "counter", "queue", "unique among", "sum",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    type: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPattern:
    """Statements that run together, how often, and how fast they have to be."""

    id: str = ""
    name: str
    statements: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    frequency_per_minute: float | None = None
    latency_ms: float | None = None
    rows: int | None = None
    owner: str | None = None
    notes: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    id: str = ""
    kind: str = prop(choices=INVARIANT_KINDS)
    entity: str = prop(ref="entity")
    attributes: tuple[str, ...] = prop((), ref="attribute")
    scope: tuple[str, ...] = prop((), ref="attribute")
    where: str | None = None
    text: str = ""
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What the system around the database asks of it; None is "not said", never assumed."""

    deployment: str | None = prop(None, choices=("single", "distributed"))
    tenancy: str | None = prop(None, doc="The name of the tenant column, in a multi-tenant design.")
    recovery: str | None = prop(None, choices=("soft delete", "history", "none"))
    rpo_minutes: float | None = None
    rto_minutes: float | None = None
    backup_retention_days: float | None = None
    horizon_months: float | None = None
    max_connections: int | None = None
    processes: int | None = None
    pool_size: int | None = None
    backup: FrozenMap | None = None
    replica_reads: bool | None = None
    replica_lag_seconds: float | None = prop(None, sparse=True, doc="How old an answer of a replica may be.")
    monitoring: FrozenMap | None = prop(
        None, sparse=True, doc="What is watched, and by what, in any words: connections, replica lag, backups, …"
    )
    x: FrozenMap = prop(EMPTY, sparse=True)
