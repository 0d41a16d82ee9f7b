"""One statement of a text as a value, and what kind it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.sql.tokens import Kind, Problem, Token


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text.

    `text` begins at the first token that is no comment and ends before the terminator; `line` is its line
    (from 1), `start` its offset. The spans of a text's statements, comments and blanks included, adjoin and cover
    it. `kind` is what it does in small letters: "create table", "alter table", "comment on", "insert"; for lines
    that are no SQL "meta" or "data" (`data_lines` without the closing line). `tokens` are those of `text` without
    comments, their offsets counted in `source`, the whole text.
    """

    text: str
    kind: str
    line: int
    start: int
    terminator: str | None
    leading_comments: tuple[str, ...]
    span: tuple[int, int]
    data_lines: int = 0
    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)
    source: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of a text and what was wrong with it."""

    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]


_VERBS_WITH_OBJECT = {"CREATE", "ALTER", "DROP", "COMMENT", "REFRESH", "LOCK", "TRUNCATE", "SECURITY", "RENAME"}
_MODIFIERS = {
    "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "RECURSIVE", "CONSTRAINT", "TRUSTED",
    "PROCEDURAL", "CLUSTERED", "NONCLUSTERED", "FULLTEXT", "SPATIAL", "EDITIONABLE", "NONEDITIONABLE", "FORCE",
    "NO", "EDITIONING", "VIRTUAL", "BITMAP", "PUBLIC", "PRIVATE", "AGGREGATE", "COLUMNSTORE", "ALGORITHM", "DEFINER",
}  # fmt: skip
_TWO_WORD_OBJECTS = {
    ("MATERIALIZED", "VIEW"), ("FOREIGN", "TABLE"), ("EVENT", "TRIGGER"), ("OPERATOR", "CLASS"), ("OPERATOR", "FAMILY"),
    ("TEXT", "SEARCH"), ("FOREIGN", "DATA"), ("ACCESS", "METHOD"), ("USER", "MAPPING"), ("DEFAULT", "PRIVILEGES"),
    ("PACKAGE", "BODY"), ("TYPE", "BODY"), ("LARGE", "OBJECT"),
}  # fmt: skip


def statement_kind(tokens: list[Token]) -> str:
    """What a statement does, from its first words: modifiers such as OR REPLACE, TEMP, UNIQUE are left out."""
    words = [t.text.upper() for t in tokens[:40] if t.kind is Kind.WORD]
    if not words:
        return "empty" if not tokens else "unknown"
    verb = words[0]
    if verb not in _VERBS_WITH_OBJECT:
        return verb.lower()
    if _conditional_definer(tokens):
        words = words_without_definer(tokens)
    position = 1
    while position < len(words) - 1 and words[position] in _MODIFIERS:
        position += 1
    chosen = words[position : position + 1]
    if tuple(words[position : position + 2]) in _TWO_WORD_OBJECTS:
        chosen = words[position : position + 2]
    return " ".join([verb, *chosen]).lower()


def _conditional_definer(tokens: list[Token]) -> bool:
    return any(t.text.upper() in ("DEFINER", "ALGORITHM") for t in tokens[1:6])


def words_without_definer(tokens: list[Token]) -> list[str]:
    """MySQL: the words without DEFINER = user@host, ALGORITHM = x and SQL SECURITY x."""
    kept: list[str] = []
    skip = 0
    for token, following in zip(tokens[:40], [*tokens[1:40], None], strict=False):
        upper = token.text.upper()
        if skip:
            skip -= 1
        elif upper in ("DEFINER", "ALGORITHM") or (
            upper == "SQL" and following is not None and following.text.upper() == "SECURITY"
        ):
            skip = 2
        elif token.kind is Kind.WORD:
            kept.append(upper)
    return kept
