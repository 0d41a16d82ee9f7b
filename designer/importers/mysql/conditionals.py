"""Which server runs what stands in a conditional comment.

`/*!40014 … */` is code for MySQL of that version or later, and for MariaDB except from 5.7 to 9.99, which MariaDB
reads as MySQL's own; `/*M!100100 … */` is code for MariaDB alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.sql.tokens import Kind, Token

_MYSQL_ITSELF = range(50700, 100000)
_NEWEST_MYSQL = 99999
_NEWEST_MARIADB = 130000


@dataclass(frozen=True, slots=True)
class Seen:
    """The tokens that a server runs, and the conditional comments that it passes over (mark and line)."""

    tokens: tuple[Token, ...]
    passed_over: tuple[tuple[str, int], ...]
    cuts: tuple[tuple[int, int], ...]  # offsets of what is taken out of the text: marks, and comments passed over


def runs(mark: str, flavour: str) -> bool:
    """Whether a server of this flavour runs the inside of a comment that begins with `mark`."""
    for_mariadb = mark.startswith("/*M!")
    digits = mark[4 if for_mariadb else 3 :]
    version = int(digits) if digits else 0
    if flavour == "mysql":
        return not for_mariadb and version <= _NEWEST_MYSQL
    return version <= _NEWEST_MARIADB and (for_mariadb or version not in _MYSQL_ITSELF)


def seen_by(tokens: tuple[Token, ...], flavour: str) -> Seen:
    """The tokens of a statement as a server sees them."""
    if not any(token.kind is Kind.CONDITIONAL for token in tokens):
        return Seen(tokens, (), ())
    kept: list[Token] = []
    passed: list[tuple[str, int]] = []
    cuts: list[tuple[int, int]] = []
    opened: Token | None = None
    for token in tokens:
        if token.kind is not Kind.CONDITIONAL:
            if opened is None or runs(opened.text, flavour):
                kept.append(token)
        elif token.text == "*/" and opened is not None:
            cuts += _cuts(opened, token, flavour)
            if not runs(opened.text, flavour):
                passed.append((opened.text, opened.line))
            opened = None
        else:
            opened = token
    return Seen(tuple(kept), tuple(passed), tuple(cuts))


def _cuts(opened: Token, closed: Token, flavour: str) -> Iterator[tuple[int, int]]:
    if runs(opened.text, flavour):
        yield opened.start, opened.end
        yield closed.start, closed.end
    else:
        yield opened.start, closed.end


def without(source: str, first: int, last: int, cuts: tuple[tuple[int, int], ...]) -> str:
    """The text from `first` to `last` without what is cut."""
    pieces: list[str] = []
    for start, end in cuts:
        if first <= start < last:
            pieces.append(source[first:start].rstrip(" ") + " ")
            first = end
            while first < last and source[first] == " ":
                first += 1
    pieces.append(source[first:last])
    return "".join(pieces).strip()
