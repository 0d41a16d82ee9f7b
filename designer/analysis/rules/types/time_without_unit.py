"""TY020: a length of time whose unit is nowhere."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.vocabulary import means_length_of_time
from designer.schema.build import attribute, entity
from designer.schema.words import singular, words

_UNITS = {
    "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "year", "ms", "sec",
    "min", "s", "m", "h", "d", "milli", "ns", "us", "hr", "usec", "msec",
}  # fmt: skip
_ELSEWHERE = {"frequency", "unit", "units", "count", "type"}


class TimeWithoutUnit(ColumnRule):
    """Length of time whose unit is nowhere.

    90 is a minute and a half, an hour and a half or a blink, depending on who reads it. interval, in PostgreSQL and
    Oracle, carries its unit; a number does when the name says it (`duration_minutes`), or at least the comment.

    Only numbers count whose name ends in duration, timeout and the like; a unit in the name or comment settles it.
    One finding lists them.
    """

    code = "TY020"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT"
    flagged = example(entity("calls", "id bigint", "duration integer", pk="id"))
    accepted = example(
        entity(
            "calls",
            "id bigint",
            "duration_minutes integer",
            "ring_duration interval",
            attribute("timeout integer", comment="In seconds."),
            pk="id",
        )
    )
    one = "does not say in what unit it counts time"
    many = "do not say in what unit they count time"
    always_listed = True
    message = "90 may be seconds, minutes or milliseconds: a name such as duration_ms says which, as a comment does."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.family(column) not in ("integer", "numeric", "float") or not means_length_of_time(column.name):
                continue
            said = words(f"{column.name} {column.comment or ''}")
            if not _UNITS & {*said, *map(singular, said)} and not _ELSEWHERE & set(said) and column.name != "interval":
                yield Suspect(table, column)
