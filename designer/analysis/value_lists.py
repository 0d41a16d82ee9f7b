"""The closed list of values that a column takes, whatever says so: an enum, MySQL's ENUM, or a check."""

from designer.analysis.expressions import closed_list
from designer.analysis.facts import Facts
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import read_string


def listed_values(facts: Facts, table: Entity, column: Attribute) -> tuple[str, ...]:
    """The values in their order; none where the column is open, or the list is that of a reference."""
    enum = facts.enum_of(column)
    if enum is not None:
        return tuple(one.value for one in enum.values)
    kind = facts.type_of(column)
    if kind.base in ("enum", "set"):
        return tuple(read_string(one, facts.schema.dialect.name) for one in kind.modifiers)
    domain = facts.domain_of(column)
    for check in (*table.checks, *(domain.checks if domain else ())):
        found = closed_list(check.expression, facts.schema.dialect.name)
        if found and found[0].lower() in (column.name.lower(), "value"):
            return found[1]
    return ()
