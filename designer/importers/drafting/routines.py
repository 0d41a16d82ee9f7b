"""Whether a routine changes the schema when it is called, as far as its text says: routines are not run here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_VERBS = ("CREATE", "ALTER", "DROP", "RENAME")
_MODIFIERS = ("OR", "REPLACE", "UNIQUE", "UNLOGGED", "FULLTEXT", "SPATIAL", "ONLINE", "OFFLINE", "IGNORE")
_OBJECTS = (
    "TABLE",
    "INDEX",
    "VIEW",
    "MATERIALIZED",
    "TYPE",
    "DOMAIN",
    "SEQUENCE",
    "SCHEMA",
    "FOREIGN",
    "TRIGGER",
    "POLICY",
)
_TEMPORARY = ("TEMP", "TEMPORARY")
_RUNS_TEXT = ("EXECUTE", "PREPARE")
_SAYS = ("NOTICE", "WARNING", "INFO", "LOG", "DEBUG", "EXCEPTION", "MESSAGE_TEXT")
_NAMES = (Kind.WORD, Kind.QUOTED)
_NEAR = 8
"""So many words behind its verb a statement has named what it is about."""


_DEEPEST = 3  # a body in a body in a body; past that nobody writes


def change_by(name: str, texts: Mapping[str, Sequence[str]], dialect: str) -> str | None:
    """The first words of what a routine, or one that it calls, does to the schema; None where it does nothing.

    texts: the definitions of the routines that there are, by their names in small letters.
    """
    return next((one.change for one in _reached(name, texts, dialect) if one.change is not None), None)


def may_change(name: str, texts: Mapping[str, Sequence[str]], dialect: str) -> bool:
    """Whether a routine, or one that it calls, changes the schema or runs a text that may."""
    return any(one.change is not None or one.runs_text for one in _reached(name, texts, dialect))


def _reached(name: str, texts: Mapping[str, Sequence[str]], dialect: str) -> Iterator[_Told]:
    """What is told of a routine and of all that it may call."""
    waiting, seen = [name.lower()], set[str]()
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        for text in texts.get(wanted, ()):
            told = _told(text, dialect)
            yield told
            waiting += told.called


def change_in_text(text: str, dialect: str) -> str | None:
    """The first words of what a body does to the schema itself; None where it does nothing."""
    return _told(text, dialect).change


class _Told(NamedTuple):
    """What a routine changes itself, the names of what it may call, and whether it runs a text."""

    change: str | None
    called: frozenset[str]
    runs_text: bool


@lru_cache(maxsize=256)
def _told(text: str, dialect: str) -> _Told:
    called: set[str] = set()
    runs_text = False
    for cursor in _code(text, dialect, 0):
        change = _change_in(cursor)
        if change is not None:
            return _Told(change, frozenset(), True)
        runs_text = runs_text or any(key in _RUNS_TEXT for key in cursor.keys)
        for place in range(cursor.size):
            if cursor.keys[place + 1 : place + 2] == ["("] or (place and cursor.keys[place - 1] == "CALL"):
                called.add(_name(cursor, place))
    return _Told(None, frozenset(called), runs_text)


def _code(text: str, dialect: str, depth: int) -> Iterator[Cursor]:
    """The text, and the bodies that it has in quotes."""
    tokens = [one for one in tokenize(text, dialect).tokens if one.kind is not Kind.COMMENT]
    yield Cursor(text, tokens, dialect)
    for before, token in pairwise(tokens):
        body = token.text[0] == "$" or (depth == 0 and before.text.upper() == "AS")
        if token.kind is Kind.STRING and depth < _DEEPEST and body:
            yield from _code(read_string(token.text, dialect), dialect, depth + 1)


def _change_in(cursor: Cursor) -> str | None:
    temporary = {_name(cursor, place) for place in _temporary_tables(cursor)} - {""}
    runs_text = any(key in _RUNS_TEXT for key in cursor.keys)
    for place, token in enumerate(cursor.tokens):
        before = cursor.keys[place - 1] if place else ""
        if cursor.keys[place] in _VERBS and before != "SHOW" and _changes(cursor, place):
            near = range(place + 1, min(place + _NEAR, cursor.size))
            if not any(_name(cursor, one) in temporary for one in near):
                return cursor.text(place, min(place + 3, cursor.size))
        elif token.kind is Kind.STRING and runs_text and before not in _SAYS and token.text[0] != "$":
            inner = Cursor(token.text, tokenize(token.text.strip("'\""), cursor.dialect).tokens, cursor.dialect)
            if inner.size > 1 and _changes(inner, 0):
                return " ".join(inner.keys[:2])
    return None


def _name(cursor: Cursor, place: int) -> str:
    if place >= cursor.size or cursor.tokens[place].kind not in _NAMES:
        return ""
    return read_identifier(cursor.tokens[place].text, cursor.dialect).lower()


def _changes(cursor: Cursor, place: int) -> bool:
    """Whether a statement that begins here is about something lasting of the schema."""
    if cursor.keys[place] not in _VERBS:
        return False
    place += 1
    while place < cursor.size and cursor.keys[place] in _MODIFIERS:
        place += 1
    return place < cursor.size and cursor.keys[place] in _OBJECTS


def _temporary_tables(cursor: Cursor) -> Iterator[int]:
    """Where the names of the tables stand that are made for the session alone."""
    for place, key in enumerate(cursor.keys):
        if key in _TEMPORARY and cursor.keys[place + 1 : place + 2] == ["TABLE"]:
            behind = place + 2
            while behind < cursor.size and cursor.keys[behind] in ("IF", "NOT", "EXISTS"):
                behind += 1
            yield behind


def unread_call(name: str, change: str, how: str = "not followed here") -> str:
    """The sentence about a call whose effect is missing in the design, or a part of it."""
    return f"{name} changes the schema when it is called ({change} …), which is {how}"
