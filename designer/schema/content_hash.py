"""One hash for what a design means, one for what surrounds it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from designer.schema.codec import encode
from designer.schema.frozen import thaw
from designer.schema.kinds import KINDS
from designer.schema.naming import path_in
from designer.schema.references import map_references
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_SURROUNDINGS = frozenset({"decisions"})


def content_hash(schema: Schema) -> str:
    """A SHA-256 of the meaning: names in place of ids, types by what they mean, no layout, no decisions."""
    return _kept(schema, "_content_hash", _meaning)


def surroundings_hash(schema: Schema) -> str:
    """A SHA-256 of what the content hash leaves out: ids, layout and decisions."""
    return _kept(schema, "_surroundings_hash", _surroundings)


def _kept(schema: Schema, name: str, content: Callable[[Schema], dict[str, Any]]) -> str:
    """A design never changes, so each hash is made once."""
    cached: str | None = schema.__dict__.get(name)
    if cached is None:
        cached = schema.__dict__[name] = _digest(content(schema))
    return cached


def _surroundings(schema: Schema) -> dict[str, Any]:
    return {
        "ids": sorted(schema.located),
        "layout": encode(schema.layout),
        "decisions": [encode(decision) for decision in schema.decisions],
    }


def _meaning(schema: Schema) -> dict[str, Any]:
    paths = {object_id: path_in(schema, object_id) for object_id in schema.located}
    meaning: dict[str, Any] = {
        "name": schema.name,
        "comment": schema.comment,
        "dialect": encode(schema.dialect),
        "requirements": encode(schema.requirements),
        "x": thaw(schema.x),
    }
    for kind in KINDS.inside("design"):
        if kind.field not in _SURROUNDINGS:
            meaning[kind.field] = _sorted(
                [_plain(kind.name, value, paths, schema) for value in getattr(schema, kind.field)]
            )
    return meaning


def _plain(kind: str, value: Any, paths: dict[str, str], schema: Schema) -> dict[str, Any]:
    named = map_references(value, lambda reference, _kind, _field: paths.get(reference, reference))
    data = encode(named)
    data.pop("id", None)
    data.pop("line", None)
    if kind == "attribute":
        data["type"] = str(parse_type(value.type, schema.dialect.name))
    for inner in KINDS.inside(kind):
        held = getattr(value, inner.field)
        if inner.single:
            data[inner.field] = held and _plain(inner.name, held, paths, schema)
        else:
            items = [_plain(inner.name, item, paths, schema) for item in held]
            data[inner.field] = items if inner.ordered else _sorted(items)
    return data


def _sorted(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=_canonical)


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(data: Any) -> str:
    return hashlib.sha256(_canonical(data).encode("utf-8", "surrogatepass")).hexdigest()
