"""One hash for what a design means, one for what surrounds it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from designer.schema.codec import encode
from designer.schema.frozen import thaw
from designer.schema.kinds import KINDS
from designer.schema.naming import path_in
from designer.schema.references import map_references
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_SURROUNDINGS = frozenset({"decisions"})
_TEXTS = "texts of its meaning"


def content_hash(schema: Schema) -> str:
    """A SHA-256 of the meaning: names in place of ids, types by what they mean, no layout, no decisions."""
    return schema.once("content hash", lambda: _digest(_meaning(schema)))


def surroundings_hash(schema: Schema) -> str:
    """A SHA-256 of what the content hash leaves out: ids, layout and decisions."""
    return schema.once("hash of the surroundings", lambda: _digest(_surroundings(schema)))


def _surroundings(schema: Schema) -> str:
    return _canonical(
        {
            "ids": sorted(schema.located),
            "layout": encode(schema.layout),
            "decisions": [encode(decision) for decision in schema.decisions],
        }
    )


def _meaning(schema: Schema) -> str:
    """The canonical text of an object whose keys are the design's own fields and its lists, put together of the texts
    of what stands at the top. Of an earlier state those are taken over that would be the same."""
    fields = {
        "name": schema.name,
        "comment": schema.comment,
        "dialect": encode(schema.dialect),
        "requirements": encode(schema.requirements),
        "x": thaw(schema.x),
    }
    parts = {name: _canonical(value) for name, value in fields.items()}
    known: Mapping[str, _Text] = schema.handed_on(_TEXTS) or {}
    texts: dict[str, _Text] = {}
    paths = _Paths(schema)
    for kind in KINDS.inside("design"):
        if kind.field in _SURROUNDINGS:
            continue
        made = [_text(kind.name, value, schema, paths, known.get(value.id)) for value in getattr(schema, kind.field)]
        texts.update((one.value.id, one) for one in made)
        parts[kind.field] = f"[{','.join(sorted(one.text for one in made))}]"
    schema.hand_on(_TEXTS, texts)
    return "{" + ",".join(f"{_canonical(name)}:{parts[name]}" for name in sorted(parts)) + "}"


class _Paths(dict[str, str]):
    """What the objects of a design are called, by id; what it does not know is called by its id."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def __missing__(self, reference: str) -> str:
        self[reference] = found = path_in(self._schema, reference)
        return found


@dataclass(frozen=True, slots=True)
class _Text:
    """What an object at the top means, as text; named: what all that it refers to was called, by id."""

    value: Any
    dialect: str
    named: Mapping[str, str]
    text: str


def _text(kind: str, value: Any, schema: Schema, paths: _Paths, known: _Text | None) -> _Text:
    """known: of the same id in an earlier state; it stands if that was the very object, and nothing that it refers to
    has another name by now."""
    dialect = schema.dialect.name
    same = known is not None and known.value is value and known.dialect == dialect
    if known is not None and same and all(paths[one] == name for one, name in known.named.items()):
        return known
    named: dict[str, str] = {}

    def name_of(reference: str) -> str:
        named[reference] = found = paths[reference]
        return found

    return _Text(value, dialect, named, _canonical(_plain(kind, value, name_of, dialect)))


def _plain(kind: str, value: Any, name_of: Callable[[str], str], dialect: str) -> dict[str, Any]:
    named = map_references(value, lambda reference, _kind, _field: name_of(reference))
    data = encode(named)
    data.pop("id", None)
    data.pop("line", None)
    if kind == "attribute":
        data["type"] = str(parse_type(value.type, dialect))
    for inner in KINDS.inside(kind):
        held = getattr(value, inner.field)
        if inner.single:
            data[inner.field] = held and _plain(inner.name, held, name_of, dialect)
        else:
            items = [_plain(inner.name, item, name_of, dialect) for item in held]
            data[inner.field] = items if inner.ordered else sorted(items, key=_canonical)
    return data


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
