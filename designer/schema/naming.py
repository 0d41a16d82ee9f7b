"""What objects are called: labels inside their owner, qualified paths, and ids made from them."""

from collections.abc import Callable, Container
from functools import cache
from hashlib import sha1
from typing import Any
from uuid import UUID, uuid5

from designer.schema import model
from designer.schema.kinds import KINDS, Kind

_NAMESPACE = UUID("8b5f3b0e-6a0c-5b1d-9c55-0d8f3c1f8a11")

NameOf = Callable[[str], str]
"""Turns an id into a name; whatever it does not know it returns as it is."""


def make_id(kind: str, path: str, taken: Callable[[str], bool] = lambda _: False) -> str:
    """The id of an object made from text: the same for the same kind and path, on every machine."""
    space = _space(kind)
    made = _id_in(space, path)
    suffix = 2
    while taken(made):
        made = _id_in(space, f"{path}#{suffix}")
        suffix += 1
    return made


@cache
def _space(kind: str) -> bytes:
    """What ids of objects of one kind are made in."""
    return uuid5(_NAMESPACE, kind).bytes


def _id_in(space: bytes, path: str) -> str:
    """What `uuid5` says, without an object for it: a look at a large design makes hundreds."""
    made = bytearray(sha1(space + path.encode(), usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50  # version 5
    made[8] = made[8] & 0x3F | 0x80  # of RFC 9562
    said = made.hex()
    return f"{said[:8]}-{said[8:12]}-{said[12:16]}-{said[16:20]}-{said[20:]}"


def names_inside(value: Any, kind: str) -> set[str]:
    """The names of all objects inside a value of this kind; what has none is left out."""
    found: set[Any] = set()
    for inner in KINDS.inside(kind):
        content = getattr(value, inner.field)
        if not content:
            continue
        items = (content,) if inner.single else content
        found.update([getattr(item, "name", None) for item in items])
        if KINDS.inside(inner.name):
            found.update(*(names_inside(item, inner.name) for item in items))
    found.discard(None)
    return found


def label(kind: Kind, value: Any, name_of: NameOf = lambda reference: reference) -> str:
    """What tells `value` from its siblings: its name or, where it has none, what it is about."""
    if kind.name == "opaque":
        return f"{value.kind} {value.name}"
    if kind.label is not None:
        name: str | None = getattr(value, kind.label)
        if name is not None:
            return name
    return _description(value, name_of)


def _description(value: Any, name_of: NameOf) -> str:
    def names(ids: tuple[str, ...]) -> str:
        return ",".join(map(name_of, ids))

    match value:
        case model.PrimaryKey():
            return "primary key"
        case model.FunctionalDependency() | model.MultivaluedDependency():
            return f"{names(value.determinant)}->{names(value.dependent)}"
        case model.Unique() | model.Relationship():
            return names(value.columns)
        case model.Index():
            return ",".join(name_of(key.column) if key.column else str(key.expression) for key in value.keys)
        case model.Check():
            return value.expression
        case model.Exclusion():
            return ",".join(
                f"{name_of(part.column) if part.column else part.expression} {part.operator}" for part in value.elements
            )
        case model.Denormalization():
            return f"{value.dependency} for {value.access_pattern}"
        case model.Invariant():
            return f"{value.kind} {name_of(value.entity)} {names(value.attributes)} {names(value.scope)} {value.where}"
        case model.Decision():
            return f"{value.finding} {value.subject}"
    raise TypeError(f"no label for {type(value).__name__}")


def owner_path(kind: Kind, value: Any, owner: str, path_of: NameOf) -> str:
    """The path of what a qualified name starts with: the owner, the namespace, the child table."""
    if kind.owner != "design":
        return path_of(owner)
    if isinstance(value, model.Relationship):
        return path_of(value.child)
    if kind.name != "extension" and getattr(value, "schema", None):
        return path_of(value.schema)
    return ""


def path(kind: Kind, value: Any, owner: str, path_of: NameOf, name_of: NameOf) -> str:
    """The qualified name, namespaces included: `public.orders.customer_id`."""
    prefix = owner_path(kind, value, owner, path_of)
    return f"{prefix}.{label(kind, value, name_of)}" if prefix else label(kind, value, name_of)


def path_in(schema: Any, object_id: str, within: tuple[str, ...] = ()) -> str:
    """The qualified name of an object of `schema`; an unknown id comes back as it is.

    within: what is being named by it already: a broken design may say of an object that it is its own table.
    """
    located = schema.located.get(object_id)
    if located is None or object_id in within:
        return object_id

    def name_of(reference: str) -> str:
        found = schema.located.get(reference)
        return label(found.kind, found.value) if found else reference

    above = (*within, object_id)
    return path(located.kind, located.value, located.owner, lambda one: path_in(schema, one, above), name_of)


def unused_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, … that is not taken."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}_{number}"
    return found
