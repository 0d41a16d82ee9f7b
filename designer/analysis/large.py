"""Which tables are large enough for rules about what only large tables suffer from."""

from designer.analysis.facts import Facts
from designer.schema.model import Entity


def is_large(facts: Facts, table: Entity) -> bool:
    """Whether a table is declared to be large now, or at the declared growth within the horizon."""
    rows = facts.rows_in(table, facts.horizon_months)
    return max(rows or 0, table.rows or 0) >= facts.thresholds.large_table_rows
