"""CO024: yes, no and NULL."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import NotNull


class ThreeValuedFlag(ColumnRule):
    """A flag that may be NULL beside its default.

    With a default the column never needs NULL, and an explicit NULL still gets in. WHERE active and WHERE NOT active
    then both miss the row: two counts that should add up to the whole do not.

    Only booleans with a default count. Without one, NULL may mean that nobody knows, which is a value of its own. One
    finding lists them.
    """

    code = "CO024"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/functions-logical.html"
    flagged = example(entity("users", "id bigint", "active boolean default true", pk="id"))
    accepted = example(
        entity("users", "id bigint", "active boolean not null default true", "vegetarian boolean", pk="id")
    )
    one = "has a default, but still takes NULL beside yes and no"
    many = "have a default, but still take NULL beside yes and no"
    message = "A row with NULL is missed by the condition and by its opposite."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.family(column) != "boolean" or facts.is_required(table, column):
                continue
            if constant(column.default, facts.schema.dialect.name) in ("true", "false", "0", "1"):
                yield Suspect(table, column, (edits.alter(facts.schema, column.id, not_null=NotNull()),))
