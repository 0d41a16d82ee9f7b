"""CO024: yes, no and NULL."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant, tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.vocabulary import head, means_flag
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity, NotNull
from designer.sql.identifiers import read_identifier

_SORTS = frozenset(
    "mode level type kind status state count number style class group rank theme skin color colour category step stage "
    "gender sex priority grade position size weight cause reason code score rating".split()
)
"""What a number of one digit is called that says which, or how many."""
_RUN_TOGETHER = ("style", "type", "mode", "level", "status", "kind", "class")
"""The same at the end of a longer word: `combatstyle`."""


class ThreeValuedFlag(ColumnRule):
    """A flag that may be NULL beside its default.

    With a default the column never needs NULL, and an explicit NULL still gets in. WHERE active and WHERE NOT active
    then both miss the row: two counts that should add up to the whole do not.

    Only booleans with a default count. Without one, NULL may mean that nobody knows, which is a value of its own. Nor
    do those that a check asks about NULL, or that stand in a unique key: there NULL is what lets a row that no longer
    counts repeat; nor is a small number called mode or level a flag. An unsigned tinyint(1), which is not what MySQL
    calls BOOLEAN, is taken for one only where its name says so (`is_sent`), else it is a hint. One finding lists them.
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
    always_listed = hints_apart = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if not _is_flag(facts, column) or facts.is_required(table, column):
                continue
            if _is_thought_of(facts, table, column):
                continue
            if constant(column.default, facts.schema.dialect.name) in ("true", "false", "0", "1"):
                fix = (edits.alter(facts.schema, column.id, not_null=NotNull()),)
                doubtful = not facts.is_flag(column) and not means_flag(column.name)
                yield Suspect(table, column, fix, confidence=Confidence.HINT if doubtful else None)


def _is_flag(facts: Facts, column: Attribute) -> bool:
    """Whether a column says yes or no, be it by an unsigned tinyint(1), and not by its name which or how many."""
    if facts.schema.dialect.name not in ("mysql", "mariadb"):
        return facts.is_flag(column)
    kind = facts.type_of(column)
    sorts = head(column.name) in _SORTS or column.name.lower().endswith(_RUN_TOGETHER)
    return kind.base == "tinyint" and kind.modifiers == ("1",) and not sorts


def _is_thought_of(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether NULL has a meaning that the table's own constraints rest on."""
    if any(path.unique and column.id in path.columns for path in facts.access_paths(table.id)):
        return True
    dialect = facts.schema.dialect.name
    return any(_rests_on_null(check.expression, column.name, dialect) for check in table.checks)


def _rests_on_null(expression: str, name: str, dialect: str) -> bool:
    """Whether a check asks if the column is NULL, or takes no other value than yes: `CHECK (active)`."""
    tokens = [one for one in tokens_of(expression, dialect) if one.text not in ("(", ")")]
    words = [one.text.lower() for one in tokens]
    places = [place for place, one in enumerate(tokens) if read_identifier(one.text, dialect) == name]
    return bool(places) and (len(tokens) == 1 or any(words[place + 1 : place + 2] == ["is"] for place in places))
