"""Beginnings and ends: columns of a table that are named alike but for start and end, and what keeps them in order."""

from collections.abc import Iterator

from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.periods import written_by_server
from designer.analysis.vocabulary import counterparts
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

TEMPORAL = ("date", "timestamp")
_CYCLIC = {"month", "day", "hour", "minute", "weekday", "second", "id", "lat", "lon", "latitude", "longitude"}
_RECORDED = {"started", "finished", "completed", "ended", "opened", "closed"}


def pairs(facts: Facts, table: Entity) -> Iterator[tuple[Attribute, Attribute]]:
    """The beginnings and ends of a table: columns of one type, named alike but for one word."""
    by_words = {words(column.name): column for column in table.attributes}
    for low in table.attributes:
        family = facts.family(low)
        if family not in (*TEMPORAL, "integer", "numeric", "float") or _CYCLIC & set(words(low.name)):
            continue
        high = next((by_words[one] for one in counterparts(low.name) if one in by_words), None)
        if high is None or facts.type_of(high) != facts.type_of(low):
            continue
        moved = "from" in words(low.name) and family not in TEMPORAL
        if not moved and not {low.id, high.id} & facts.foreign_columns(table.id):
            yield low, high


def is_guarded(facts: Facts, table: Entity, low: Attribute, high: Attribute) -> bool:
    """Whether a check names both, or a range is made of them, which fails by itself when the order is wrong, or
    the server writes them."""
    texts = [check.expression for check in table.checks]
    texts += [element.expression or "" for one in table.exclusions for element in one.elements]
    texts += [column.generated.expression for column in table.attributes if column.generated]
    texts += [key.expression or "" for index in table.indexes for key in index.keys]
    if any(one.generated or written_by_server(one) for one in (low, high)):
        return True
    return any(_mentions_both(text, low, high, facts.schema.dialect.name) for text in texts)


def _mentions_both(text: str, low: Attribute, high: Attribute, dialect: str) -> bool:
    found = mentions(text, dialect)
    if dialect == "postgres":
        return {low.name, high.name} <= found
    return {low.name.lower(), high.name.lower()} <= {one.lower() for one in found}


def is_planned(facts: Facts, low: Attribute) -> bool:
    """Whether somebody enters these times, and so may enter them wrongly; `started_at` is written by a clock."""
    return facts.family(low) in TEMPORAL and not _RECORDED & set(words(low.name))
