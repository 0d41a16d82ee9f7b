"""The whole design as one value, with look-ups by id and by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from designer.schema.fields import children, prop
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.kinds import KINDS, Kind
from designer.schema.model import (
    AccessPattern,
    Attribute,
    Composite,
    Decision,
    Dialect,
    Domain,
    Entity,
    Enum,
    Extension,
    Invariant,
    Layout,
    Namespace,
    Opaque,
    Relationship,
    Requirements,
    Sequence,
)
from designer.schema.references import references

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Located:
    """An object, its kind, and the id of what it lives in ("" for the design itself)."""

    kind: Kind
    value: Any
    owner: str


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A design. No slots: the look-ups below are cached properties."""

    name: str = "design"
    comment: str | None = None
    dialect: Dialect = Dialect()
    schemas: tuple[Namespace, ...] = children(kind="schema")
    entities: tuple[Entity, ...] = children(kind="entity")
    relationships: tuple[Relationship, ...] = children(kind="relationship")
    enums: tuple[Enum, ...] = children(kind="enum")
    domains: tuple[Domain, ...] = children(kind="domain")
    composites: tuple[Composite, ...] = children(kind="composite")
    sequences: tuple[Sequence, ...] = children(kind="sequence")
    extensions: tuple[Extension, ...] = children(kind="extension")
    opaque: tuple[Opaque, ...] = children(kind="opaque")
    access_patterns: tuple[AccessPattern, ...] = children(kind="access_pattern")
    invariants: tuple[Invariant, ...] = children(kind="invariant")
    requirements: Requirements = Requirements()
    decisions: tuple[Decision, ...] = children(kind="decision")
    layout: Layout = Layout()
    x: FrozenMap = prop(EMPTY, sparse=True)

    @cached_property
    def groups(self) -> dict[str, tuple[Located, ...]]:
        """Every object at the top with all that is inside it, owners first; by the id of the one at the top.

        What a design shares with the one it was made from (`made_from`) is not walked again.
        """
        earlier: dict[str, tuple[Located, ...]] = self.__dict__.pop("_earlier", {})
        found: dict[str, tuple[Located, ...]] = {}
        for kind in KINDS.inside("design"):
            for value in getattr(self, kind.field):
                group = earlier.get(value.id)
                if group is None or group[0].value is not value:
                    group = (Located(kind, value, ""), *walk(value, value.id, kind.name))
                # Two objects of one id are a mistake that `problems` reports: none may hide the other.
                found[value.id] = found[value.id] + group if value.id in found else group
        return found

    @cached_property
    def located(self) -> dict[str, Located]:
        """Every object that has an id, by id."""
        items = list(chain.from_iterable(self.groups.values()))
        found = {item.value.id: item for item in items}
        if len(found) < len(items):  # of two objects of one id, which is a mistake, the first
            found = {}
            for item in items:
                found.setdefault(item.value.id, item)
        return found

    @cached_property
    def referrers(self) -> dict[str, tuple[tuple[Located, str], ...]]:
        """Per id, the objects that refer to it, each with the field that does, in no particular order.

        Where it is known of a design that this one was made from, only what changed since is looked through.
        """
        known: tuple[_Groups, _Referrers] = self.handed_on("referrers") or ({}, {})
        before, found = known[0], dict(known[1])
        went, came = _changed(before, self.groups), _changed(self.groups, before)
        gone = {id(item) for item in went}
        fresh: dict[str, list[tuple[Located, str]]] = {one: [] for item in went for one in _named_by(item)}
        for item in came:
            for field, _, reference in references(item.value):
                fresh.setdefault(reference, []).append((item, field))
        for reference, held in fresh.items():
            held = [one for one in found.pop(reference, ()) if id(one[0]) not in gone] + held
            if held:
                found[reference] = tuple(held)
        self.hand_on("referrers", (self.groups, found))
        return found

    def made_from(self, earlier: Schema) -> Schema:
        """This design, told that it shares most of its objects with another one; saves walking them again."""
        if "groups" not in self.__dict__:
            self.__dict__["_earlier"] = earlier.groups
        self.__dict__["_handed_on"] = dict(earlier.__dict__.get("_handed_on", {}))
        return self

    def once(self, name: Hashable, make: Callable[[], _Made]) -> _Made:
        """What `make` makes of this design, made once, since a design never changes. name: says all it depends on."""
        made: dict[Hashable, _Made] = self.__dict__.setdefault("_made", {})
        if name not in made:
            made[name] = make()
        return made[name]

    def hand_on(self, name: str, value: Any) -> None:
        """Keeps what was made of this design for those that will be made from it."""
        self.__dict__.setdefault("_handed_on", {})[name] = value

    def handed_on(self, name: str) -> Any:
        """What was made of this design, or else of one that it was made from; None for nothing. Of what it is true, it
        has to say itself: by the objects it was made of, since those that did not change are the very same here."""
        return self.__dict__.get("_handed_on", {}).get(name)

    def get(self, object_id: str) -> Any:
        """The object of this id; KeyError where there is none."""
        return self.located[object_id].value

    def entity(self, key: str) -> Entity:
        """The entity of this id, name or qualified name; KeyError where there is none."""
        found = self.located.get(key)
        if found is None or found.kind.name != "entity":
            return self._entities_by_name[key]
        entity: Entity = found.value
        return entity

    def attribute(self, attribute_id: str) -> Attribute:
        """The attribute of this id; KeyError where there is none."""
        found = self.located[attribute_id]
        if found.kind.name != "attribute":
            raise KeyError(attribute_id)
        attribute: Attribute = found.value
        return attribute

    def names(self, attribute_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The names of these attributes, in the order given."""
        return tuple([self.attribute(attribute_id).name for attribute_id in attribute_ids])

    def namespace(self, namespace_id: str | None) -> str | None:
        """The name of a namespace, or None for none."""
        return self.located[namespace_id].value.name if namespace_id else None

    def qualified(self, value: Entity | Enum | Domain | Composite | Sequence) -> str:
        """`schema.name`, or the bare name in `public` and in dialects without schemas."""
        namespace = self.namespace(value.schema)
        return value.name if namespace in (None, "public") else f"{namespace}.{value.name}"

    def references_from(self, entity_id: str) -> tuple[Relationship, ...]:
        """Foreign keys of this entity."""
        return self._by_child.get(entity_id, ())

    def references_to(self, entity_id: str) -> tuple[Relationship, ...]:
        """Foreign keys that point at this entity."""
        return self._by_parent.get(entity_id, ())

    @cached_property
    def _entities_by_name(self) -> dict[str, Entity]:
        # Qualified names win over bare names: what is more exact is written last.
        by_key = {entity.name: entity for entity in reversed(self.entities)}
        for entity in self.entities:
            by_key[f"{self.namespace(entity.schema)}.{entity.name}"] = entity
            by_key[self.qualified(entity)] = entity
        return by_key

    @cached_property
    def _by_child(self) -> dict[str, tuple[Relationship, ...]]:
        return _grouped(self.relationships, "child")

    @cached_property
    def _by_parent(self) -> dict[str, tuple[Relationship, ...]]:
        return _grouped(self.relationships, "parent")


_Groups = dict[str, tuple[Located, ...]]
_Referrers = dict[str, tuple[tuple[Located, str], ...]]


def _changed(groups: _Groups, others: _Groups) -> list[Located]:
    """The objects of what is not the very same at the top of another design."""
    return [item for key, group in groups.items() if others.get(key) is not group for item in group]


def _named_by(item: Located) -> Iterator[str]:
    return (reference for _, _, reference in references(item.value))


def _grouped(relationships: tuple[Relationship, ...], end: str) -> dict[str, tuple[Relationship, ...]]:
    groups: dict[str, list[Relationship]] = defaultdict(list)
    for entity, relationship in zip(map(attrgetter(end), relationships), relationships, strict=True):
        groups[entity].append(relationship)
    return dict(zip(groups, map(tuple, groups.values()), strict=True))


def walk(value: Any, owner: str = "", kind: str = "design") -> Iterator[Located]:
    """Every object with an id inside `value`, owners before what they own."""
    for inner in KINDS.inside(kind):
        content = getattr(value, inner.field)
        for item in (content,) if inner.single and content is not None else content or ():
            yield Located(inner, item, owner)
            if KINDS.inside(inner.name):
                yield from walk(item, item.id, inner.name)
