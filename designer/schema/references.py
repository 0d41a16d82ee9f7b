"""Walking and rewriting the ids that objects hold of one another."""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

from designer.schema.fields import per_type
from designer.schema.frozen import FrozenMap

Rewrite = Callable[[str, str, str], str]
"""(reference, kind it refers to, name of the field) -> reference."""


def references(value: Any) -> Iterator[tuple[str, str, str]]:
    """(field, kind, id) for every reference that `value` itself holds, objects inside it left out."""
    refs, nested = _plan(type(value))
    for field, kind in refs:
        held = getattr(value, field)
        for reference in (held,) if isinstance(held, str) else held or ():
            yield field, kind, reference
    for field in nested:
        held = getattr(value, field)
        for part in held if isinstance(held, tuple) else (held,) if held is not None else ():
            yield from references(part)


def map_references(value: Any, rewrite: Rewrite) -> Any:
    """`value` with each reference replaced; the very same object where nothing changed."""
    refs, nested = _plan(type(value))
    changed: dict[str, Any] = {}
    for field, kind in refs:
        held = getattr(value, field)
        new = _rewritten(held, kind, field, rewrite)
        if new != held:
            changed[field] = new
    for field in nested:
        held = getattr(value, field)
        if isinstance(held, tuple):
            new = tuple(map_references(part, rewrite) for part in held)
        else:
            new = held if held is None else map_references(held, rewrite)
        if new != held:
            changed[field] = new
    return dataclasses.replace(value, **changed) if changed else value


def _rewritten(held: Any, kind: str, field: str, rewrite: Rewrite) -> Any:
    if held is None:
        return None
    if isinstance(held, str):
        return rewrite(held, kind, field)
    if isinstance(held, FrozenMap):
        return FrozenMap({rewrite(key, kind, field): item for key, item in held.items()})
    return tuple(rewrite(reference, kind, field) for reference in held)


@per_type
def _plan(cls: type[Any]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The fields of a model type that hold references, and those that hold parts without an id."""
    hints = typing.get_type_hints(cls)
    refs, nested = [], []
    for field in dataclasses.fields(cls):
        if field.metadata.get("ref"):
            refs.append((field.name, field.metadata["ref"]))
        elif "child" not in field.metadata and part_type(hints[field.name]) is not None:
            nested.append(field.name)
    return tuple(refs), tuple(nested)


def part_type(hint: Any) -> type[Any] | None:
    """The dataclass inside `T`, `T | None` or `tuple[T, ...]`; None where there is none."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint
    if typing.get_origin(hint) in (typing.Union, types.UnionType, tuple):
        return next(filter(None, map(part_type, typing.get_args(hint))), None)
    return None
