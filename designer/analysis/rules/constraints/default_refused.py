"""CO023: a default that the table's own rules refuse."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import closed_list, constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.fixes import checks_on
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity


class DefaultRefused(ColumnRule):
    """Default that the table's own rules refuse.

    The default is none of the values that the column's CHECK lists. It looks like a value somebody cared for, and fails
    on the path where nobody gave one, often after the list was changed.

    Defaults that are computed, and checks that are no plain list of values, are left alone.
    """

    code = "CO023"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/ddl-default.html"
    flagged = example(
        entity("jobs", "id bigint", "state text default 'new'", pk="id", checks=("state in ('open', 'done')",))
    )
    accepted = example(
        entity("jobs", "id bigint", "state text default 'open'", pk="id", checks=("state in ('open', 'done')",))
    )
    one = "has a default that the table refuses"
    many = "have a default that their table refuses"
    message = "An insert that leaves the value out fails."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            value = constant(column.default, facts.schema.dialect.name)
            if value is None:
                continue
            fix = (edits.alter(facts.schema, column.id, default=None),)
            allowed = _allowed(facts, table, column)
            if allowed is not None and value not in allowed:
                why = f"The default {value!r} is none of {', '.join(repr(one) for one in allowed)}."
                yield Suspect(table, column, fix, shown={"default": value, "allowed": allowed}, message=why)


def _allowed(facts: Facts, table: Entity, column: Attribute) -> tuple[str, ...] | None:
    dialect = facts.schema.dialect.name
    for text in checks_on(facts, table, column):
        found = closed_list(text, dialect)
        if found and found[0] in (column.name, "value") and not facts.enum_of(column):
            return found[1]
    return None
