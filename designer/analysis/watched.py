"""A design that takes down what is read of its surroundings, so that it is known which edits concern whom.

Rules judge entities, relationships, access patterns and invariants; changes of these are followed to the tables near
them (`nearby`). Most rules read little else of a design: one reads what recovery the requirements want, another whether
an extension is installed. Nobody has to declare that: it is seen. A change of what nobody read concerns nobody.

Not taken down: the dialect, since everything rests on it; what enums and domains make of a type, which is asked of
`Facts`; a schema that is asked for by its id, which is to know its name. `differences` follows the last two to the
tables that they reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Generic, TypeVar

from designer.schema.kinds import KINDS
from designer.schema.model import Requirements
from designer.schema.schema import Located, Schema

_Value = TypeVar("_Value")
_LISTS = ("schemas", "enums", "domains", "composites", "sequences", "extensions", "opaque", "decisions")
_SINGLE = ("name", "comment", "layout", "x")
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


class Readings:
    """Where what is read is taken down: `into`, for as long as that is somewhere."""

    def __init__(self) -> None:
        self.into: set[str] | None = None

    def take(self, *places: str) -> None:
        """These were read: names of fields of the design, those of the requirements after `requirements.`."""
        if self.into is not None:
            self.into.update(places)


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

    def __reduce__(self) -> Any:
        return self._design.__reduce_ex__(4)

    @property
    def requirements(self) -> Requirements:
        made = _Wanted(**{one: getattr(self._design.requirements, one) for one in _WANTED})
        object.__setattr__(made, "_readings", self._readings)
        return made

    @property
    def located(self) -> Mapping[str, Located]:  # type: ignore[override]
        return _Seen(self._design.located, lambda one: one.kind.name, self._readings)

    @property
    def groups(self) -> Mapping[str, tuple[Located, ...]]:  # type: ignore[override]
        return _Seen(self._design.groups, lambda one: one[0].kind.name, self._readings)

    @property
    def referrers(self) -> Mapping[str, tuple[tuple[Located, str], ...]]:  # type: ignore[override]
        self._readings.take(*_LISTS)
        return self._design.referrers

    def get(self, object_id: str) -> Any:
        found = self._design.located[object_id]
        if found.kind.name in _PLACES:
            self._readings.take(_PLACES[found.kind.name])
        return found.value

    def namespace(self, namespace_id: str | None) -> str | None:
        return self._design.namespace(namespace_id)

    def once(self, name: Any, make: Any) -> Any:
        self._readings.take(*_LISTS, *_SINGLE, *(f"requirements.{one}" for one in _WANTED))
        return self._design.once(name, make)


def _watch(name: str) -> property:
    def read(self: _Watched) -> Any:
        self._readings.take(name)
        return getattr(self._design, name)

    return property(read)


for _name in (*_LISTS, *_SINGLE):
    setattr(_Watched, _name, _watch(_name))


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
    """Objects by id. What is found is taken down by the list it stands in. What is not there is not: ids are made from
    what an object is called, and none of another kind will have this one."""

    def __init__(self, held: Mapping[str, _Value], kind_of: Callable[[_Value], str], readings: Readings) -> None:
        self._held, self._kind_of, self._readings = held, kind_of, readings

    def __getitem__(self, key: str) -> _Value:
        value = self._held[key]
        place = _PLACES.get(self._kind_of(value))
        if place:
            self._readings.take(place)
        return value

    def __iter__(self) -> Iterator[str]:
        self._readings.take(*_LISTS)
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None
