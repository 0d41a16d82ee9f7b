"""TY023: time with time zone."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.words import words

_ZONELESS = frozenset({"utc", "gmt"})
_IN_UTC = "Its name says UTC, so that the offset is always the same: time holds as much."


class TimeWithZone(ColumnRule):
    """A time of day with a time zone.

    The offset of a zone depends on the day, and a time of day has none: in summer the stored offset is another than
    in winter, and no date tells which. Either it is a moment (timestamptz), or a time on a wall (time) with the name
    of the place's zone beside it.

    A column whose name says that it is in UTC (`opens_at_utc`) has the same offset all year: a hint.
    """

    code = "TY023"
    dialects = ("postgres",)
    confidence = Confidence.LIKELY
    reference = "https://wiki.postgresql.org/wiki/Don't_Do_This#Don.27t_use_timetz"
    flagged = example(entity("shops", "id bigint", "opens timetz", pk="id"))
    accepted = example(entity("shops", "id bigint", "opens time", "zone text", pk="id"))
    one = "is a time of day with an offset from UTC"
    many = "are times of day with an offset from UTC"
    message = "Without a date the offset cannot follow summer time: use time and the zone's name, or timestamptz."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.schema.dialect.name == "postgres" and facts.type_of(column).base == "timetz":
                fix = retype(facts, column, "time", default=column.default)
                if _ZONELESS & set(words(column.name)):
                    yield Suspect(
                        table, column, fix, message=_IN_UTC, severity=Severity.INFO, confidence=Confidence.HINT
                    )
                else:
                    yield Suspect(table, column, fix)
