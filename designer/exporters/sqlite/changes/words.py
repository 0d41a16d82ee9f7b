"""Texts of SQLite compared, and looked through for names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_NAMES = (Kind.WORD, Kind.QUOTED)


def meaning(sql: str) -> tuple[str, ...]:
    """A statement's tokens without comments and without the quotes of names; letters keep their case."""
    return tuple(
        read_identifier(token.text, "sqlite") if token.kind in _NAMES else token.text
        for token in tokenize(sql, "sqlite").tokens
        if token.kind not in (Kind.COMMENT, Kind.TERMINATOR)
    )


def says_any(sql: str, names: Collection[str]) -> bool:
    """Whether a text holds one of the names (in small letters), however quoted: SQLite takes 'name' for a name too."""
    for token in tokenize(sql, "sqlite").tokens:
        if token.kind in _NAMES and read_identifier(token.text, "sqlite").lower() in names:
            return True
        if token.kind is Kind.STRING and token.text.strip("'").lower() in names:
            return True
    return False


def free(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, … that nothing is called."""
    used = {one.lower() for one in taken}
    number, found = 1, wanted
    while found.lower() in used:
        number += 1
        found = f"{wanted}_{number}"
    return found
