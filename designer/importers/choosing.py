"""Some of the changes that a source asks for: which need which, and what is left to do in what order.

A change needs another one when it cannot be made, or would lose something, without it: a foreign key the table that it
leads to, a dropped column the dropped index on it, a new object the rename that frees its name. A note about a column
goes only with the column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from designer.schema import model
from designer.schema.apply import apply
from designer.schema.changes import Add, Alter, Change, Drop, Merge, Move, Rename, Split
from designer.schema.diff import moves
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS
from designer.schema.references import references
from designer.schema.schema import Schema, walk

_ABOUT = ("invariant", "functional_dependency", "multivalued_dependency", "decision")
"""What a source never says and people add: it goes with what it is about, and only with it."""
_LAYOUT = "layout"

Needs = tuple[frozenset[int], ...]
"""Of each change, the places of those it needs directly."""


def needs_of(changes: Sequence[Change], old: Schema) -> Needs:
    """Which of the changes, which lead on from `old`, each of them needs."""
    added = {made: place for place, one in enumerate(changes) if isinstance(one, Add) for made in _ids_inside(one)}
    dropped = {gone: place for place, one in enumerate(changes) if isinstance(one, Drop) for gone in _ids_inside(one)}
    touched: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(changes):
        for object_id in _ids_inside(one) if isinstance(one, Drop) else [one.id] if isinstance(one, Alter) else ():
            touched[object_id].append(place)
    freed = dict(_freed(changes, old))
    rewriting = {
        one.object: place for place, change in enumerate(changes) if isinstance(change, Rename)
        for one in change.rewrites
    }  # fmt: skip
    referring = _referring(old, frozenset(dropped))
    found: list[frozenset[int]] = []
    for place, change in enumerate(changes):
        wanted = {added[one] for one in _strings(change) if one in added}
        if isinstance(change, Drop):
            wanted |= {other for gone in _ids_inside(change) for at in referring[gone] for other in touched[at]}
            if change.kind in _ABOUT:
                wanted |= {dropped[one] for _, _, one in references(change.value) if one in dropped}
        if isinstance(change, Add | Rename) and (taken := freed.get(_name_key(change, old))) is not None:
            wanted.add(taken)
        if not isinstance(change, Rename | Split | Merge):
            inside = _ids_inside(change) if isinstance(change, Add | Drop) else [change.id]
            wanted |= {rewriting[one] for one in inside if one in rewriting}
        found.append(frozenset(wanted - {place}))
    return tuple(found)


def completed(needs: Needs, places: Collection[int]) -> frozenset[int]:
    """The places with all that they need, and what those need."""
    wanted, waiting = set(places), list(places)
    while waiting:
        for other in needs[waiting.pop()]:
            if other not in wanted:
                wanted.add(other)
                waiting.append(other)
    return frozenset(wanted)


def picked(changes: Sequence[Change], old: Schema, target: Schema, places: Collection[int]) -> tuple[Change, ...]:
    """The changes at these places, which are complete, as they are made without the others.

    What is added to a list goes behind what it stands behind in `target`, as far as that is there; what is not to be
    moved stays. Positions and groups of what is left in the design stay. Raises DesignError where they do not fit.
    """
    taken = [one for place, one in enumerate(changes) if place in places]
    plain = [
        replace(one, position=None) if isinstance(one, Add) else one
        for one in taken
        if not isinstance(one, Move) and not _is_layout(one)
    ]
    if any(_is_layout(one) for one in changes):
        plain += _layout(old, taken)
    result = apply(plain, old)
    return (*plain, *_in_place(result, target, taken))


def _is_layout(change: Change) -> bool:
    return isinstance(change, Alter) and change.id == _LAYOUT


def _layout(old: Schema, taken: Iterable[Change]) -> list[Alter]:
    """The layout without what the taken changes drop; without any of them, none of it goes."""
    gone = {one for change in taken if isinstance(change, Drop) for one in _ids_inside(change)}
    before = old.layout
    after = replace(
        before,
        groups=tuple(replace(one, entities=tuple(i for i in one.entities if i not in gone)) for one in before.groups),
        views=tuple(replace(one, entities=tuple(i for i in one.entities if i not in gone)) for one in before.views),
        pins=FrozenMap({entity: place for entity, place in before.pins.items() if entity not in gone}),
    )
    names = [one.name for one in fields(model.Layout) if getattr(before, one.name) != getattr(after, one.name)]
    if not names:
        return []
    values = ({name: getattr(one, name) for name in names} for one in (after, before))
    return [Alter(kind=_LAYOUT, id=_LAYOUT, set=FrozenMap(next(values)), was=FrozenMap(next(values)))]


# Order


def _in_place(result: Schema, target: Schema, taken: Iterable[Change]) -> Iterator[Move]:
    """The moves that put what was added, and what is to be moved, where the target has it."""
    placed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in taken:
        if isinstance(one, Add | Move) and KINDS[one.kind].ordered and one.id in result.located:
            placed[one.kind, result.located[one.id].owner].add(one.id)
    for (kind, owner), wanted in placed.items():
        held = KINDS[kind]
        current = [one.id for one in getattr(result.located[owner].value, held.field)]
        goal = [one.id for one in getattr(target.located[owner].value, held.field)]
        yield from moves(held, current, _ordered(current, goal, wanted))


def _ordered(current: list[str], goal: list[str], wanted: set[str]) -> list[str]:
    order = [one for one in current if one not in wanted]
    last: str | None = None
    for one in goal:
        if one in wanted:
            order.insert(order.index(last) + 1 if last else 0, one)
        if one in order:
            last = one
    return order


# What a change speaks of


def _ids_inside(change: Add | Drop) -> Iterator[str]:
    yield change.id
    for located in walk(change.value, change.id, change.kind):
        yield located.value.id


def _strings(change: Change) -> Iterator[str]:
    """Every text in what a change sets or adds; among them the ids that it refers to."""
    if isinstance(change, Add):
        yield change.parent
        yield from _texts(change.value)
    elif isinstance(change, Alter):
        yield from _texts(change.set)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, FrozenMap):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _referring(old: Schema, gone: frozenset[str]) -> dict[str, set[str]]:
    """Of each id that is dropped, the objects that refer to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for object_id, located in old.located.items():
        for _, _, reference in references(located.value):
            if reference in gone:
                found[reference].add(object_id)
    return found


_NameKey = tuple[str, str | None]


def _freed(changes: Sequence[Change], old: Schema) -> Iterator[tuple[_NameKey, int]]:
    """The names, and the single places, that drops and renames make free, each with its change."""
    for place, one in enumerate(changes):
        if isinstance(one, Drop):
            yield (_home(one.kind, one.parent, one.value), _label(one.kind, one.value)), place
            if KINDS[one.kind].single:
                yield (f"{one.kind} of {one.parent}", None), place
        elif isinstance(one, Rename) and one.id in old.located:
            located = old.located[one.id]
            yield (_home(one.kind, located.owner, located.value), one.old), place


def _name_key(change: Add | Rename, old: Schema) -> _NameKey:
    """What a change takes: a name in its home, or the only place of its kind."""
    if isinstance(change, Rename):
        located = old.located.get(change.id)
        home = _home(change.kind, located.owner, located.value) if located else ""
        return home, change.new
    if KINDS[change.kind].single:
        return f"{change.kind} of {change.parent}", None
    return _home(change.kind, change.parent, change.value), _label(change.kind, change.value)


def _home(kind: str, owner: str, value: Any) -> str:
    """Where a name has to be the only one of its kind; the constraints of a table share one."""
    where = owner or str(getattr(value, "schema", None) or getattr(value, "child", ""))
    shared = kind in ("primary_key", "unique", "check", "exclusion", "relationship")
    return f"{'constraint' if shared else kind} in {where}"


def _label(kind: str, value: Any) -> str | None:
    label = KINDS[kind].label
    return getattr(value, label) if label else None
