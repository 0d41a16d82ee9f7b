"""The canonical order of what has no order of its own, so that equal designs are equal values."""

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
    sorted_lists: dict[str, Any] = {
        kind.field: tuple(
            sorted(
                (_sorted_inside(value, kind.name) for value in getattr(schema, kind.field)),
                key=lambda value: _top_key(schema, value),
            )
        )
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


def _top_key(schema: Schema, value: Any) -> tuple[str, ...]:
    if isinstance(value, Relationship):
        child = schema.located.get(value.child)
        return (*_top_key(schema, child.value), *by_name(value)) if child else by_name(value)
    if isinstance(value, Opaque):
        return value.kind, value.name, f"{value.line or 0:09}", value.id
    namespace = schema.located.get(getattr(value, "schema", None) or "")
    return namespace.value.name if namespace else "", *by_name(value)
