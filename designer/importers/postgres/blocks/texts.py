"""Text as the server makes it of values: for `format(…)`, and where a value is made text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from designer.importers.postgres.blocks.values import UNKNOWN, Oid
from designer.importers.postgres.names import spelled
from designer.sql.identifiers import quote_literal

_LONGEST = 100_000
"""Characters of a text that is put together. A block that doubles one sixty times would otherwise fill the memory."""
_PLACE = re.compile(r"%(?:(\d+)\$)?([sIL%])|%")


def shown(value: Any) -> Any:
    """A constant as text; UNKNOWN for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else UNKNOWN


def length_of(text: Any) -> Any:
    """How many characters a text has; None of none."""
    return len(text) if isinstance(text, str) else text if text is None else UNKNOWN


def part_of(text: Any, start: Any, length: Any) -> Any:
    """`substr(text, start, length)`, counted from 1; to the end without a length."""
    if not isinstance(text, str) or type(start) is not int or (length is not None and type(length) is not int):
        return UNKNOWN
    end = len(text) if length is None else start - 1 + length
    return UNKNOWN if length is not None and length < 0 else text[max(0, start - 1) : max(0, end)]


def chained(texts: Iterable[Any]) -> Any:
    """Texts as one; UNKNOWN where one of them is, or where that becomes too long."""
    pieces: list[str] = []
    left = _LONGEST
    for text in texts:
        if not isinstance(text, str) or len(text) > left:
            return UNKNOWN
        pieces.append(text)
        left -= len(text)
    return "".join(pieces)


def formatted(pattern: str, given: Sequence[Any], things: Sequence[Oid | None]) -> Any:
    """`format`: %s, %I, %L and %%, by turns or by number; UNKNOWN where a value is, or where it would fail.

    things: what of `given` is a thing of the catalogue, whose text has its quotes already.
    """
    return chained(_pieces(pattern, given, things))


def _pieces(pattern: str, given: Sequence[Any], things: Sequence[Oid | None]) -> Iterator[Any]:
    """What stands between the places of a pattern, and in them; None where that cannot be said."""
    end = turn = 0
    for match in _PLACE.finditer(pattern):
        yield pattern[end : match.start()]
        end = match.end()
        if match[2] == "%":
            yield "%"
            continue
        turn = int(match[1]) - 1 if match[1] and len(match[1]) < 4 else turn
        yield _piece(match[2], given[turn], things[turn]) if match[2] and 0 <= turn < len(given) else None
        turn += 1
    yield pattern[end:]


def is_like(text: str, pattern: str, flags: re.RegexFlag) -> bool:
    """LIKE without escapes. Each part between two `%` is found where it first stands: nothing is tried twice."""
    first, *others = (_signs(one, flags) for one in pattern.split("%"))
    begin = first.match(text)
    if begin is None or not others:
        return begin is not None and begin.end() == len(text)
    at, last = begin.end(), len(pattern.rpartition("%")[2])
    for part in others[:-1]:
        found = part.search(text, at)
        if found is None:
            return False
        at = found.end()
    return len(text) - last >= at and others[-1].match(text, len(text) - last) is not None


def _signs(part: str, flags: re.RegexFlag) -> re.Pattern[str]:
    made = "".join("." if letter == "_" else re.escape(letter) for letter in part)
    return re.compile(made, flags | re.DOTALL)


def _piece(conversion: str, value: Any, thing: Oid | None) -> str | None:
    if value is None:
        return {"s": "", "L": "NULL"}.get(conversion)
    text = shown(value)
    if not isinstance(text, str):
        return None
    if conversion == "I":
        return spelled((text,)) if thing is None or text == thing.name else None
    return text if conversion == "s" else quote_literal(text, "postgres")
