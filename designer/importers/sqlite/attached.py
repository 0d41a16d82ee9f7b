"""Names of attached databases: a script for several files makes one design, so that they are left out and said."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from designer.importers.result import Remark, Source
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_OWN = ("main", "temp")
_MADE = ("TABLE", "VIEW", "TRIGGER", "INDEX", "EXISTS")


def without_attached(source: Source) -> tuple[Source, tuple[Remark, ...]]:
    """The source with blanks in place of the databases that its CREATE statements name, lines and columns kept."""
    if "." not in source.text:
        return source, ()
    tokens = [token for token in tokenize(source.text, "sqlite").tokens if token.kind is not Kind.COMMENT]
    first = _attached(tokens)
    if not first:
        return source, ()
    pieces: list[str] = []
    behind = 0
    for token, after in pairwise(tokens):
        if after.text == "." and _name(token) in first:
            pieces += (source.text[behind : token.start], " " * (after.end - token.start))
            behind = after.end
    remarks = tuple(
        Remark(line, f"the name of the attached database {name} is left out: all of it is one design", source.file)
        for name, line in first.items()
    )
    return replace(source, text="".join([*pieces, source.text[behind:]])), remarks


def _attached(tokens: list[Token]) -> dict[str, int]:
    """The databases in which a script makes something, and the line where each is named first.

    One that is called as a table is, too, is left alone: its name before a dot may be the table's.
    """
    found: dict[str, int] = {}
    made: set[str] = set()
    for place, token in enumerate(tokens[:-3]):
        if token.kind is not Kind.WORD or token.text.upper() not in _MADE or not _creates(tokens, place):
            continue
        name, dot, behind = tokens[place + 1 : place + 4]
        if dot.text == "." and name.kind in (Kind.WORD, Kind.QUOTED):
            if _name(name) not in _OWN:
                found.setdefault(_name(name), name.line)
            name = behind
        made.add(_name(name))
    return {name: line for name, line in found.items() if name not in made}


def _creates(tokens: list[Token], place: int) -> bool:
    return any(token.text.upper() == "CREATE" for token in tokens[max(0, place - 4) : place])


def _name(token: Token) -> str:
    quoted = token.kind in (Kind.WORD, Kind.QUOTED)
    return read_identifier(token.text, "sqlite").casefold() if quoted else token.text
