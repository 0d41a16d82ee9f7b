"""A design that takes down what is read of its surroundings, so that it is known which edits concern whom.

Rules judge entities, relationships, access patterns and invariants; changes of these are followed to the tables near
them (`nearby`). Most rules read little else of a design: one reads what recovery the requirements want, another whether
an extension is installed. Nobody has to declare that: it is seen. A change of what nobody read concerns nobody.

So it is with tables. While a table is judged, that and its own foreign keys may be read freely; of whatever else of
the tables, keys, patterns and invariants is read, `BESIDE` is taken down, or `ASKED` where it is only what patterns
ask. Whoever never looked beside the table that it judged need not look again when one beside it changes.

What schemas are called matters to few: to whoever tells it of what was found, and to rules that read a meaning out of
it. Of which table that was asked, and of which schema, is taken down apart (`Spoken`): its other name concerns these.

Not taken down: the dialect, since everything rests on it; what enums and domains make of a type, which is asked of
`Facts`. `differences` follows these to the tables that they reach.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from designer.schema.kinds import KINDS
from designer.schema.model import Attribute, Entity, Relationship, Requirements
from designer.schema.schema import Located, Schema

_Value = TypeVar("_Value")
_LISTS = ("schemas", "enums", "domains", "composites", "sequences", "extensions", "opaque", "decisions")
_SINGLE = ("name", "comment", "layout", "x")
_BY_NAME = ("entities", "relationships")
_JUDGED = (*_BY_NAME, "access_patterns", "invariants")
"""What rules judge, and what of it stands in the order of the names of tables and schemas."""
BESIDE = "beside the table"
"""What is taken down of whoever reads another table than the one it judges."""
ASKED = "asked of the table"
"""What is taken down of whoever reads the access patterns, as `Facts` tells them."""
_WANTED = frozenset(one.name for one in fields(Requirements))


def _around() -> dict[str, str]:
    """By the kind of an object, the list of the design's surroundings that it stands in."""
    found = {kind.name: kind.field for kind in KINDS.inside("design") if kind.field in _LISTS and kind.name != "schema"}
    for kind in KINDS:
        if kind.owner in found:
            found[kind.name] = found[kind.owner]
    return found


_PLACES = _around()


def changes_around(before: Schema, after: Schema) -> frozenset[str]:
    """What of the surroundings is another in one design than in the other, called as `Readings` calls it."""
    changed = {one for one in (*_LISTS, *_SINGLE) if getattr(before, one) != getattr(after, one)}
    wanted = ((one, getattr(before.requirements, one), getattr(after.requirements, one)) for one in _WANTED)
    return frozenset(changed | {f"requirements.{one}" for one, old, new in wanted if old != new})


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of which tables it matters what schemas are called, by the ids of the tables; "" among them for any.

    named: by the id of a schema, "" for any, those that were judged while its name was read; ordered: while they were,
    something was read whose order follows from the names of tables and of their schemas.
    """

    named: dict[str, set[str]] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)


class Readings:
    """Where what is read is taken down: `into`, for as long as that is somewhere.

    own: the ids of the tables that may be read without being taken down; None: all of them, be it that it was taken
    down by then that one beside them was.

    judged: the id of the table that is judged, "" where none is or more than one; loops: those through tables to judge
    that are under way; spoken: where it is taken down what names of schemas matter to; rested_on: the functions of the
    whole design that whoever reads is compared by already.
    """

    def __init__(self) -> None:
        self.into: set[str] | None = None
        self.own: Container[str] | None = None
        self.spoken: Spoken | None = None
        self.judged = ""
        self.loops: list[object] = []
        self.rested_on: Container[Callable[..., Any]] = ()

    def take(self, *places: str) -> None:
        """These were read: names of fields of the design, those of the requirements after `requirements.`."""
        if self.into is not None:
            self.into.update(places)

    def look_at(self, table: str) -> None:
        """A table, by its id, was read, or what refers to it by."""
        if self.own is not None and table not in self.own:
            self.look_beside()

    def look_at_patterns(self) -> None:
        """What parsed patterns ask was read."""
        if self.own is not None:
            self.take(ASKED)

    def look_at_name(self, *namespaces: str) -> None:
        """What these schemas are called, by their ids, was read; "" for any."""
        if self.spoken is not None:
            for one in namespaces:
                self.spoken.named.setdefault(one, set()).add(self.judged)

    def look_at_order(self) -> None:
        """Something was read that stands in the order of the design."""
        if self.spoken is not None:
            self.spoken.ordered.add(self.judged)

    def look_beside(self) -> None:
        """Any table, key, pattern or invariant may have been read."""
        if self.own is not None:
            self.take(BESIDE)
            self.own = None


def watched(schema: Schema, readings: Readings) -> Schema:
    """The same design, in everything that can be done with it, that tells `readings` what is read."""
    made = object.__new__(_Watched)
    object.__setattr__(made, "__dict__", schema.__dict__)  # what one looks up once, the other finds
    object.__setattr__(made, "_design", schema)
    object.__setattr__(made, "_readings", readings)
    return made


def unwatched(schema: Schema) -> Schema:
    """The design itself."""
    return schema._design if isinstance(schema, _Watched) else schema


class _Watched(Schema):
    """Calls itself a Schema: copies made by `replace` are plain ones, and comparisons hold."""

    __slots__ = ("_design", "_readings")
    _design: Schema
    _readings: Readings

    __class__ = property(lambda self: Schema)

    def entity(self, key: str) -> Entity:
        if key not in self._design.located:
            self._readings.look_at_name("")
            self._readings.look_at_order()
        found = self._design.entity(key)
        self._readings.look_at(found.id)
        return found

    def attribute(self, attribute_id: str) -> Attribute:
        if self._readings.own is not None:
            self._readings.look_at(self._design.located[attribute_id].owner)
        return self._design.attribute(attribute_id)

    def names(self, attribute_ids: tuple[str, ...]) -> tuple[str, ...]:
        if self._readings.own is not None:
            for one in attribute_ids:
                self._readings.look_at(self._design.located[one].owner)
        return self._design.names(attribute_ids)

    def references_from(self, entity_id: str) -> tuple[Relationship, ...]:
        self._readings.look_at(entity_id)
        return self._design.references_from(entity_id)

    def references_to(self, entity_id: str) -> tuple[Relationship, ...]:
        self._readings.look_beside()  # what they are in the order of is the names of other tables
        found = self._design.references_to(entity_id)
        if len(found) > 1:
            self._readings.look_at_order()
        return found

    def _look_at(self, found: Located) -> None:
        """Takes down that an object was read."""
        place = _PLACES.get(found.kind.name)
        if place is not None:
            self._readings.take(place)
        elif found.kind.name == "schema":
            self._readings.look_at_name(found.value.id)
        elif self._readings.own is not None:
            self._look_inside(found)

    def _look_inside(self, found: Located) -> None:
        """Takes down the table that an object is in, or is."""
        while found.owner:
            found = self._design.located[found.owner]
        match found.kind.name:
            case "entity":
                self._readings.look_at(found.value.id)
            case "relationship":
                self._readings.look_at(found.value.child)
            case "access_pattern" | "invariant":
                self._readings.look_beside()

    def __reduce__(self) -> Any:
        return self._design.__reduce_ex__(4)

    @property
    def requirements(self) -> Requirements:
        made = _Wanted(**{one: getattr(self._design.requirements, one) for one in _WANTED})
        object.__setattr__(made, "_readings", self._readings)
        return made

    @property
    def located(self) -> Mapping[str, Located]:  # type: ignore[override]
        return _Seen(self._design.located, self._look_at, self._readings)

    @property
    def groups(self) -> Mapping[str, tuple[Located, ...]]:  # type: ignore[override]
        return _Seen(self._design.groups, lambda group: self._look_at(group[0]), self._readings)

    @property
    def referrers(self) -> Mapping[str, tuple[tuple[Located, str], ...]]:  # type: ignore[override]
        self._readings.take(*_LISTS)
        self._readings.look_beside()
        return self._design.referrers

    def get(self, object_id: str) -> Any:
        found = self._design.located[object_id]
        self._look_at(found)
        return found.value

    def namespace(self, namespace_id: str | None) -> str | None:
        if namespace_id:
            self._readings.look_at_name(namespace_id)
        return self._design.namespace(namespace_id)

    def once(self, name: Any, make: Any) -> Any:
        self._readings.take(*_LISTS, *_SINGLE, *(f"requirements.{one}" for one in _WANTED))
        self._readings.look_beside()
        return self._design.once(name, make)


def _watch(name: str) -> property:
    def read(self: _Watched) -> Any:
        self._readings.take(name)
        return getattr(self._design, name)

    return property(read)


def _watch_judged(name: str) -> property:
    def read(self: _Watched) -> Any:
        self._readings.look_beside()
        if name in _BY_NAME:
            self._readings.look_at_order()
        return getattr(self._design, name)

    return property(read)


for _name in (*_LISTS, *_SINGLE):
    setattr(_Watched, _name, _watch(_name))
for _name in _JUDGED:
    setattr(_Watched, _name, _watch_judged(_name))


class _Wanted(Requirements):
    """Requirements that tell which of them are read."""

    __slots__ = ("_readings",)
    _readings: Readings

    __class__ = property(lambda self: Requirements)

    def __getattribute__(self, name: str) -> Any:
        if name in _WANTED:
            object.__getattribute__(self, "_readings").take(f"requirements.{name}")
        return object.__getattribute__(self, name)

    def __reduce__(self) -> Any:
        return Requirements(**{one: getattr(self, one) for one in _WANTED}).__reduce_ex__(4)


class _Seen(Mapping[str, _Value], Generic[_Value]):
    """Objects by id. What is found is taken down: `look_at`. What is not there is not: ids are made from
    what an object is called, and none of another kind will have this one."""

    def __init__(self, held: Mapping[str, _Value], look_at: Callable[[_Value], None], readings: Readings) -> None:
        self._held, self._look_at, self._readings = held, look_at, readings

    def __getitem__(self, key: str) -> _Value:
        value = self._held[key]
        self._look_at(value)
        return value

    def __iter__(self) -> Iterator[str]:
        self._readings.take(*_LISTS)
        self._readings.look_beside()
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None
