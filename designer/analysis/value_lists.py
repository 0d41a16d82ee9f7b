"""The closed list of values that a column takes, whatever says so: an enum, MySQL's ENUM, or a check."""

from designer.analysis.expressions import closed_list
from designer.analysis.facts import Facts
from designer.schema.model import Attribute, Entity
from designer.sql.identifiers import read_string


def listed_values(facts: Facts, table: Entity, column: Attribute) -> tuple[str, ...]:
    """The values in their order; none where nothing closes the column."""
    dialect = facts.schema.dialect.name
    if facts.family(column) == "enum":
        enum = facts.enum_of(column)
        if enum is not None:
            return tuple(one.value for one in enum.values)
        return tuple(read_string(one, dialect) for one in facts.type_of(column).modifiers)
    if table.checks:
        named = facts.kept(_checked, table).get(column.name.lower())
        if named:
            return named
    domain = facts.domain_of(column)
    lists = (closed_list(check.expression, dialect) for check in (domain.checks if domain else ()))
    return next((one[1] for one in lists if one), ())


def _checked(facts: Facts, table: Entity) -> dict[str, tuple[str, ...]]:
    """By a column's name in lower case, the values that a check of the table lets in."""
    lists = (closed_list(check.expression, facts.schema.dialect.name) for check in table.checks)
    return {one[0].lower(): one[1] for one in lists if one}
