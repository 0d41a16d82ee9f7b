"""Where in a statement, as somebody wrote it, stand the names that the design does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.workload.parsed import ParsedStatement, Unknown
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.parameters import named_parameters, parameters_in
from designer.sql.tokens import Kind, Token, column_of


@dataclass(frozen=True, slots=True)
class Place:
    """A name in a text: offsets of its first character and of what follows it, and its line and column from 1."""

    start: int
    end: int
    line: int
    column: int


def unknown_places(statement: ParsedStatement, dialect: str) -> dict[Unknown, tuple[Place, ...]]:
    """Every place of each unknown name; none where the text does not show it."""
    if not statement.unknown:
        return {}
    written = list(_names(statement.sql, dialect))
    read = {token.start: token for token in _names(named_parameters(statement.sql, dialect)[0], dialect)}
    found = {}
    for unknown, starts in zip(statement.unknown, statement.unknown_starts, strict=True):
        tokens = [_same(read[start], list(read.values()), written) for start in starts if start in read]
        if not starts:
            tokens = [token for token in written if read_identifier(token.text, dialect) == unknown.name]
        found[unknown] = tuple(_place(token, statement.sql) for token in tokens if token is not None)
    return found


def _names(sql: str, dialect: str) -> Iterator[Token]:
    """The identifiers of a text, without those that spell a parameter."""
    inside = [(use.start, use.end) for use in parameters_in(sql, dialect)]
    for token in tokenize(sql, dialect).tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED) and not any(a <= token.start < b for a, b in inside):
            yield token


def _same(token: Token, among: list[Token], written: list[Token]) -> Token | None:
    """The token of the written text that is as many of its spelling into it."""
    place = sum(one.text == token.text and one.start < token.start for one in among)
    alike = [one for one in written if one.text == token.text]
    return alike[place] if place < len(alike) else None


def _place(token: Token, sql: str) -> Place:
    return Place(token.start, token.end, token.line, column_of(sql, token.start))
