"""CO039: a default that says something nobody knows."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant, mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_NEVER = ("0000-00-00", "0001-01-01", "1000-01-01", "1753-01-01", "1900-01-01", "1970-01-01")
_BEGINNINGS = frozenset("from since start starts begin begins effective valid epoch".split())
_OF_THE_THING = frozenset("birth birthday birthdate born dob due deadline".split())
_NOW = frozenset("now current_timestamp current_date localtimestamp getdate sysdatetime sysutcdatetime sysdate "
                 "systimestamp getutcdate curdate".split())  # fmt: skip
_ONE_DAY = "a date at which nothing happened"
_TODAY = "the day of the insert, which is another day"
_NOTHING = "an empty text beside NULL"
_MESSAGES = {
    _ONE_DAY: "Averages, ages and “before” take the date for a real one; NULL says that there is none.",
    _TODAY: "A row that says nothing gets the day it was entered on, and nobody can tell it from a real one.",
    _NOTHING: "NULL and '' both mean that there is no value: each look-up has to ask for two.",
}


class DefaultLies(ColumnRule):
    """Default that says something nobody knows.

    A default stands where nobody said anything. A first of January 1900 for "no date" is a date to every comparison and
    average; today for a birthday or a deadline is wrong nearly always, and looks right; an empty text in a column that
    may be NULL makes two ways of saying nothing, and WHERE x IS NULL finds half. NULL says that nothing is known.

    A beginning of validity may well lie at the start of time, `9999-12-31` marks an open end on purpose, and Oracle
    keeps an empty text as NULL: those are left alone, and so is a default of the day where the column says when the
    row was made, or until when something is held. All of a design make one hint.
    """

    code = "CO039"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-default.html"
    flagged = example(entity("people", "id bigint", "left_on date default '1900-01-01'", pk="id"))
    accepted = example(
        entity("people", "id bigint", "left_on date", "created_on date default now()", "note text", pk="id"),
        entity("rates", "id bigint", "valid_from date default '1900-01-01'", "name text not null default ''", pk="id"),
    )
    one = "has a default that says something nobody knows"
    many = "have a default that says something nobody knows"
    always_listed = True
    message = "A default stands where nothing was said; only NULL says so."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            lie = _lie(facts, table, column) if column.default and not column.generated else None
            if lie:
                free = not facts.is_required(table, column)
                fix = (edits.alter(facts.schema, column.id, default=None),) if free else ()
                shown = {"default": column.default, "stands for": lie}
                yield Suspect(table, column, fix, shown=shown, message=_MESSAGES[lie])


def _lie(facts: Facts, table: Entity, column: Attribute) -> str | None:
    """What the default pretends, or None."""
    dialect = facts.schema.dialect.name
    family, parts = facts.family(column), set(words(column.name))
    value = constant(column.default, dialect)
    if family in ("date", "timestamp"):
        if value is not None:
            return _ONE_DAY if value.startswith(_NEVER) and not parts & _BEGINNINGS else None
        made = {one.lower() for one in mentions(column.default, dialect)}
        bare = len(made - {"date", "timestamp", "timestamptz", "at", "time", "zone"}) == 1
        return _TODAY if made & _NOW and bare and parts & _OF_THE_THING and _adds_nothing(column) else None
    if family == "text" and value == "" and dialect != "oracle" and not facts.is_required(table, column):
        return _NOTHING
    return None


def _adds_nothing(column: Attribute) -> bool:
    """Whether the default is the moment itself, and not one some days later."""
    return not {"+", "-", "interval"} & set((column.default or "").lower().replace("(", " ").split())
