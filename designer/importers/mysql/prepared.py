"""Statements that a script keeps as text and runs from there: SET @x, PREPARE, EXECUTE and EXECUTE IMMEDIATE.

A text that is one constant is read as if it stood where it is run. One that is only known when the script runs, as
behind `IF(…)`, is not; where it may change the schema, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from designer.importers.drafting.routines import change_in_text
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_string
from designer.sql.splitting import read_script
from designer.sql.statements import Statement
from designer.sql.tokens import Kind, Token

_ASSIGNS = ("=", ":=")
_MOST = 2_000_000
"""Characters of texts that are run in all: one text may be run as often as a script likes."""


@dataclass(frozen=True, slots=True)
class Text:
    """What an expression gives. constant: the whole of it; change: the first words of what it may do to the schema."""

    constant: str | None = None
    change: str | None = None


UNKNOWN = Text()


@dataclass(slots=True)
class Texts:
    """What the session's variables hold and its prepared statements are made of, by their names in small letters.

    read: characters of texts that were run so far.
    """

    variables: dict[str, Text] = field(default_factory=dict)
    prepared: dict[str, Text] = field(default_factory=dict)
    read: int = 0

    def may_read(self, text: str) -> bool:
        """Whether one more is still within bounds; it is counted."""
        self.read += len(text)
        return self.read <= _MOST

    def assign(self, cursor: Cursor) -> None:
        """The variables of a SET, or of a SELECT: what a query gives is not known, but for what it may do."""
        if cursor.at("SET"):
            for part in Cursor(cursor.source, cursor.tokens[1:], cursor.dialect).split():
                if part.size > 2 and part.tokens[0].kind is Kind.PARAMETER and part.keys[1] in _ASSIGNS:
                    self.variables[part.tokens[0].text.lower()] = self._text(part.tokens[2:], cursor.dialect)
            return
        filled = set(_filled(cursor))
        if filled:
            rest = [token for place, token in enumerate(cursor.tokens) if place not in filled]
            known = replace(self._text(rest, cursor.dialect), constant=None)
            self.variables |= {cursor.tokens[place].text.lower(): known for place in filled}

    def prepare(self, cursor: Cursor) -> None:
        """PREPARE name FROM text."""
        if cursor.size > 3 and cursor.keys[2] == "FROM":
            self.prepared[cursor.tokens[1].text.lower()] = self._text(cursor.tokens[3:], cursor.dialect)

    def run(self, cursor: Cursor) -> Text:
        """What EXECUTE name, or EXECUTE IMMEDIATE text, runs."""
        if cursor.keys[1:2] == ["IMMEDIATE"]:
            end = cursor.keys.index("USING") if "USING" in cursor.keys else cursor.size
            return self._text(cursor.tokens[2:end], cursor.dialect)
        return self.prepared.get(cursor.tokens[1].text.lower(), UNKNOWN) if cursor.size > 1 else UNKNOWN

    def _text(self, tokens: Sequence[Token], dialect: str) -> Text:
        tokens = [one for one in tokens if one.kind is not Kind.TERMINATOR]
        if len(tokens) == 1 and tokens[0].kind is Kind.PARAMETER:
            return self.variables.get(tokens[0].text.lower(), UNKNOWN)
        if len(tokens) == 1 and tokens[0].kind is Kind.STRING:
            said = read_string(tokens[0].text, dialect)
            return Text(said, change_in_text(said, dialect))
        return Text(None, next(self._changes(tokens, dialect), None))

    def _changes(self, tokens: Sequence[Token], dialect: str) -> Iterator[str]:
        """What the constants and variables of an expression may do to the schema."""
        for one in tokens:
            change = None
            if one.kind is Kind.STRING:
                change = change_in_text(read_string(one.text, dialect), dialect)
            elif one.kind is Kind.PARAMETER:
                change = self.variables.get(one.text.lower(), UNKNOWN).change
            if change is not None:
                yield change


def _filled(cursor: Cursor) -> Iterator[int]:
    """Where the variables stand that a query gives values: in the list behind INTO, or with `:=` behind them."""
    listed = False
    for place, token in enumerate(cursor.tokens):
        if token.kind is Kind.PARAMETER:
            if listed or cursor.keys[place + 1 : place + 2] == [":="]:
                yield place
        elif cursor.keys[place] != ",":
            listed = cursor.keys[place] == "INTO"


def statements_of(text: str, cursor: Cursor) -> Iterator[Statement]:
    """The statements of a text that is run, each on the line where that happens."""
    line = cursor.tokens[0].line
    for one in read_script(text, cursor.dialect).statements:
        yield replace(one, line=line, tokens=tuple(token._replace(line=line) for token in one.tokens))
