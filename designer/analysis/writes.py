"""How often the indexes of a table are written to, as far as volumes and patterns say."""

from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.schema.model import Entity

_MINUTES = 24 * 60


def index_writes_per_day(facts: Facts, table: Entity) -> float:
    """Inserts a day, and updates that touch an indexed column: the declared ones, or those of the patterns if more.

    Declared updates count unless the patterns that update the table all leave its indexed columns alone.
    """
    indexed = _indexed(facts, table)
    inserts = updates = 0.0
    harmless = False
    for parsed in facts.patterns_on(table.id):
        rate = (parsed.pattern.frequency_per_minute or 0) * _MINUTES
        for statement in parsed.statements:
            if not any(use.entity == table.id and use.written for use in statement.tables):
                continue
            if statement.kind == "update" and not indexed & statement.writes:
                harmless = True
            elif statement.kind == "update":
                updates += rate
            elif statement.kind != "delete":
                inserts += rate
    declared = 0 if harmless and not updates else table.updates_per_day or 0
    return max(inserts, table.rows_per_day or 0) + max(updates, declared)


def _indexed(facts: Facts, table: Entity) -> frozenset[str]:
    """The columns that stand in an index, its predicate or its expressions."""
    found = {column for key in table.keys for column in key.columns}
    texts: list[str] = []
    for index in table.indexes:
        found |= {key.column for key in index.keys if key.column} | set(index.include)
        texts += [index.where or "", *(key.expression or "" for key in index.keys)]
    names = {name for text in texts for name in mentions(text, facts.schema.dialect.name)}
    return frozenset(found | {one.id for one in table.attributes if one.name in names})
