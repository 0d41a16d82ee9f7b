"""GR011: limits that are declared, and that nobody is said to watch."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject, evidence_table
from designer.analysis.rule import Rule
from designer.exporters.runbook import Watch, unwatched
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Requirements

_orders = entity("orders", "id bigint", "total numeric(12,2)", pk="id")
_read = pattern("an order", "SELECT total FROM orders WHERE id = $1", per_minute=900, latency_ms=20)
_watched = FrozenMap({"slow queries": "pg_stat_statements, each hour", "connections": "alarm at 80 %"})


class NothingWatches(Rule):
    """Limit that is declared, and that nobody is said to watch.

    A target of 20 ms, a loss of five minutes, a hundred connections: each is a promise about every day to come, and
    is broken unnoticed unless something looks. The evidence holds, for each limit, the number to act at, computed from
    what is declared, and for PostgreSQL, MySQL and MariaDB a query that shows where it stands; the operations sheet
    holds them as well.

    Reads the requirements and the targets of the access patterns. What the description of the monitoring says in any
    words about slow queries, connections, backups or the lag of replicas is believed. A design without limits has
    none to watch. Nothing is known of what really runs, so this is a hint.
    """

    code = "GR011"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/monitoring-stats.html"
    flagged = example(_orders, _read, Requirements(max_connections=100))
    accepted = example(_orders, _read, Requirements(max_connections=100, monitoring=_watched))

    def check(self, facts: Facts) -> Iterator[Finding]:
        open_ends = [one for one in unwatched(facts.schema, limits=True) if one.limited]
        if not open_ends:
            return
        names = enumerated([one.name for one in open_ends], shown=4)
        described = bool(facts.schema.requirements.monitoring)
        number = len(open_ends)
        limits = "a limit is" if number == 1 else f"{number} limits are"
        yield Finding(
            code=self.code,
            severity=self.severity,
            confidence=self.confidence,
            subject=Subject(object="requirements"),
            title=f"{limits.capitalize()} declared, and nothing is said to watch {'it' if number == 1 else 'them'}: "
            f"{names}",
            message="The monitoring that is described says nothing of it."
            if described
            else "No monitoring is described. A limit that nobody looks at is found broken by whoever it hurts.",
            evidence=evidence_table(("watch", "because", "act when", "query"), [_row(one) for one in open_ends]),
            reference=self.reference,
        )


def _row(one: Watch) -> tuple[str, str, str, str | None]:
    return one.name, one.because, one.alarm, one.sql
