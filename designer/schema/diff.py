"""The changes between two designs."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from designer.schema.align import align
from designer.schema.changes import Add, Alter, Change, Drop, Move, Rename
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS, SINGLETONS, Kind, properties
from designer.schema.schema import Located, Schema
from designer.schema.types import same_type

_DESIGN_PROPERTIES = ("name", "comment", "dialect", "x")


def diff(old: Schema, new: Schema) -> tuple[Change, ...]:
    """The changes that turn `old` into `new`: drops, renames, moves, additions, alterations.

    Objects are the same when their ids are, else when their qualified names are; so
    `apply(diff(old, new), old) == align(new, old)`, and equals `new` where ids agree. Two spellings
    of one type are no change.
    """
    new = align(new, old)
    # An edit shares what it does not touch: there is nothing to look for in it.
    same = {key for key, group in old.groups.items() if new.groups.get(key) is group}
    before, after = _but_for(same, old), _but_for(same, new)
    kept = {
        object_id
        for object_id, located in before.items()
        if object_id in after
        and after[object_id].kind == located.kind
        and after[object_id].owner == located.owner
    }  # fmt: skip
    # What moved to another owner is dropped there and added here; so is everything inside it.
    for object_id in list(before):
        if object_id in kept and before[object_id].owner and before[object_id].owner not in kept:
            kept.discard(object_id)
    shared = {object_id for object_id in kept if before[object_id].value is after[object_id].value}
    altered = [(before[object_id], after[object_id]) for object_id in before if object_id in kept - shared]
    return (
        *_drops(old, kept | same, _owners(before, shared)),
        *_renames(altered),
        *_moves_and_adds(old, new, kept | same, _owners(after, shared)),
        *_alterations(old, new, altered),
    )


def _but_for(same: set[str], schema: Schema) -> dict[str, Located]:
    """The objects, by id, without those at the top that are the same in both designs and what is in these."""
    found: dict[str, Located] = {}
    for key, group in schema.groups.items():
        if key not in same:
            for item in group:
                found.setdefault(item.value.id, item)
    return found


def _drops(old: Schema, kept: set[str], owners: dict[str, list[str]]) -> Iterator[Change]:
    """From the dependent to the independent; the position is the one at that moment."""
    for kind in reversed(tuple(KINDS)):
        for owner, siblings in _containers(old, kind, owners):
            if owner and owner not in kept:
                continue  # it goes with its owner
            for position in reversed(range(len(siblings))):
                value = siblings[position]
                if value.id not in kept:
                    place = position if kind.ordered else None
                    yield Drop(kind=kind.name, id=value.id, parent=owner, position=place, value=value)


def _renames(altered: list[tuple[Located, Located]]) -> Iterator[Change]:
    for old, new in altered:
        if old.kind.label is None:
            continue
        was, now = getattr(old.value, old.kind.label), getattr(new.value, old.kind.label)
        if was != now:
            yield Rename(kind=old.kind.name, id=old.value.id, old=was, new=now)


def _moves_and_adds(old: Schema, new: Schema, kept: set[str], owners: dict[str, list[str]]) -> Iterator[Change]:
    for kind in KINDS:
        for owner, siblings in _containers(new, kind, owners):
            if owner and owner not in kept:
                continue  # it comes with its owner
            if kind.ordered:
                before = [value.id for value in _siblings(old, kind, owner) if value.id in kept]
                after = [value.id for value in siblings if value.id in kept]
                yield from moves(kind, before, after)
            for position, value in enumerate(siblings):
                if value.id not in kept:
                    place = position if kind.ordered else None
                    yield Add(kind=kind.name, id=value.id, parent=owner, position=place, value=value)


def moves(kind: Kind, before: list[str], after: list[str]) -> Iterator[Move]:
    """The fewest moves that reorder `before` into `after`: the longest run already in order stays."""
    goal = {object_id: index for index, object_id in enumerate(after)}
    staying = _longest_increasing([goal[object_id] for object_id in before])
    current = list(before)
    for index, object_id in enumerate(after):
        if goal[object_id] in staying:
            continue
        old = current.index(object_id)
        current.pop(old)
        # Behind its predecessor in the goal, which already stands where it belongs.
        place = current.index(after[index - 1]) + 1 if index else 0
        current.insert(place, object_id)
        if place != old:
            yield Move(kind=kind.name, id=object_id, old=old, new=place)


def _longest_increasing(numbers: list[int]) -> set[int]:
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(tails, number)
        previous[number] = tails[place - 1] if place else None
        tails[place : place + 1] = [number]
    chain: set[int] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        chain.add(last)
        last = previous[last]
    return chain


def _alterations(old: Schema, new: Schema, altered: list[tuple[Located, Located]]) -> Iterator[Change]:
    for name in SINGLETONS:
        before, after = (old, new) if name == "design" else (getattr(old, name), getattr(new, name))
        fields = _DESIGN_PROPERTIES if name == "design" else tuple(type(after).__dataclass_fields__)
        yield from _altered(name, name, before, after, fields, new.dialect.name)
    for was, now in altered:
        kind = was.kind
        fields = tuple(field.name for field in properties(kind.type) if field.compare and field.name != kind.label)
        yield from _altered(kind.name, was.value.id, was.value, now.value, fields, new.dialect.name)


def _altered(
    kind: str, object_id: str, before: Any, after: Any, fields: tuple[str, ...], dialect: str
) -> Iterator[Change]:
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for field in fields:
        old, new = getattr(before, field), getattr(after, field)
        if old != new and not (kind == "attribute" and field == "type" and same_type(old, new, dialect)):
            was[field], now[field] = old, new
    if now:
        yield Alter(kind=kind, id=object_id, set=FrozenMap(now), was=FrozenMap(was))


def _owners(objects: dict[str, Located], shared: set[str]) -> dict[str, list[str]]:
    """The ids of the objects that hold others, by kind, without those that are shared."""
    found: dict[str, list[str]] = {}
    for object_id, located in objects.items():
        if object_id not in shared:
            found.setdefault(located.kind.name, []).append(object_id)
    return found


def _containers(schema: Schema, kind: Kind, owners: dict[str, list[str]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every list of this kind, with the id of what it stands in."""
    if kind.owner == "design":
        yield "", getattr(schema, kind.field)
        return
    for object_id in owners.get(kind.owner, ()):
        yield object_id, _siblings(schema, kind, object_id)


def _siblings(schema: Schema, kind: Kind, owner: str) -> tuple[Any, ...]:
    held = getattr(schema.located[owner].value if owner else schema, kind.field)
    return ((held,) if held is not None else ()) if kind.single else held
