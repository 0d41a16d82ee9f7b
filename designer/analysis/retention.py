"""How old rows of a table are told, and found."""

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_date, means_moment
from designer.schema.arrivals import arrival
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_TIMES = frozenset({"timestamp", "date"})


def time_of_row(facts: Facts, table: Entity) -> Attribute | None:
    """The required column that says when a row came to be; None where none surely does."""
    required = [one for one in table.attributes if facts.is_required(table, one)]
    families = ((one, "timestamp" if _is_written_time(facts, one) else facts.family(one)) for one in required)
    return arrival((one, family) for one, family in families if family in _TIMES)


def times_of(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """Every column that a time can be read from: timestamps, dates, and numbers that are called like a moment; in
    SQLite, which has no type for a time, texts that are."""
    return tuple(one for one in table.attributes if facts.family(one) in _TIMES or _is_called_a_time(facts, one))


def _is_called_a_time(facts: Facts, column: Attribute) -> bool:
    moment = means_moment(column.name) or words(column.name)[-1:] in (("ts",), ("epoch",))
    return (facts.family(column) == "integer" and moment) or _is_written_time(facts, column)


def _is_written_time(facts: Facts, column: Attribute) -> bool:
    """Whether it is a text that SQLite's functions read as a time, by its name."""
    called = means_moment(column.name) or means_date(column.name)
    return called and facts.schema.dialect.name == "sqlite" and facts.family(column) == "text"
