"""TY024: a type too short for what the design says of its values."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import closed_list, constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.fixes import checks_on, widen
from designer.analysis.rule import all_but
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity


class TooShort(ColumnRule):
    """Type too short for the column's own values.

    A default, a value that a check allows, or a declared value has more characters than the type takes. The first
    row that needs it fails, on a path that nobody has tried; MySQL and MariaDB cut the value off where their strict
    mode is switched off. SQLite takes any length, whatever the type says, and is left alone.
    """

    code = "TY024"
    dialects = all_but("sqlite")
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/datatype-character.html"
    flagged = example(
        entity("jobs", "id bigint", "status varchar(6)", pk="id", checks=("status in ('new', 'running', 'done')",))
    )
    accepted = example(
        entity("jobs", "id bigint", "status varchar(7)", pk="id", checks=("status in ('new', 'running', 'done')",))
    )
    one = "is too short for its own values"
    many = "are too short for their own values"
    message = "The first row that needs the longer value fails."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts) if facts.schema.dialect.name != "sqlite" else ():
            kind = facts.type_of(column)
            if facts.family(column) != "text" or kind.length is None or kind.dimensions:
                continue
            longest = max(_values(facts, table, column), key=len, default="")
            if len(longest) > kind.length:
                fix = widen(facts, column, f"varchar({len(longest)})") if kind.base == "varchar" else ()
                yield Suspect(table, column, fix, shown={"value": longest, "characters": len(longest)})


def _values(facts: Facts, table: Entity, column: Attribute) -> Iterator[str]:
    dialect = facts.schema.dialect.name
    default = constant(column.default, dialect)
    if default is not None:
        yield default.rstrip()
    for share in column.values:
        if isinstance(share.value, str):
            yield share.value
    for text in checks_on(facts, table, column):
        found = closed_list(text, dialect)
        if found and found[0] in (column.name, "value"):
            yield from (value.rstrip() for value in found[1])
