"""Changes in words, for histories, reviews and terminals."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import singledispatch
from typing import Any

from designer.schema.changes import Add, Alter, Change, Drop, Merge, Move, Rename, Split
from designer.schema.codec import codecs
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS, SINGLETONS
from designer.schema.naming import label
from designer.schema.schema import Schema, walk

NameOf = Callable[[str], str]


def describe(changes: Iterable[Change], *schemas: Schema) -> tuple[str, ...]:
    """A line per change. schemas: the designs before and after, to name what the changes refer to by id."""
    changes = tuple(changes)
    names = names_in(changes, schemas)
    return tuple(_line(change, lambda object_id: names.get(object_id, object_id)) for change in changes)


def altered(change: Alter, names: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """What an alteration changes, each as (what, was, is) in words; names: those of `names_in`."""
    return tuple(
        part
        for field, new in change.set.items()
        for part in _altered(_kind(field), change.was[field], new, lambda object_id: names.get(object_id, object_id))
    )


def names_in(changes: tuple[Change, ...], schemas: tuple[Schema, ...]) -> dict[str, str]:
    """Ids to short qualified names: `orders.status`; where the designs differ, as the last of them says."""
    names: dict[str, str] = {}

    def learn(object_id: str, kind: str, value: Any, owner: str) -> None:
        known = label(KINDS[kind], value, lambda reference: names.get(reference, reference).rpartition(".")[2])
        if kind == "decision" and value.subject in names:
            known = f"{value.finding} {names[value.subject]}"
        names.setdefault(object_id, f"{names[owner]}.{known}" if owner in names else known)

    for schema in reversed(schemas):
        for located in schema.located.values():
            learn(located.value.id, located.kind.name, located.value, located.owner)
    for change in changes:
        if isinstance(change, Add | Drop):
            learn(change.id, change.kind, change.value, change.parent)
            for located in walk(change.value, change.id, change.kind):
                learn(located.value.id, located.kind.name, located.value, located.owner)
    return names


@singledispatch
def _line(change: Any, name: NameOf) -> str:
    raise TypeError(f"no words for {type(change).__name__}")


@_line.register
def _(change: Add, name: NameOf) -> str:
    return f"add {_kind(change.kind)} {name(change.id)}{_details(change.value)}"


@_line.register
def _(change: Drop, name: NameOf) -> str:
    also = len(change.cascades)
    return f"drop {_kind(change.kind)} {name(change.id)}" + (f", with {also} that depend on it" if also else "")


@_line.register
def _(change: Alter, name: NameOf) -> str:
    what = change.kind if change.kind in SINGLETONS else f"{_kind(change.kind)} {name(change.id)}"
    fields = "; ".join(
        f"{part}: {was} → {becomes}"
        for field, new in change.set.items()
        for part, was, becomes in _altered(_kind(field), change.was[field], new, name)
    )
    return f"alter {what}, {fields}"


_OF_X = {"server": "seen by the server", "dropped": "foreign keys that the script dropped"}
"""What is kept under `x`, in words."""


def _altered(field: str, was: Any, new: Any, name: NameOf) -> Iterator[tuple[str, str, str]]:
    """What, what it was and what it is; of a mapping, only the keys that differ."""
    if not isinstance(was, FrozenMap) or not isinstance(new, FrozenMap):
        yield field, _shown(was, name), _shown(new, name)
        return
    for key in dict.fromkeys((*was, *new)):
        if was.get(key) != new.get(key):
            what = _OF_X.get(key) if field == "x" else None
            what = what or f"{field} of {name(key)}"
            yield what, _shown(was.get(key), name), _shown(new.get(key), name)


@_line.register
def _(change: Rename, name: NameOf) -> str:
    also = len(change.rewrites)
    end = f", rewriting {also} text{'s' if also > 1 else ''}" if also else ""
    return f"rename {_kind(change.kind)} {change.old} to {change.new}{end}"


@_line.register
def _(change: Move, name: NameOf) -> str:
    return f"move {_kind(change.kind)} {name(change.id)} from position {change.old + 1} to {change.new + 1}"


@_line.register(Split)
@_line.register(Merge)
def _(change: Split | Merge, name: NameOf) -> str:
    parts = ", ".join(part.entity.name for part in change.into)
    verb, word = ("split", "into") if isinstance(change, Split) else ("merge", "from")
    return f"{verb} {name(change.entity)} {word} {parts}"


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _details(value: Any) -> str:
    type_text = getattr(value, "type", None)
    return f" {type_text}" if isinstance(type_text, str) else ""


def _shown(value: Any, name: NameOf) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return name(value)
    if isinstance(value, FrozenMap):
        return ", ".join(f"{_kind(key)} {_shown(held, name)}" for key, held in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(_shown(item, name) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return _part(value, name)
    return str(value)


def _part(value: Any, name: NameOf) -> str:
    """A part of an object without its defaults: an index key, an identity, a NOT NULL."""
    given = [
        (codec.key, getattr(value, codec.name))
        for codec in codecs(type(value))
        if getattr(value, codec.name) != codec.default
    ]
    words = " ".join(f"{_kind(key)} {_shown(held, name)}" for key, held in given)
    return words or "yes"
