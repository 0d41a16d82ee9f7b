"""TY032: a long list of values in a type."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.value_lists import listed_values
from designer.schema.build import entity
from designer.schema.model import Enum, EnumValue

_MANY = 15
_SHOWN = 8


def _enum(name: str, count: int) -> Enum:
    return Enum(name=name, values=tuple(EnumValue(value=f"{name}{number}") for number in range(count)))


class GrowingList(ColumnRule):
    """Long list of values that only a migration changes.

    A handful of states that programs branch on belongs into a type or a CHECK. Fifteen and more are a list of things,
    and such lists grow: each new value is a migration and a deployment, PostgreSQL can add a value to an enum and never
    take one away, MySQL changes the definition of each table, and nothing has a place for what is known of a value
    (its label, its order, whether it is still in use). A table of values with a foreign key takes a row instead.

    Told from the number of values of an enum, of MySQL's ENUM, and of a CHECK. Lists of fixed length in the world
    (weekdays, months) are shorter. All of a design make one hint.
    """

    code = "TY032"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/datatype-enum.html"
    flagged = example(_enum("kind", 18), entity("events", "id bigint", "kind kind", pk="id"))
    accepted = example(_enum("kind", 8), entity("events", "id bigint", "kind kind", pk="id"))
    one = "takes one of many values, which only a migration changes"
    many = "take one of many values, which only a migration changes"
    message = "A long list grows: in a table of its own a new value is a row, and has a place for what is known of it."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            values = listed_values(facts, table, column)
            if len(values) >= _MANY:
                some = ", ".join(values[:_SHOWN])
                yield Suspect(table, column, shown={"values": len(values), "such as": some})
