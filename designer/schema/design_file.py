"""The design file: canonical JSON, read with every mistake named, written the same way every time."""

import json
from collections.abc import Iterator
from typing import Any

from designer.schema.codec import decode, encode
from designer.schema.complete import complete
from designer.schema.errors import DesignError
from designer.schema.schema import Schema

FORMAT = "designer/1"
_LINE = 110
_MAX_DEPTH = 60


def dumps(schema: Schema) -> str:
    """The design file's text. One attribute, constraint or index stands on one line, for readable diffs."""
    return "".join(_write({"format": FORMAT, **encode(schema)}, 0)) + "\n"


def to_json(schema: Schema) -> dict[str, Any]:
    """The design file as JSON-like data."""
    return {"format": FORMAT, **encode(schema)}


def loads(text: str) -> Schema:
    """The design in a design file. Raises DesignError, with line and column where the JSON is broken."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DesignError(f"line {error.lineno}, column {error.colno}: this is no JSON, {error.msg}") from None
    except RecursionError:
        raise DesignError("nested too deeply") from None
    except ValueError:  # more digits than Python reads
        raise DesignError("it holds a number of thousands of digits") from None
    return from_json(data)


def from_json(data: Any) -> Schema:
    """The design in JSON-like data; names stand for missing ids. Raises DesignError."""
    if not isinstance(data, dict):
        raise DesignError("a design file holds one JSON object")
    if _depth_exceeds(data, _MAX_DEPTH):
        raise DesignError("nested too deeply")
    if not _is_text(data):
        raise DesignError("it holds half of a surrogate pair, which is no text")
    found = data.get("format")
    if found != FORMAT:
        raise DesignError(f'"format" is {found!r}, and this reads "{FORMAT}"')
    rest = {key: value for key, value in data.items() if key != "format"}
    schema: Schema = decode(Schema, rest, "design")
    return complete(schema)


def _is_text(data: Any) -> bool:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth_exceeds(data: Any, limit: int) -> bool:
    level = [data]
    for _ in range(limit):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _write(value: Any, depth: int) -> Iterator[str]:
    """Objects of the first levels over several lines; what fits on a line, or stands deeper, on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or depth > 3 or (depth > 0 and len(flat) <= _LINE):
        yield flat
        return
    pad = " " * (depth + 1)
    is_object = isinstance(value, dict)
    yield "{" if is_object else "["
    entries = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for number, (key, item) in enumerate(entries):
        yield ("," if number else "") + "\n" + pad
        if is_object:
            yield json.dumps(key, ensure_ascii=False) + ": "
        yield from _write(item, depth + 1)
    yield "\n" + " " * depth + ("}" if is_object else "]")
