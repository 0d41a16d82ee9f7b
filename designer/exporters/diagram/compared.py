"""Two designs in one picture: what is in either of them, and what a comparison says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.diagram.options import Sign
from designer.schema.changes import Add, Alter, Change, Drop, Move, Rename, flatten
from designer.schema.model import Attribute, Entity
from designer.schema.ordering import in_order
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Compared:
    """schema: the new design with what only the old one had, to be drawn and for nothing else. signs: by the ids of
    entities, attributes and relationships. former: by the same ids, what was different, in words."""

    schema: Schema
    signs: dict[str, Sign]
    former: dict[str, str]

    def touched(self) -> tuple[str, ...]:
        """The entities with a sign, and those that they refer to or are referred to by."""
        signed = {one.id for one in self.schema.entities if one.id in self.signs}
        beside = {
            end
            for link in self.schema.relationships
            if {link.child, link.parent} & signed or link.id in self.signs
            for end in (link.child, link.parent)
        }
        return tuple(one.id for one in self.schema.entities if one.id in signed | beside)


def compared(old: Schema, new: Schema, changes: Iterable[Change]) -> Compared:
    """The picture of `changes`, which lead from `old` to `new`; the same objects have the same ids in both."""
    signs: dict[str, Sign] = {}
    former: dict[str, str] = {}
    for change in flatten(changes):
        _sign(change, old, new, signs, former)
    return Compared(_union(old, new), signs, former)


def _sign(change: Change, old: Schema, new: Schema, signs: dict[str, Sign], former: dict[str, str]) -> None:
    match change:
        case Add() | Drop():
            sign: Sign = "added" if isinstance(change, Add) else "removed"
            owner = change.parent
        case Rename() | Alter() | Move():
            sign = "changed"
            located = new.located.get(change.id)
            owner = located.owner if located else ""
            if isinstance(change, Rename):
                former[change.id] = f"was {change.old}"
            elif isinstance(change, Alter) and change.kind == "attribute" and "type" in change.set:
                former[change.id] = ", ".join(filter(None, (former.get(change.id), f"was {change.was['type']}")))
        case _:
            return
    if change.kind in ("entity", "attribute", "relationship"):
        signs[change.id] = _stronger(signs.get(change.id), sign)
        if isinstance(change, Add | Drop) and change.kind == "entity":
            signs.update(dict.fromkeys((one.id for one in change.value.attributes), sign))
    for holder in (owner, _child(change, old, new)):
        if holder:
            signs[holder] = _stronger(signs.get(holder), "changed")


def _stronger(known: Sign | None, said: Sign) -> Sign:
    """What came or went is not merely changed."""
    return known if known in ("added", "removed") else said


def _child(change: Any, old: Schema, new: Schema) -> str:
    """The table that a relationship belongs to."""
    if change.kind != "relationship":
        return ""
    located = new.located.get(change.id) or old.located.get(change.id)
    return located.value.child if located else ""


def _union(old: Schema, new: Schema) -> Schema:
    here = {one.id: one for one in old.entities}
    entities = tuple(_with_gone(one, here.get(one.id)) for one in new.entities)
    return in_order(
        replace(
            new,
            schemas=_both(new.schemas, old.schemas),
            entities=_both(entities, old.entities),
            relationships=_both(new.relationships, old.relationships),
            enums=_both(new.enums, old.enums),
        )
    )


def _both(now: Sequence[Any], before: Sequence[Any]) -> tuple[Any, ...]:
    ids = {one.id for one in now}
    return (*now, *(one for one in before if one.id not in ids))


def _with_gone(entity: Entity, before: Entity | None) -> Entity:
    """The table with the columns it has lost, each behind the one that it stood behind."""
    if before is None:
        return entity
    kept = {one.id for one in entity.attributes}
    attributes: list[Attribute] = list(entity.attributes)
    place = 0
    for attribute in before.attributes:
        if attribute.id in kept:
            place = next(number for number, one in enumerate(attributes, 1) if one.id == attribute.id)
        else:
            attributes.insert(place, attribute)
            place += 1
    return replace(entity, attributes=tuple(attributes))
