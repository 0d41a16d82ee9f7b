"""What tables need at their declared volumes: numbers that rules warn with and that the operations sheet acts on."""

from dataclasses import dataclass

from designer.schema.model import Entity
from designer.schema.schema import Schema

RESERVED_CONNECTIONS = 5
"""Kept for administration and monitoring."""
HORIZON_MONTHS = 36.0
"""How far ahead growth is looked at, where the requirements name no horizon."""
PARTITION_ROWS = 300_000_000
"""A table that reaches this size wants partitions."""
UPDATED_SHARE_PER_DAY = 0.1
"""A table of which so large a share is updated each day is update-heavy."""
VACUUM_SHARE = 0.2
"""Of a table's rows that are dead before autovacuum comes, as PostgreSQL is set up."""
VACUUM_MOST = 100_000_000
"""Dead rows for which autovacuum comes whatever the share, from PostgreSQL 18 on."""
DAYS_IN_A_MONTH = 30.44
_SMALLER_SHARES = (0.1, 0.05, 0.02, 0.01, 0.005)
_MANY_UPDATES_OF_A_ROW = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Those of the numbers that a team may set otherwise."""

    reserved_connections: int = RESERVED_CONNECTIONS
    horizon_months: float = HORIZON_MONTHS
    partition_rows: float = PARTITION_ROWS
    updated_share_per_day: float = UPDATED_SHARE_PER_DAY


USUAL = Upkeep()


def horizon_months(schema: Schema, upkeep: Upkeep = USUAL) -> float:
    """What the requirements say, else the usual."""
    return schema.requirements.horizon_months or upkeep.horizon_months


def rows_after(table: Entity, months: float) -> float | None:
    """Rows at the declared growth; None where no rows are declared."""
    if table.rows is None:
        return None
    net = (table.rows_per_day or 0) - (table.deletes_per_day or 0)
    return max(0.0, table.rows + net * months * DAYS_IN_A_MONTH)


def dead_rows_per_day(table: Entity) -> float:
    """An update leaves a dead row as a deletion does."""
    return (table.updates_per_day or 0) + (table.deletes_per_day or 0)


MOST_DEAD_ROWS = 1_000_000
"""Dead rows that vacuum should not wait for any longer, once it has a share of its own."""


def vacuum_share(rows: float, most_dead: float) -> float:
    """The scale factor with which vacuum comes before there are more than `most_dead` dead rows, as far as it goes."""
    return next((one for one in _SMALLER_SHARES if rows * one <= most_dead), _SMALLER_SHARES[-1])


def fillfactor_for(updates_per_row: float) -> int:
    """Percent of a page that is filled at first, for a table that is update-heavy. updates_per_row: each day."""
    return 80 if updates_per_row >= _MANY_UPDATES_OF_A_ROW else 90


def states(table: Entity, *settings: str) -> bool:
    """Whether the design itself sets one of these storage parameters of PostgreSQL."""
    own = table.options.get("postgres") or {}
    return any(setting in own for setting in settings)
