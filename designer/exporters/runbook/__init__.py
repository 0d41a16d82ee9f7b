"""What it takes to run a design: integrity checks, settings, recovery and maintenance, from what is declared.

The parts are values; `designer.exporters.operations` writes them down.
"""

from designer.exporters.runbook.integrity import IntegrityCheck, integrity_checks
from designer.exporters.runbook.maintenance import TableNote, table_notes
from designer.exporters.runbook.recovery import Recovery, recovery
from designer.exporters.runbook.settings import Pool, SlowQueries, pool, slow_queries
from designer.exporters.runbook.watching import Watch, unwatched, watches

__all__ = [
    "IntegrityCheck",
    "Pool",
    "Recovery",
    "SlowQueries",
    "TableNote",
    "Watch",
    "integrity_checks",
    "pool",
    "recovery",
    "slow_queries",
    "table_notes",
    "unwatched",
    "watches",
]
