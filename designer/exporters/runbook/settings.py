"""Which statements to record as slow, and how many connections to open, from what is declared."""

import math
from dataclasses import dataclass

from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.schema.upkeep import USUAL, Upkeep

HEADROOM = 3
"""Connections for each one that is busy on average: requests come in bunches."""
PATIENCE = 20
"""A statement that takes so many times the longest target is ended."""
_LEAST_TIMEOUT_MS = 5_000


@dataclass(frozen=True, slots=True)
class SlowQueries:
    """From the latency targets, in milliseconds. over: what is slower misses every target, and is always recorded.

    sampled_over: what is slower misses the strictest target, and is recorded for a share of the statements.
    timeout: what ends a statement of the application.
    """

    over: float
    sampled_over: float
    timeout: float
    patterns: tuple[AccessPattern, ...]

    @property
    def is_uniform(self) -> bool:
        """Whether all have the same target."""
        return self.over == self.sampled_over


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections. busy: on average, by Little's law (rate × time, at the targets), None where no rate is declared.

    wanted: with headroom; per_process: the pool of one process; allowed: what the server has for the application.
    through_pooler: whether not even one connection for each process fits. reasons: each number's source, in words.
    """

    busy: float | None
    wanted: int | None
    per_process: int | None
    allowed: int | None
    through_pooler: bool
    reasons: tuple[str, ...]


def slow_queries(schema: Schema) -> SlowQueries | None:
    """None where no access pattern has a latency target."""
    timed = tuple(
        sorted((one for one in schema.access_patterns if one.latency_ms), key=lambda one: one.latency_ms or 0)
    )
    if not timed:
        return None
    least, most = timed[0].latency_ms or 0, timed[-1].latency_ms or 0
    return SlowQueries(most, least, max(_LEAST_TIMEOUT_MS, most * PATIENCE), timed)


def pool(schema: Schema, upkeep: Upkeep = USUAL) -> Pool:
    """What the rates, targets and the connection budget come to; whatever is not declared stays open."""
    needs = schema.requirements
    counted = [one for one in schema.access_patterns if one.frequency_per_minute and one.latency_ms]
    reasons = []
    busy = wanted = allowed = per_process = None
    if counted:
        busy = sum((one.frequency_per_minute or 0) / 60 * (one.latency_ms or 0) / 1000 for one in counted)
        wanted = max(2, math.ceil(busy * HEADROOM))
        them = (
            "patterns at their rates and targets keep" if len(counted) > 1 else "pattern at its rate and target keeps"
        )
        reasons.append(
            f"{len(counted)} access {them} {busy:.2f} connections busy; {HEADROOM} times that, and 2 at least,"
            f" make {wanted}."
        )
    if needs.max_connections:
        allowed = max(0, needs.max_connections - upkeep.reserved_connections)
        reasons.append(
            f"The server takes {needs.max_connections} connections, {upkeep.reserved_connections} of them kept for "
            f"administration and monitoring: {allowed} for the application."
        )
    if needs.processes:
        per_process = _share(needs.processes, wanted, allowed, needs.pool_size, reasons)
    crowded = bool(allowed is not None and needs.processes and needs.processes > allowed)
    return Pool(busy, wanted, per_process, allowed, crowded, tuple(reasons))


def _share(
    processes: int, wanted: int | None, allowed: int | None, declared: int | None, reasons: list[str]
) -> int | None:
    """The pool of one process: as large as the load wants, never larger than its share of the server."""
    most = max(1, allowed // processes) if allowed is not None else None
    if wanted is None:
        if declared and most is not None and declared > most:
            reasons.append(f"Pools of {declared} in {processes} processes are more than that: {most} each fit.")
        return most if declared is None or (most is not None and most < declared) else declared
    share = max(2, math.ceil(wanted / processes))
    share = min(share, most) if most is not None else share
    reasons.append(f"Among {processes} processes that is a pool of {share} each.")
    if declared and declared != share:
        reasons.append(f"The requirements say {declared}.")
    return share
