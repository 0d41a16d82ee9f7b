"""What PostgreSQL cannot keep, or an index cannot hold, refused in words before it is sent."""

import json
import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from designer.schema.errors import DesignError

MOST_PROPOSALS = 100
"""Of one design, drafts and open reviews: each is a copy of it."""
MOST_REVIEWS = 5_000
"""Of one design, settled ones among them."""
LONGEST_NAME = 500
LONGEST_ID = 200
_LABELS = ("name", "value")
_BIGINT = 2**63 - 1
_DIGITS = 10**38 - 1


def as_json(rows: Sequence[dict[str, Any]], integers: dict[str, int], what: str) -> str:
    """Rows as JSON text for the server. integers: the largest number of each whole-number column.

    Raises DesignError naming everything that cannot be kept; `what` says what the rows are.
    """
    found = [problem for row in rows for problem in _problems(row, integers, what)]
    if not found:
        text = json.dumps(rows, separators=(",", ":"))
        if not _suspicious(text):
            return text
        found = [f"{what} {_called(row)}: {reason}" for row in rows for reason in sorted(set(_unkeepable(row)))]
        if not found:
            return text
    raise DesignError(*found)


def refuse_unkeepable(data: Any, what: str) -> None:
    """Raises DesignError for JSON-like data with a text or number that PostgreSQL cannot keep."""
    found = sorted(set(_unkeepable(data)))
    if found:
        raise DesignError(*(f"{what}: {reason}" for reason in found))


def largest(field_type: str) -> int | None:
    """The largest number that a column of this type holds; None for other types."""
    return {"bigint": _BIGINT, "numeric(38, 0)": _DIGITS}.get(field_type)


def _problems(row: dict[str, Any], integers: dict[str, int], what: str) -> Iterator[str]:
    uid = row.get("uid", "")
    if uid in (".", "..") or any(character < " " for character in uid):
        yield f"{what}: the id {uid[:40]!r} cannot stand in an address"
    if len(uid) > LONGEST_ID:
        yield f"{what}: the id {row['uid'][:40]}… is longer than {LONGEST_ID} characters"
    for label in _LABELS:
        held = row.get(label)
        if isinstance(held, str) and len(held) > LONGEST_NAME:
            yield f"{what} {held[:40]}…: the name is longer than {LONGEST_NAME} characters"
    for column, most in integers.items():
        held = row[column]
        if held is not None and abs(held) > most:
            yield f"{what} {_called(row)}: {column} {held} is beyond {most}"
    if "expression" in row and "attribute_uid" in row and (row["expression"] is None) == (row["attribute_uid"] is None):
        yield f"{what}: each part is either a column or an expression"
    if row.get("expires") is not None and not _is_date(row["expires"]):
        yield f"{what}: expires is {row['expires']!r}; write a date as 2030-12-31"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _suspicious(text: str) -> bool:
    """Whether the text may hold what has to be looked at closely: escapes, and names of non-numbers."""
    return "\\u0000" in text or "\\ud" in text or "NaN" in text or "Infinity" in text


def _unkeepable(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if "\x00" in data:
            yield "a text holds the character NUL, which PostgreSQL cannot keep"
        if any("\ud800" <= character <= "\udfff" for character in data):
            yield "a text holds half of a character (a lone surrogate)"
    elif isinstance(data, float):
        if not math.isfinite(data):
            yield f"{data} is no number"
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from _unkeepable(key)
            yield from _unkeepable(item)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _unkeepable(item)


def _called(row: dict[str, Any]) -> str:
    return str(row.get("name") or row.get("value") or row.get("uid") or "").replace("\x00", "")[:60]
