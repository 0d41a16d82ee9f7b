"""How old rows of a table are told, and found."""

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_moment
from designer.analysis.words import words
from designer.schema.model import Attribute, Entity

_TIMES = frozenset({"timestamp", "date"})
_ARRIVALS = frozenset(
    "created inserted occurred recorded logged received ingested happened emitted event sent posted placed "
    "added".split()
)
_CHANGES = frozenset("updated modified deleted changed expires expired ended finished end due birth".split())


def time_of_row(facts: Facts, table: Entity) -> Attribute | None:
    """The required column that says when a row came to be; None where none surely does.

    A default of the current time or a name such as `created_at` says so; else the only time that is required.
    """
    times = [one for one in table.attributes if facts.family(one) in _TIMES and facts.is_required(table, one)]
    lasting = [one for one in times if not _CHANGES & set(words(one.name))]
    arrivals = [one for one in lasting if _ARRIVALS & set(words(one.name))]
    if arrivals:
        return arrivals[0]
    stamped = [one for one in lasting if one.default is not None]
    if stamped:
        return stamped[0]
    return lasting[0] if len(lasting) == 1 and facts.family(lasting[0]) == "timestamp" else None


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
