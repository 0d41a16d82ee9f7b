"""Where in a statement, as somebody wrote it, stand the names that the design does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    alike = _by_spelling(written)
    read = _by_spelling(_names(named_parameters(statement.sql, dialect)[0], dialect))
    # What the text shows of what was read: the token that is as many of its spelling into it.
    meant = {
        one.start: alike[text][place]
        for text, tokens in read.items()
        for place, one in enumerate(tokens)
        if place < len(alike[text])
    }
    named: dict[str, list[Token]] = defaultdict(list)
    for token in written:
        named[read_identifier(token.text, dialect)].append(token)
    found = {}
    for unknown, starts in zip(statement.unknown, statement.unknown_starts, strict=True):
        tokens = [meant[start] for start in starts if start in meant] if starts else named.get(unknown.name, [])
        found[unknown] = tuple(_place(token, statement.sql) for token in tokens)
    return found


def _names(sql: str, dialect: str) -> Iterator[Token]:
    """The identifiers of a text, without those that spell a parameter."""
    inside = {place for use in parameters_in(sql, dialect) for place in range(use.start, use.end)}
    for token in tokenize(sql, dialect).tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED) and token.start not in inside:
            yield token


def _by_spelling(tokens: Iterable[Token]) -> dict[str, list[Token]]:
    """In the order of the text; one look-up each, since a text may have thousands of names."""
    found: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        found[token.text].append(token)
    return found


def _place(token: Token, sql: str) -> Place:
    return Place(token.start, token.end, token.line, column_of(sql, token.start))
