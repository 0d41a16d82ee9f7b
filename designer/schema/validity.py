"""Whether a design holds together: references that lead somewhere, ids and names used once."""

from collections.abc import Iterator
from typing import Any

from designer.schema.naming import path_in
from designer.schema.references import references
from designer.schema.schema import Located, Schema

_CONSTRAINTS = ("primary_key", "unique", "check", "exclusion", "relationship")


def problems(schema: Schema, *, since: Schema | None = None) -> tuple[str, ...]:
    """Every reason why `schema` is no design, in words; empty when it is one.

    since: a design that holds together and from which this one was made: what they share is not looked at again.
    """
    objects = [item for group in schema.groups.values() for item in group]
    changed = objects if since is None else _changed(schema, since)
    named = objects if since is None else _named_beside(schema, changed)
    # Whatever refers to an object that went may be anywhere.
    referring = changed if since is None or _has_all(schema, since) else objects
    return (
        *_duplicate_ids(schema, objects),
        *_dangling(schema, referring),
        *_duplicate_names(schema, named),
    )


def _changed(schema: Schema, since: Schema) -> list[Located]:
    """The objects of what is not the very same at the top."""
    groups = ((group, since.groups.get(key)) for key, group in schema.groups.items())
    return [item for group, earlier in groups if group is not earlier for item in group]


def _has_all(schema: Schema, since: Schema) -> bool:
    """Whether every object of `since` is still here, as the same kind."""
    located = schema.located
    return all(
        item.value.id in located and located[item.value.id].kind is item.kind
        for key, group in since.groups.items()
        if schema.groups.get(key) is not group
        for item in group
    )


def _named_beside(schema: Schema, changed: list[Located]) -> list[Located]:
    """The changed objects and all others whose names theirs may repeat."""
    kinds = {item.kind.name for item in changed if not item.owner}
    tops = [group[0] for group in schema.groups.values() if group[0].kind.name in kinds]
    inside = [item for item in changed if item.owner]
    # The names of an entity's constraints and of its foreign keys are one set.
    children = {item.value.child for item in changed if item.kind.name == "relationship"}
    entities = {item.value.id for item in changed if item.kind.name == "entity"}
    # A relationship of a broken design may call anything its child, also what changed and is no entity.
    for entity in children - {item.value.id for item in changed if not item.owner}:
        inside += [item for item in schema.groups.get(entity, ()) if item.owner]
    if "relationship" not in kinds:
        tops += [schema.located[link.id] for link in schema.relationships if link.child in entities]
    return [*tops, *inside]


def _duplicate_ids(schema: Schema, objects: list[Located]) -> Iterator[str]:
    if len(objects) == len(schema.located):
        return
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
            elif kind != "*" and target.kind.name not in kind.split("|"):
                kind = target.kind.name.replace("_", " ")
                yield f"{_placed(schema, item)}: {field} names {'an' if kind[0] in 'aeio' else 'a'} {kind}"
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
        if name == "" and kind.name != "enum_value":  # '' is a value like any other
            yield f"{kind.name}: a name is empty"
        scope = _scope(item)
        if (*scope, name) in seen:
            # Constraints of all kinds share their names: whichever comes second, it is the same mistake.
            what = "constraint" if kind.name in _CONSTRAINTS else kind.name
            yield f"{what} {path_in(schema, value.id)}: the name is used twice"
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
