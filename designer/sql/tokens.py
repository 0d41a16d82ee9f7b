"""Tokens, and what can be wrong with a text: the values that everything else here hands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    WORD = "word"  # unquoted identifier or key word
    QUOTED = "quoted"  # quoted identifier, in the dialect's own quotes
    STRING = "string"  # string or bit string constant, prefix included
    NUMBER = "number"
    PARAMETER = "parameter"  # $1, @name, and ?1 or :name where the dialect itself has them
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"  # ( ) [ ] { } , . : ;
    TERMINATOR = "terminator"  # the delimiter in force, at any depth; `splitting` decides whether it ends
    COMMENT = "comment"
    CONDITIONAL = "conditional"  # the two marks around a MySQL conditional comment; its inside is code
    META = "meta"  # a line for the client program: \connect, DELIMITER $$, PROMPT …
    DATA = "data"  # the lines of COPY … FROM stdin, with the closing \.
    BROKEN = "broken"  # a quote or comment that nothing closes, up to where reading resumes
    END = "end"  # past the last token, made by readers


class Token(NamedTuple):
    """One token: its text as written, the offset of its first character, and that character's line (from 1)."""

    kind: Kind
    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """The offset just past the token."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a text, where it begins (line and column from 1)."""

    line: int
    column: int
    message: str


class Lexed(NamedTuple):
    """The tokens of a text, in order, and what was wrong with it."""

    tokens: list[Token]
    problems: tuple[Problem, ...]


def column_of(text: str, offset: int) -> int:
    """The column, from 1, of an offset."""
    return offset - text.rfind("\n", 0, offset)
