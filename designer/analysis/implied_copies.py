"""Tables that are made from others, and may mention what is gone there."""

from itertools import pairwise

from designer.analysis.facts import Facts
from designer.analysis.histories import Histories
from designer.analysis.kept_rows import is_revised
from designer.analysis.keys import usable_key
from designer.analysis.kinds_of_table import is_put_aside
from designer.schema.model import Entity
from designer.schema.words import singular, stem, words

_COPIES = frozenset(
    "cache cached recent summary materialized materialised migration mv aggregate aggregated denormalized "
    "denormalised flattened partitioned temp tmp temporary staging aged statuslog usage billing metering sync "
    "synced synchronized removed purged deleted recycle trash stat stats statistic statistik statistikk rollup "
    "tally fulltext ngram combined branched hst bk bkp bak buffer snapshot saga outbox latest normalized "
    "normalised metric rank ranking leaderboard".split()
)
_SOUGHT = ("search", "index", "word", "fulltext")
"""Two of these words make a table one of a search engine's: `search_word_index`."""
_MADE = frozenset(
    "materialized materialised aggregated denormalized denormalised cache cached staging rebuilt readonly".split()
)
_SEVERAL = 2
_OF_KEYS = frozenset({"id", "uuid", "guid"})
_DECLARING = 2
"""Tables to a foreign key, at most, in a design that declares them."""
_LOGGED = frozenset({("payload",), ("data",), ("details",), ("metadata",)})
"""How a column is called last that has what belongs to a kind of things that happen."""
_EVENTS = 2
"""Numbers of events that a row holds, from which on it is made of what they said."""
_OF_A_COPY = 5
"""Columns, at least, of a table that is filled from others; fewer tie two tables to each other."""


def is_copy(child: Entity, histories: Histories) -> bool:
    """Whether rows are copies that may mention what is gone: of the past, or until they are made again."""
    if histories.keeps_the_past(child) or _COPIES & {singular(word) for word in words(child.name)}:
        return True
    if child.partition_by is not None or stem(child.name) == ("session",):
        return True  # so many rows are often spared the look-up at each insert, and frameworks' sessions are
    if is_revised(child) or is_put_aside(child):
        return True
    name = words(child.name)
    if name[-1] not in ("search", "searches") and sum(singular(one) in _SOUGHT for one in name) > 1:
        return True
    # `uploadimagetemp` is one word, and a comment says what a table is made of.
    return child.name.lower().endswith(("temp", "archive", "logg")) or bool(_MADE & set(words(child.comment or "")))


def keeps_names_of_others(facts: Facts, child: Entity) -> bool:
    """Whether a table has another thing's name beside its number (`rule_id` and `rule_name`), or several where it has
    foreign keys for others: a record of what they were called, or of another system's, which may well outlive them."""
    own = child.primary_key.columns if child.primary_key else ()
    tied = facts.foreign_columns(child.id)
    called = [words(one.name) for one in child.attributes if one.id not in own]
    numbered = {
        words(one.name)[:-1]
        for one in child.attributes
        if one.id not in own and one.id not in tied and len(words(one.name)) > 1 and words(one.name)[-1] in _OF_KEYS
    }
    named = sum(one[-1:] == ("name",) and one[:-1] in numbered for one in called)
    return named >= (_SEVERAL if tied else 1)


def keeps_messages(facts: Facts, child: Entity) -> bool:
    """Whether a table without a foreign key keeps what messages of other programs said: it has the numbers of several
    events, or a message as it came. What that speaks of may be unknown here, or gone."""
    if facts.schema.references_from(child.id):
        return False
    called = [words(one.name)[-2:] for one in child.attributes]
    return called.count(("event", "id")) >= _EVENTS or ("message", "payload") in called


def is_log_of_activities(child: Entity) -> bool:
    """Whether a table has what somebody did, each with what belongs to it: `poll_activities` with their payload."""
    called = {words(one.name)[-1:] for one in child.attributes}
    return stem(child.name)[-1] == "activity" and bool(_LOGGED & called)


_DENYING = frozenset("not no never without cannot t deliberately intentionally purposely".split())


def says_it_is_meant(comment: str | None) -> bool:
    """Whether a comment says that a foreign key is left out on purpose: "deliberately not tied by a foreign key"."""
    spoken = words(comment or "")
    keys = {place for place, pair in enumerate(pairwise(spoken)) if pair in (("foreign", "key"), ("foreign", "keys"))}
    return bool(keys or {"fk", "fks"} & set(spoken)) and bool(_DENYING & set(spoken))


def is_filled_by_a_job(facts: Facts, child: Entity) -> bool:
    """Whether a table has neither a key nor a foreign key in a design that declares both: what it holds is put there
    anew from other tables, and was checked there."""
    schema = facts.schema
    if (
        len(child.attributes) < _OF_A_COPY
        or child.primary_key
        or schema.references_from(child.id)
        or usable_key(facts, child)
    ):
        return False
    return len(schema.relationships) * _DECLARING >= len(schema.entities)
