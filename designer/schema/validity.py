"""Whether a design holds together: references that lead somewhere, ids and names used once."""

from collections.abc import Iterator
from typing import Any

from designer.schema.naming import path_in
from designer.schema.references import references
from designer.schema.schema import Located, Schema, walk

_CONSTRAINTS = ("primary_key", "unique", "check", "exclusion", "relationship")


def problems(schema: Schema) -> tuple[str, ...]:
    """Every reason why `schema` is no design, in words; empty when it is one."""
    objects = list(walk(schema))
    return (*_duplicate_ids(schema, objects), *_dangling(schema, objects), *_duplicate_names(schema, objects))


def _duplicate_ids(schema: Schema, objects: list[Located]) -> Iterator[str]:
    seen: set[str] = set()
    for item in objects:
        if item.value.id in seen:
            yield f"the id {item.value.id} is used twice, the second time by {item.kind.name} {_shown(item)}"
        seen.add(item.value.id)


def _dangling(schema: Schema, objects: list[Located]) -> Iterator[str]:
    located = schema.located
    for item in objects:
        for field, kind, reference in references(item.value):
            target = located.get(reference)
            if target is None:
                yield f"{_placed(schema, item)}: {field} names {reference!r}, which is not here"
            elif kind not in ("*", target.kind.name):
                yield f"{_placed(schema, item)}: {field} names a {target.kind.name}"
    for field, _, reference in references(schema.layout):
        if reference not in located:
            yield f"layout: {field} names {reference!r}, which is not here"


def _duplicate_names(schema: Schema, objects: list[Located]) -> Iterator[str]:
    seen: set[tuple[Any, ...]] = set()
    for item in objects:
        kind, value = item.kind, item.value
        name = getattr(value, kind.label) if kind.label else None
        if name is None or kind.name == "opaque":
            continue
        if name == "":
            yield f"{kind.name}: a name is empty"
        scope = _scope(item)
        if (*scope, name) in seen:
            yield f"{kind.name} {path_in(schema, value.id)}: the name is used twice"
        seen.add((*scope, name))


def _scope(item: Located) -> tuple[Any, ...]:
    """Within what a name has to be unique."""
    if item.kind.name in _CONSTRAINTS:
        return "constraint", item.owner or item.value.child
    if item.kind.owner == "design":
        return item.kind.name, getattr(item.value, "schema", None)
    return item.kind.name, item.owner


def _placed(schema: Schema, item: Located) -> str:
    return f"{item.kind.name} {path_in(schema, item.value.id)}"


def _shown(item: Located) -> str:
    return str(getattr(item.value, item.kind.label or "id") or item.value.id)
