"""JSON as it is meant: no key twice, no number that is none, nothing so deep that a reader falls."""

from __future__ import annotations

import json
import math
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from designer.web.api.problems import Problem

DEEPEST = 64
"""Levels; a design file has 60 at most, and stands inside an object."""


class StrictParser(Parser):
    """The bodies of all operations."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises Problem."""
        kind = (request.content_type or "").lower()
        if kind != "application/json":
            raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
        return read_json(request.body)


def read_json(data: bytes) -> Any:
    """The value. Raises Problem with the place of the mistake."""
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number, parse_float=_number)
    except UnicodeDecodeError:
        raise Problem(400, "The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Problem(400, f"The body is no JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except RecursionError:
        raise Problem(400, "The body is nested too deeply.") from None
    except ValueError as error:
        raise Problem(400, f"The body cannot be read: {_short(error)}.") from None
    if _depth(found) > DEEPEST:
        raise Problem(400, f"The body is nested more than {DEEPEST} levels deep.")
    if "\\u" in text:
        _refuse_halves(found)
    return found


def _short(error: ValueError) -> str:
    words = str(error)
    return "a number has thousands of digits" if "digits" in words else words


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:60]!r} stands twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _number(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(f"{text[:30]} is beyond what a number can hold")
    return found


def _depth(value: Any) -> int:
    """Of the deepest object or list, counted level by level."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        depth += 1
    return depth


def _refuse_halves(value: Any) -> None:
    """A lone surrogate is no text: nothing can be written with it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Problem(400, "A text holds half of a character (a lone surrogate).") from None
