"""Changes: small steps over a design, each with a reverse.

An edit, a rule's fix, a diff and a migration are all tuples of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """A new object. position: its place among its siblings, None where order has no meaning."""

    kind: str
    id: str
    parent: str = ""
    position: int | None = None
    value: Any

    def reverse(self) -> tuple[Change, ...]:
        return (Drop(kind=self.kind, id=self.id, parent=self.parent, position=self.position, value=self.value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """An object taken away, whole, after the changes to what depends on it (`cascades`)."""

    kind: str
    id: str
    parent: str = ""
    position: int | None = None
    value: Any
    cascades: tuple[Change, ...] = ()

    def reverse(self) -> tuple[Change, ...]:
        back = Add(kind=self.kind, id=self.id, parent=self.parent, position=self.position, value=self.value)
        return (back, *reverse(self.cascades))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alter:
    """Some properties of an object. `set` and `was` have the same keys: fields of its model type."""

    kind: str
    id: str
    set: FrozenMap
    was: FrozenMap

    def reverse(self) -> tuple[Change, ...]:
        return (Alter(kind=self.kind, id=self.id, set=self.was, was=self.set),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A text that mentions a renamed object: in `field` of `object`, the whole text before and after."""

    object: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    kind: str
    id: str
    old: str | None
    new: str | None
    rewrites: tuple[Rewrite, ...] = ()

    def reverse(self) -> tuple[Change, ...]:
        back = tuple(
            Rewrite(object=one.object, field=one.field, old=one.new, new=one.old) for one in reversed(self.rewrites)
        )
        return (Rename(kind=self.kind, id=self.id, old=self.new, new=self.old, rewrites=back),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of position among its siblings, from one index to another."""

    kind: str
    id: str
    old: int
    new: int

    def reverse(self) -> tuple[Change, ...]:
        return (Move(kind=self.kind, id=self.id, old=self.new, new=self.old),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One entity made by a split, and where its data comes from.

    columns: id of each new attribute to the id of the old one; key: the new attributes that identify a row.
    """

    entity: Entity
    columns: FrozenMap
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An entity divided into several, with its data.

    remaining: attributes that stay in `entity`; changes: the steps that make the new structure (the new
    entities are among them), so that applying and reversing need no rule of their own.
    """

    entity: str
    into: tuple[Part, ...]
    remaining: tuple[str, ...]
    changes: tuple[Change, ...]

    def reverse(self) -> tuple[Change, ...]:
        return (Merge(entity=self.entity, into=self.into, remaining=self.remaining, changes=reverse(self.changes)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The reverse of a split: the rows of the parts go back into `entity`."""

    entity: str
    into: tuple[Part, ...]
    remaining: tuple[str, ...]
    changes: tuple[Change, ...]

    def reverse(self) -> tuple[Change, ...]:
        return (Split(entity=self.entity, into=self.into, remaining=self.remaining, changes=reverse(self.changes)),)


Change = Add | Drop | Alter | Rename | Move | Split | Merge


def reverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that undo `changes`, last one first."""
    return tuple(back for change in reversed(tuple(changes)) for back in change.reverse())


def flatten(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same effect in elementary changes: cascades before their drop, splits and merges taken apart."""
    flat: list[Change] = []
    for change in changes:
        match change:
            case Split() | Merge():
                flat += flatten(change.changes)
            case Drop(cascades=cascades) if cascades:
                flat += flatten(cascades)
                flat.append(
                    Drop(
                        kind=change.kind,
                        id=change.id,
                        parent=change.parent,
                        position=change.position,
                        value=change.value,
                    )
                )
            case _:
                flat.append(change)
    return tuple(flat)
