"""CO034: a constant default on a unique column."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import checks_on
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_OF_ONE_ROW = frozenset({"setting", "config", "configuration", "preference", "system"})
_SAID = frozenset({"empty", "default", "blank"})
"""Words of a comment that tells what the one row without a value of its own is."""


class DefaultTaken(ColumnRule):
    """Constant default on a unique column.

    The default works once: the second row that leaves the value out is refused, as a duplicate of a value that nobody
    gave. Most often it is an empty string put there to get along with NOT NULL. Without it, leaving the value out is
    refused from the first row on, with a message that says why.

    A table that a CHECK keeps to one row has its one default rightly, and is left alone, as is a column whose comment
    says what its default or empty value stands for. A table of that column alone, or the key of one of settings, may
    be meant for one row: a hint, as where a flag is the key.
    """

    code = "CO034"
    confidence = Confidence.LIKELY  # one row may be meant to take it: a sentinel, a lock
    reference = "https://www.postgresql.org/docs/18/ddl-default.html"
    flagged = example(entity("users", "id bigint", "email text not null default ''", pk="id", unique="email"))
    accepted = example(
        entity("users", "id bigint", "email text not null", "role text default 'guest'", pk="id", unique="email"),
        entity("state", "only_row char(1) default 'x'", pk="only_row", checks=("only_row = 'x'",)),
    )
    one = "is unique, but has a default that only one row can take"
    many = "are unique, but have a default that only one row can take"
    alike = f"columns {many}"
    hints_apart = True
    message = "The second insert that leaves the value out is refused as a duplicate."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            value = constant(column.default, facts.schema.dialect.name)
            if value is None or checks_on(facts, table, column) or _is_explained(column):
                continue
            if facts.is_unique(table, (column.id,)):
                fix = (edits.alter(facts.schema, column.id, default=None),)
                lone = len(table.attributes) == 1 or facts.is_flag(column) or _is_of_settings(table, column)
                yield Suspect(
                    table, column, fix, shown={"default": value}, confidence=Confidence.HINT if lone else None
                )


def _is_of_settings(table: Entity, column: Attribute) -> bool:
    """Whether the default names the one row of a table of settings, by its key."""
    by_key = table.primary_key is not None and table.primary_key.columns == (column.id,)
    return by_key and stem(table.name)[-1] in _OF_ONE_ROW


def _is_explained(column: Attribute) -> bool:
    comment = column.comment or ""
    return bool(_SAID & set(words(comment))) or "空" in comment
