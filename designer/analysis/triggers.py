"""The triggers that a design carries, read as far as rules ask: on which table, and for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.sql.identifiers import read_identifier

_EVENTS = frozenset({"insert", "update", "delete"})
_OPENING = 40
"""In so many words a trigger has said what it is for."""


@dataclass(frozen=True, slots=True)
class TableTrigger:
    """events: insert, update, delete."""

    name: str
    events: frozenset[str]


def triggers_of(facts: Facts, entity_id: str) -> Iterator[TableTrigger]:
    """The triggers on a table, in the order of the design."""
    name = facts.schema.entity(entity_id).name
    for one in facts.schema.opaque:
        if one.kind == "trigger" and entity_id in one.requires:
            table, events = _read(one.sql, facts.schema.dialect.name)
            if table == name:
                yield TableTrigger(one.name, events)


@lru_cache(maxsize=4096)
def _read(sql: str, dialect: str) -> tuple[str | None, frozenset[str]]:
    """(table, events) of `CREATE TRIGGER … AFTER INSERT OR DELETE ON shop.orders …`, and of SQL Server's order."""
    tokens = tokens_of(sql, dialect)[:_OPENING]
    texts = [one.text.lower() for one in tokens]
    place = next((at for at, text in enumerate(texts) if text == "on"), len(texts))
    named = place + 1
    while named + 2 < len(texts) and texts[named + 1] == ".":
        named += 2
    if named >= len(texts):
        return None, frozenset()
    # SQL Server says the table first, all others the events.
    around = texts[named + 1 :] if dialect == "tsql" else texts[:place]
    events = []
    for text in around:
        if text in ("as", "begin", "referencing"):
            break
        if text in _EVENTS:
            events.append(text)
    return read_identifier(tokens[named].text, dialect), frozenset(events)
