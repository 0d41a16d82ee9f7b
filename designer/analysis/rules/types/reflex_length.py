"""TY006: varchar(255) by reflex."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import ColumnRule, Placed, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity

_REFLEX = (255, 256)


class ReflexLength(ColumnRule):
    """varchar(255) by reflex.

    In PostgreSQL the limit saves nothing: text and varchar are stored alike. 255 was a limit of other systems, and
    says nothing about the value; the day a title of 256 characters comes, a form fails and the reason is
    no one's decision. Where a length is a rule of the business it belongs in the type or a CHECK, with its own number.

    One finding lists them, from four columns on, and only in PostgreSQL.
    """

    code = "TY006"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://wiki.postgresql.org/wiki/Don't_Do_This#Don.27t_use_varchar.28n.29_by_default"
    flagged = example(
        entity("posts", *(f"{name} varchar(255)" for name in ("title", "slug", "source", "city")), "id int", pk="id")
    )
    accepted = example(entity("posts", "id bigint", "title text", "slug varchar(80)", "city varchar(255)", pk="id"))
    one = "is limited to 255 characters for no stated reason"
    many = "are limited to 255 characters"
    message = "The limit saves nothing in PostgreSQL; where it is a rule, it deserves a number of its own."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "postgres":
            return
        for table, column in own_columns(facts):
            if facts.type_of(column).base == "varchar" and facts.type_of(column).length in _REFLEX:
                yield Suspect(table, column)

    def fold(self, facts: Facts, found: Sequence[Placed]) -> Iterator[Finding]:
        if len(found) >= facts.thresholds.reflex_columns:
            yield from super().fold(facts, found)
