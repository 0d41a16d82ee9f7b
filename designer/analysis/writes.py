"""How often a table is written to, as far as volumes and patterns say."""

from designer.analysis.facts import Facts
from designer.schema.model import Entity

_MINUTES = 24 * 60


def writes_per_day(facts: Facts, table: Entity) -> float:
    """Inserts and updates a day: the declared ones, or those of the patterns that write, whichever is more."""
    declared = (table.rows_per_day or 0) + (table.updates_per_day or 0)
    by_patterns = sum(
        (parsed.pattern.frequency_per_minute or 0) * _MINUTES
        for parsed in facts.patterns
        for statement in parsed.statements
        if any(use.entity == table.id and use.written for use in statement.tables) and statement.kind != "delete"
    )
    return max(declared, by_patterns)
