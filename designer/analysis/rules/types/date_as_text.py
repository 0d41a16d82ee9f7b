"""TY001: dates and times kept as text."""

from collections.abc import Iterator
from datetime import datetime

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.analysis.kinds_of_table import is_staged
from designer.analysis.rule import all_but
from designer.analysis.vocabulary import is_other_form, means_date, means_moment
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

SHORTEST = 8
"""Characters of the shortest full date, 20251231."""

_LONGEST = 255
_ROOMY = 64
"""Characters. Up to here a length may be one that is given to any text; who makes more room expects prose."""

_TELLING = 3
"""So many different samples that all look like dates are no chance."""


class DateAsText(ColumnRule):
    """Date or time kept as text.

    Text takes 31 February, an empty string and three spellings of the same day. It sorts by letters, so that
    1/12 comes before 2/1, and every comparison, every "last 30 days", has to parse it first and can use no index.

    The name must say that the column is a date (`birth_date`, `paid_at`), the type must have room for one, and sample
    values, where there are some, must look like dates; three of them that do tell it without the name. Columns that
    keep what somebody wrote (`raw_date`, `date_text`, and without samples `dates`, or room for more than 255
    characters, as for "ca. 1850, or later") and formats (`date_format`, `format_date`) are left alone, and so is
    SQLite, which has no type for a date. Room for more than 64 characters, or any number of them, makes it a hint
    without samples, as do `deleted` and the like alone, which may name what was deleted, a table of filters, which
    holds conditions, and one that takes in what others deliver, before it is checked.
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
    many = "keep dates as text"
    message = "Nothing keeps 31 February out, comparison goes by letters, and ranges of time cannot use an index."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name == "sqlite":
            return
        for table, column in own_columns(facts):
            named = means_date(column.name) or means_moment(column.name)
            if facts.family(column) != "text" or not (named or _shows_dates(column)):
                continue
            length = facts.type_of(column).length
            if length is not None and length < SHORTEST:
                continue
            seen = _samples(column)
            if not seen and (words(column.name)[-1:] == ("dates",) or (length or 0) > _LONGEST):
                continue
            if not seen and "format" in words(column.name):
                continue
            if seen and not all(_is_date(value) for value in seen):
                continue
            timed = means_moment(column.name) if named else any(":" in value for value in seen)
            target = "date" if means_date(column.name) or not timed else "timestamptz"
            yield Suspect(
                table,
                column,
                retype(facts, column, target),
                shown={"sample": seen[0]} if seen else {},
                confidence=Confidence.CERTAIN if seen else _without_samples(table, column, length),
            )


def _without_samples(table: Entity, column: Attribute, length: int | None) -> Confidence:
    """How sure the name alone is: a text with room for a sentence may hold what somebody knew of the day."""
    alone = len(words(column.name)) == 1 and not means_date(column.name)
    doubtful = (
        length is None or length > _ROOMY or alone or is_staged(table) or "filter" in map(singular, words(table.name))
    )
    return Confidence.HINT if doubtful else Confidence.LIKELY


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
