"""TY001: dates and times kept as text."""

import re
from collections.abc import Iterator
from datetime import datetime

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.kinds_of_table import is_staged
from designer.analysis.rule import all_but
from designer.analysis.vocabulary import head, is_other_form, means_date, means_moment
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

SHORTEST = 8
"""Characters of the shortest full date, 20251231."""

_LONGEST = 255
_ROOMY = 64
"""Characters. Up to here a length may be one that is given to any text; who makes more room expects prose."""

_LONGEST_TIME = 13
"""Characters of 12:34:56.7891. A text no longer than that has no room for a day and a time."""

_TELLING = 3
"""So many different samples that all look like dates are no chance."""

_CITED = frozenset("title author publisher volume edition page isbn issn journal".split())
_QUOTED = 2
"""So many columns of a reference to something published: its date may be a year, or `Spring 1987`."""

_COMPLAINTS = frozenset({"validation", "error", "issue"})
_EMPTY = re.compile(r"[0\s:/.-]{8,}|")
"""Nothing, or a date made of zeros."""

_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


class DateAsText(ColumnRule):
    """Date or time kept as text.

    Text takes 31 February, an empty string and three spellings of the same day. It sorts by letters, so that 1/12 comes
    before 2/1, and every comparison, every "last 30 days", has to parse it first and can use no index.

    The name must say that the column is a date (`birth_date`, `paid_at`), the type must have room for one, and sample
    values, where there are some, must look like dates; three of them that do tell it without the name.

    Columns that keep what somebody wrote (`raw_date`, `date_text`, and without samples `dates`, or room for more than
    255 characters, as for "ca. 1850, or later") and formats (`date_format`, `format_date`) are left alone, and so is
    SQLite, which has no type for a date.

    Room for more than 64 characters, or any number of them, makes it a hint without samples, as do `deleted` and the
    like alone, which may name what was deleted, a table of filters, which holds conditions, one that takes in what
    others deliver, before it is checked, and the `date` of a reference to something published.

    A time of day (`start_time varchar(8)`) is told as one. What has a default that is no date, or the date itself in a
    column beside (`found_on`, `found_on_parsed date`), is text on purpose.
    """

    code = "TY001"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-datetime.html"
    flagged = example(entity("patients", "id bigint", "birth_date varchar(20)", "admitted_at text", pk="id"))
    accepted = example(
        entity("patients", "id bigint", "birth_date date", "date_format text", "birth_date_text text", pk="id")
    )
    one = "is a date kept as {type}"
    many = "keep dates or times as text"
    message = "Nothing keeps 31 February out, comparison goes by letters, and ranges of time cannot use an index."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name == "sqlite":
            return
        for table, column in own_columns(facts):
            named = means_date(column.name) or means_moment(column.name)
            if facts.family(column) != "text" or not (named or _shows_dates(column)):
                continue
            seen = _samples(column)
            if _is_text_on_purpose(facts, table, column) or not all(_is_date(value) for value in seen):
                continue
            sure = Confidence.CERTAIN if seen else _without_samples(facts, table, column)
            shown = {"sample": seen[0]} if seen else {}
            if not seen and _is_clock_time(facts, column):
                yield Suspect(table, column, _timed(facts, column), message=_OF_DAY, confidence=sure, one=_ONE_OF_DAY)
                continue
            timed = means_moment(column.name) if named else any(":" in value for value in seen)
            target = "date" if means_date(column.name) or not timed else "timestamptz"
            yield Suspect(table, column, retype(facts, column, target), shown, confidence=sure)


_ONE_OF_DAY = "is a time of day kept as {type}"
_OF_DAY = "Nothing keeps 25:70 out, and by letters 9:30 comes after 10:00."


def _is_text_on_purpose(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether its length, default or neighbours say that it is no date, or one as somebody wrote it."""
    length = facts.type_of(column).length
    if length is not None and length < SHORTEST:
        return True
    default = constant(column.default, facts.schema.dialect.name)
    if default is not None and not (_EMPTY.fullmatch(default) or _CLOCK.fullmatch(default) or _is_date(default)):
        return True
    if _samples(column):
        return False
    parts = words(column.name)
    return (
        parts[-1:] == ("dates",)
        or "format" in parts
        or (length or 0) > _LONGEST
        or any(
            words(one.name)[: len(parts)] == parts and facts.family(one) in ("date", "timestamp")
            for one in table.attributes
        )
    )


def _is_clock_time(facts: Facts, column: Attribute) -> bool:
    """`start_time varchar(8)`: a time of day, unless its default is a day."""
    length = facts.type_of(column).length
    if length is None or length > _LONGEST_TIME or head(column.name) != "time":
        return False
    default = constant(column.default, facts.schema.dialect.name)
    return not default or bool(_CLOCK.fullmatch(default))


def _timed(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    """Oracle has no type for a time of day."""
    return () if facts.schema.dialect.name == "oracle" else retype(facts, column, "time")


def _without_samples(facts: Facts, table: Entity, column: Attribute) -> Confidence:
    """How sure the name alone is: a text with room for a sentence may hold what somebody knew of the day."""
    length = facts.type_of(column).length
    alone = len(words(column.name)) == 1 and not means_date(column.name)
    cited = words(column.name) == ("date",) and len(_CITED & {head(one.name) for one in table.attributes}) >= _QUOTED
    doubtful = (
        length is None
        or length > _ROOMY
        or alone
        or cited
        or "filter" in map(singular, words(table.name))
        or _is_unchecked(facts, table)
        or _has_a_kind(table, column)
    )
    return Confidence.HINT if doubtful else Confidence.LIKELY


def _is_unchecked(facts: Facts, table: Entity) -> bool:
    """Whether its rows stand as they were delivered: by its name, or since what is wrong with them is noted beside."""
    noted = (facts.schema.entity(link.child).name for link in facts.schema.references_to(table.id))
    return is_staged(table) or any(set(map(singular, words(name)[-2:])) <= _COMPLAINTS for name in noted)


def _has_a_kind(table: Entity, column: Attribute) -> bool:
    """`expire_time` beside `expire_type` may be a date, or a number of days."""
    kind = (*words(column.name)[:-1], "type")
    return len(kind) > 1 and any(words(one.name) == kind for one in table.attributes)


def _shows_dates(column: Attribute) -> bool:
    """Whether different samples look like dates with marks between their parts: digits alone may be any code."""
    seen = set(_samples(column))
    written = not is_other_form(column.name) and all(set("-/. ") & set(value) for value in seen)
    return len(seen) >= _TELLING and written and all(_is_date(value) for value in seen)


def _samples(column: Attribute) -> list[str]:
    values = [*column.samples, *(share.value for share in column.values)]
    return [str(value) for value in values if value not in (None, "")]


def _is_date(value: str) -> bool:
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y-%m-%d %H:%M", "%d %b %Y"):
        try:
            datetime.strptime(value, form)
        except ValueError:
            continue
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
