"""Tables that are made from others, and may mention what is gone there."""

from designer.analysis.facts import Facts
from designer.analysis.histories import Histories
from designer.analysis.keys import usable_key
from designer.schema.model import Entity
from designer.schema.words import singular, stem, words

_COPIES = frozenset(
    "cache cached recent summary materialized materialised migration mv aggregate aggregated denormalized "
    "denormalised flattened partitioned temp tmp temporary staging aged statuslog usage billing metering sync synced "
    "synchronized removed purged deleted recycle trash stat stats statistic rollup tally fulltext ngram combined "
    "branched".split()
)
_SOUGHT = ("search", "index", "word", "fulltext")
"""Two of these words make a table one of a search engine's: `search_word_index`."""
_MADE = frozenset(
    "materialized materialised aggregated denormalized denormalised cache cached staging rebuilt readonly".split()
)
_DECLARING = 2
"""Tables to a foreign key, at most, in a design that declares them."""
_OF_A_COPY = 5
"""Columns, at least, of a table that is filled from others; fewer tie two tables to each other."""


def is_copy(child: Entity, histories: Histories) -> bool:
    """Whether rows are copies that may mention what is gone: of the past, or until they are made again."""
    if histories.keeps_the_past(child) or _COPIES & {singular(word) for word in words(child.name)}:
        return True
    if child.partition_by is not None or stem(child.name) == ("session",):
        return True  # so many rows are often spared the look-up at each insert, and frameworks' sessions are
    name = words(child.name)
    if name[-1] not in ("search", "searches") and sum(singular(one) in _SOUGHT for one in name) > 1:
        return True
    # `uploadimagetemp` is one word, and a comment says what a table is made of.
    return child.name.lower().endswith(("temp", "archive")) or bool(_MADE & set(words(child.comment or "")))


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
