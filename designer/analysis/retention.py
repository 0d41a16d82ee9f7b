"""How old rows of a table are told, and found."""

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_moment
from designer.schema.arrivals import arrival
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_TIMES = frozenset({"timestamp", "date"})


def time_of_row(facts: Facts, table: Entity) -> Attribute | None:
    """The required column that says when a row came to be; None where none surely does."""
    families = ((one, facts.family(one)) for one in table.attributes if facts.is_required(table, one))
    return arrival((one, family) for one, family in families if family in _TIMES)


def times_of(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """Every column that a time can be read from: timestamps, dates, and numbers that are called like a moment."""
    return tuple(
        one
        for one in table.attributes
        if facts.family(one) in _TIMES
        or (
            facts.family(one) == "integer" and (means_moment(one.name) or words(one.name)[-1:] in (("ts",), ("epoch",)))
        )
    )
