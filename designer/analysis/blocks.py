"""What DO blocks speak of: PostgreSQL runs them, and their statements are carried as text.

A migration that may run twice makes an index in one (`IF NOT EXISTS (SELECT … FROM pg_class …) THEN CREATE INDEX …`),
so that a table that one names may have more than its model shows.
"""

from functools import lru_cache

from designer.analysis.expressions import mentions, tokens_of
from designer.analysis.facts import Facts
from designer.schema.model import Entity
from designer.sql.tokens import Kind

_KIND = "do block"
_CALLED = ("function", "procedure")
_KEYING = frozenset({"unique", "primary"})


def named_in_blocks(facts: Facts) -> tuple[frozenset[str], ...]:
    """Of each DO block, all names and key words in it, in small letters."""
    return facts.gist(_named)


def _named(facts: Facts) -> tuple[frozenset[str], ...]:
    return tuple(_names(one.sql) for one in facts.schema.opaque if one.kind == _KIND)


def is_in_a_block(facts: Facts, *names: str, making: frozenset[str]) -> bool:
    """Whether one DO block holds all of these names, and a key word of what it would make."""
    blocks = named_in_blocks(facts)
    wanted = {name.lower() for name in names} if blocks else set()
    return any(wanted <= block and making & block for block in blocks)


@lru_cache(maxsize=256)
def _names(sql: str) -> frozenset[str]:
    quoted = [one.text for one in tokens_of(sql) if one.kind is Kind.STRING and one.text.startswith("$")]
    bodies = [text.split("$", 2)[2].rpartition("$")[0].rpartition("$")[0] for text in quoted]  # without both $tag$
    return frozenset(name.lower() for body in bodies for name in mentions(body))


def keys_its_parts(facts: Facts, table: Entity) -> bool:
    """Whether a function holds statements that make a part of a table, and a unique index or a key with it: the table
    itself then has none, and each part does."""
    return table.name.lower() in facts.gist(_with_keyed_parts)


def _with_keyed_parts(facts: Facts) -> frozenset[str]:
    """The names, in small letters, of the tables of which functions make parts with keys."""
    return frozenset(
        name
        for one in facts.schema.opaque
        if one.kind in _CALLED
        for said in _quoted(one.sql)
        if not _KEYING.isdisjoint(said)
        for first, second, name in zip(said, said[1:], said[2:], strict=False)
        if (first, second) == ("partition", "of")
    )


@lru_cache(maxsize=256)
def _quoted(sql: str) -> tuple[tuple[str, ...], ...]:
    """The words, in small letters, of each text between dollar quotes, and of those within them."""
    found: list[tuple[str, ...]] = []
    left = [sql]
    while left:
        tokens = tokens_of(left.pop())
        found.append(tuple(one.text.lower() for one in tokens))
        left += [
            one.text.split("$", 2)[2].rpartition("$")[0].rpartition("$")[0]
            for one in tokens
            if one.kind is Kind.STRING and one.text.startswith("$")
        ]
    return tuple(found)
