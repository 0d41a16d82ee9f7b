"""GR003: more connections than the server takes."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, Subject
from designer.analysis.rule import Rule, all_but
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Requirements

_table = entity("orders", "id bigint", pk="id")


class ConnectionBudget(Rule):
    """Processes that may open more connections than the server takes.

    Every process of the application keeps a pool of its own. When processes times pool size is more than
    max_connections, the last process to start is refused, and so is the person who wants to look why. Keep a
    reserve for administration, and put a pooler in front when processes must be many (PgBouncer for PostgreSQL,
    ProxySQL for MySQL).

    Reads the requirements; where one of the three numbers is not given, nothing is assumed. SQLite has no server that
    could refuse one.
    """

    code = "GR003"
    dialects = all_but("sqlite")
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/runtime-config-connection.html#GUC-MAX-CONNECTIONS"
    flagged = example(_table, Requirements(processes=40, pool_size=10, max_connections=200))
    accepted = example(_table, Requirements(processes=8, pool_size=10, max_connections=100))

    def check(self, facts: Facts) -> Iterator[Finding]:
        wanted = facts.schema.requirements
        served = facts.schema.dialect.name != "sqlite"
        if not (served and wanted.processes and wanted.pool_size and wanted.max_connections):
            return
        opened = wanted.processes * wanted.pool_size
        allowed = wanted.max_connections - facts.thresholds.reserved_connections
        if opened <= allowed:
            return
        yield Finding(
            code=self.code,
            severity=self.severity if opened > wanted.max_connections else Severity.WARNING,
            confidence=self.confidence,
            subject=Subject(object="requirements"),
            title=f"{wanted.processes} processes with pools of {wanted.pool_size} want {opened} connections",
            message=f"The server takes {wanted.max_connections}, of which {facts.thresholds.reserved_connections} are "
            f"kept for administration. {_way_out(allowed, wanted.processes)}",
            evidence=FrozenMap({"wanted": opened, "max connections": wanted.max_connections}),
            reference=self.reference,
        )


def _way_out(allowed: int, processes: int) -> str:
    if allowed >= processes:
        return f"A pool of {allowed // processes} for each process would fit."
    return "Not even a pool of one for each process would fit: a pooler in front of the server shares what there is."
