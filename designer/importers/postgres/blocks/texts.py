"""Text as the server makes it of values: for `format(…)`, and where a value is made text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from designer.importers.postgres.blocks.values import UNKNOWN, Oid
from designer.importers.postgres.names import spelled
from designer.sql.identifiers import quote_literal

_PLACE = re.compile(r"%(?:(\d+)\$)?([sIL%])|%")


def shown(value: Any) -> Any:
    """A constant as text; UNKNOWN for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else UNKNOWN


def formatted(pattern: str, given: Sequence[Any], things: Sequence[Oid | None]) -> Any:
    """`format`: %s, %I, %L and %%, by turns or by number; UNKNOWN where a value is, or where it would fail.

    things: what of `given` is a thing of the catalogue, whose text has its quotes already.
    """
    pieces: list[str] = []
    end = turn = 0
    for match in _PLACE.finditer(pattern):
        pieces.append(pattern[end : match.start()])
        end = match.end()
        if match[2] == "%":
            pieces.append("%")
            continue
        turn = int(match[1]) - 1 if match[1] and len(match[1]) < 4 else turn
        made = _piece(match[2], given[turn], things[turn]) if match[2] and 0 <= turn < len(given) else None
        if made is None:
            return UNKNOWN
        pieces.append(made)
        turn += 1
    return "".join(pieces) + pattern[end:]


def _piece(conversion: str, value: Any, thing: Oid | None) -> str | None:
    if value is None:
        return {"s": "", "L": "NULL"}.get(conversion)
    text = shown(value)
    if not isinstance(text, str):
        return None
    if conversion == "I":
        return spelled((text,)) if thing is None or text == thing.name else None
    return text if conversion == "s" else quote_literal(text, "postgres")
