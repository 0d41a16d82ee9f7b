"""The canonical order of what has no order of its own, so that equal designs are equal values."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from designer.schema.kinds import KINDS
from designer.schema.model import Opaque, Relationship
from designer.schema.schema import Schema


def by_name(value: Any) -> tuple[str, str]:
    """The order of siblings whose position has no meaning."""
    return getattr(value, "name", None) or "", value.id


def in_order(schema: Schema) -> Schema:
    """`schema` with its top-level lists sorted by qualified name, and unordered children by name."""
    return _top_in_order(schema, _sorted_inside)


def top_in_order(schema: Schema) -> Schema:
    """`schema` with its top-level lists sorted, for objects that are in order inside."""
    return _top_in_order(schema, lambda value, _: value)


def _top_in_order(schema: Schema, inside: Callable[[Any, str], Any]) -> Schema:
    key = _TopKey(schema)
    sorted_lists: dict[str, Any] = {
        kind.field: tuple(sorted((inside(value, kind.name) for value in getattr(schema, kind.field)), key=key))
        for kind in KINDS.inside("design")
    }
    return replace(schema, **sorted_lists)


def _sorted_inside(value: Any, kind_name: str) -> Any:
    lists: dict[str, Any] = {}
    for kind in KINDS.inside(kind_name):
        held = getattr(value, kind.field)
        if kind.single or kind.ordered or len(held) < 2:
            continue
        in_name_order = tuple(sorted(held, key=by_name))
        if in_name_order != held:
            lists[kind.field] = in_name_order
    return replace(value, **lists) if lists else value


class _TopKey:
    """The order of objects at the top: by qualified name, relationships by that of their child."""

    def __init__(self, schema: Schema) -> None:
        self._namespaces = {namespace.id: namespace.name for namespace in schema.schemas}
        self._entities = {entity.id: self(entity) for entity in schema.entities}

    def __call__(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, Relationship):
            child = self._entities.get(value.child)
            return (*child, *by_name(value)) if child else by_name(value)
        if isinstance(value, Opaque):
            return value.kind, value.name, f"{value.line or 0:09}", value.id
        return self._namespaces.get(getattr(value, "schema", None) or "", ""), *by_name(value)
