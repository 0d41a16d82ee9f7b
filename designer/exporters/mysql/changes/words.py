"""Texts of MySQL compared by what they mean: without comments, quotes of names and the case of words."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_NAMES = (Kind.WORD, Kind.QUOTED)
_SAME = {
    "utf8": "utf8mb3", "integer": "int", "dec": "decimal", "numeric": "decimal", "persistent": "stored", "true": "1",
    "false": "0", "localtime": "current_timestamp", "localtimestamp": "current_timestamp",
}  # fmt: skip


@lru_cache(maxsize=8192)
def meaning(text: str) -> tuple[str, ...]:
    """The tokens, words in small letters and in one spelling."""
    found: list[str] = []
    for token in tokenize(text, "mysql").tokens:
        if token.kind in (Kind.COMMENT, Kind.TERMINATOR):
            continue
        word = token.text
        if token.kind is Kind.WORD:
            word = _SAME.get(word.lower(), word.lower())
            word = word.replace("utf8_", "utf8mb3_") if word.startswith("utf8_") else word
        elif token.kind is Kind.QUOTED:
            word = read_identifier(word, "mysql").lower()
        found.append(word)
    return tuple(found)


def says_any(text: str, names: Collection[str]) -> bool:
    """Whether a text holds one of the names (in small letters), however quoted."""
    return any(
        token.kind in _NAMES and read_identifier(token.text, "mysql").lower() in names
        for token in tokenize(text, "mysql").tokens
    )


def free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, … that nothing is called."""
    used = {one.lower() for one in taken}
    number, found = 1, wanted[:60]
    while found.lower() in used:
        number += 1
        found = f"{wanted[:60]}_{number}"
    return found
