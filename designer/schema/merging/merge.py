"""The three-way merge: which objects stay, what their fields say, and in what order they stand."""

from collections.abc import Container
from dataclasses import fields, replace
from typing import Any

from designer.schema.apply import apply
from designer.schema.edits import drop, rename
from designer.schema.errors import DesignError
from designer.schema.kinds import KINDS, Kind, properties
from designer.schema.merging.conflict import OURS, THEIRS, Choices, Conflict, Merged, key_of
from designer.schema.merging.fields import ABSENT, Disagreement, merged_order, preferring_ours, three_way
from designer.schema.merging.names import Renamer, with_shared_names
from designer.schema.merging.staying import Staying, staying
from designer.schema.model import Layout, Requirements
from designer.schema.naming import label
from designer.schema.ordering import in_order
from designer.schema.schema import Located, Schema
from designer.schema.types import same_type
from designer.schema.validity import problems

_DESIGN = ("name", "comment", "dialect", "x")


def merge(
    base: Schema, ours: Schema, theirs: Schema, choices: Choices | None = None, *, renamer: Renamer = rename
) -> Merged:
    """What `ours` and `theirs` are together, both begun from `base`.

    choices: for conflicts of an earlier try, by their keys, whose it shall be. renamer: finds the texts that mention a
    name (`designer.sql`), so that both sides speak of it by the name it has afterwards; without it names in texts stay.
    """
    chosen = choices or {}
    aligned = with_shared_names(base, ours, theirs, chosen, renamer)
    merging = _Merging(aligned.base, aligned.ours, aligned.theirs, chosen, aligned.conflicts)
    schema = merging.run()
    found = (*aligned.problems, *problems(schema), *merging.refused)
    ordered = sorted(merging.conflicts.values(), key=lambda one: (one.kind, one.object_id, one.field))
    return Merged(schema, tuple(ordered), found)


class _Merging:
    """The three designs, and what was found out about them."""

    def __init__(self, base: Schema, ours: Schema, theirs: Schema, choices: Choices, conflicts: list[Conflict]) -> None:
        self.base, self.ours, self.theirs, self._choices = base, ours, theirs, choices
        self.conflicts: dict[str, Conflict] = {one.key: one for one in conflicts}
        self.refused: list[str] = []
        self._dialect = ours.dialect.name
        self._objects: dict[str, Located] = {}

    def run(self) -> Schema:
        """The merged design, with what was chosen taken away again."""
        for object_id in dict.fromkeys((*self.ours.located, *self.theirs.located)):
            self._objects[object_id] = self._merged(object_id)
        stays = staying(self.base, self.ours, self.theirs, self._objects)
        self._objects = {object_id: one for object_id, one in self._objects.items() if object_id in stays.ids}
        self._one_of_each_single()
        self._note_contested(stays)
        return self._without_dropped(self._assembled(), stays)

    def _merged(self, object_id: str) -> Located:
        """An object as it is afterwards, if it stays; with what is inside it as one of the sides has it."""
        here, there = self.ours.located.get(object_id), self.theirs.located.get(object_id)
        if here is None or there is None or here.value is there.value:
            found = here or there
            assert found is not None
            return found
        was = self.base.located.get(object_id)
        if here.kind != there.kind:
            mine = self._pick(object_id, here.kind.name, "", was and was.value, here.value, there.value)
            return here if mine is here.value else there
        start = was.value if was and was.kind == here.kind else None
        changed = {
            item.name: self._field(here.kind, object_id, item.name, start, here.value, there.value)
            for item in properties(here.kind.type)
            if item.compare
        }
        owner = self._owner(object_id, was, here, there)
        return Located(here.kind, replace(here.value, **changed), owner)

    def _field(self, kind: Kind, object_id: str, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        was = ABSENT if base is None else getattr(base, name)
        mine, other = getattr(ours, name), getattr(theirs, name)
        same = None
        if kind.name == "attribute" and name == "type":
            same = self._same_type
        try:
            return three_way(was, mine, other, same)
        except Disagreement:
            return self._pick(object_id, kind.name, name, None if was is ABSENT else was, mine, other)

    def _same_type(self, one: str, other: str) -> bool:
        return same_type(one, other, self._dialect)

    def _owner(self, object_id: str, was: Located | None, here: Located, there: Located) -> str:
        try:
            owner: str = three_way(was.owner if was else ABSENT, here.owner, there.owner)
        except Disagreement:
            before = was.owner if was else None
            owner = self._pick(object_id, here.kind.name, "owner", before, here.owner, there.owner)
        return owner

    def _pick(self, object_id: str, kind: str, field: str, base: Any, ours: Any, theirs: Any) -> Any:
        """The chosen value, ours while nothing is chosen; notes the conflict."""
        conflict = Conflict(
            object_id=object_id, kind=kind, field=field, base=base, ours=ours, theirs=theirs,
            choice=self._choice(key_of(object_id, kind if field == "order" else "", field)),
        )  # fmt: skip
        self.conflicts.setdefault(conflict.key, conflict)
        return theirs if conflict.choice == THEIRS else ours

    def _choice(self, key: str) -> str | None:
        choice = self._choices.get(key)
        return choice if choice in (OURS, THEIRS) else None

    def _one_of_each_single(self) -> None:
        """Two primary keys for a table, one from each side, are one conflict."""
        held: dict[tuple[str, str], list[str]] = {}
        for object_id, located in self._objects.items():
            if located.kind.single:
                held.setdefault((located.owner, located.kind.name), []).append(object_id)
        for (_, kind), ids in held.items():
            if len(ids) < 2:
                continue
            mine = next(one for one in ids if one in self.ours.located)
            other = next(one for one in ids if one != mine)
            values = self._objects[mine].value, self._objects[other].value
            was = next((self.base.located[one].value for one in ids if one in self.base.located), None)
            kept = self._pick(min(ids), kind, "", was, *values)
            for one in ids:
                if self._objects[one].value is not kept:
                    del self._objects[one]

    def _note_contested(self, stays: Staying) -> None:
        for object_id, needed_by in stays.contested.items():
            if object_id not in self._objects or f"{object_id}~" in self.conflicts:
                continue
            here, there, was = (
                side.located[object_id].value if object_id in side.located else None
                for side in (self.ours, self.theirs, self.base)
            )
            conflict = Conflict(
                object_id=object_id, kind=self._objects[object_id].kind.name, field="", base=was, ours=here,
                theirs=there, choice=self._choice(f"{object_id}~"), needed_by=needed_by,
            )  # fmt: skip
            self.conflicts[conflict.key] = conflict

    def _assembled(self) -> Schema:
        children: dict[tuple[str, str], list[str]] = {}
        for object_id, located in self._objects.items():
            children.setdefault((located.owner, located.kind.name), []).append(object_id)

        def content(kind: Kind, owner: str) -> Any:
            ids = children.get((owner, kind.name), [])
            if kind.ordered:
                ids = self._order(kind, owner, ids)
            values = tuple(whole(self._objects[one]) for one in ids)
            return (values[0] if values else None) if kind.single else values

        def whole(located: Located) -> Any:
            inside = KINDS.inside(located.kind.name)
            held = {kind.field: content(kind, located.value.id) for kind in inside}
            return replace(located.value, **held) if held else located.value

        lists = {kind.field: content(kind, "") for kind in KINDS.inside("design")}
        schema = replace(self.ours, **lists, **self._singletons())
        return in_order(replace(schema, layout=without_gone(schema.layout, self._objects)))

    def _order(self, kind: Kind, owner: str, ids: list[str]) -> list[str]:
        here = set(ids)
        base, ours, theirs = (
            [value.id for value in _siblings(side, kind, owner) if value.id in here]
            for side in (self.base, self.ours, self.theirs)
        )

        def rank(object_id: str) -> tuple[str, str]:
            return label(kind, self._objects[object_id].value), object_id

        try:
            found = merged_order(base, ours, theirs, rank)
        except Disagreement:
            picked = self._pick(owner, kind.name, "order", tuple(base), tuple(ours), tuple(theirs))
            first, second = (theirs, ours) if picked == tuple(theirs) else (ours, theirs)
            frame = [one for one in first if one in set(second)]
            found = merged_order(frame, first, [*_in_order_of(second, frame)], rank)
        # What moved here from another owner stands in neither list under this one.
        return [*found, *sorted(here - set(found), key=rank)]

    def _singletons(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for name in _DESIGN:
            merged[name] = self._single_field("design", name, self.base, self.ours, self.theirs)
        sides = [side.requirements for side in (self.base, self.ours, self.theirs)]
        merged["requirements"] = Requirements(
            **{item.name: self._single_field("requirements", item.name, *sides) for item in fields(Requirements)}
        )
        layouts = [side.layout for side in (self.base, self.ours, self.theirs)]
        merged["layout"] = Layout(
            **{item.name: preferring_ours(*(getattr(one, item.name) for one in layouts)) for item in fields(Layout)}
        )
        return merged

    def _single_field(self, kind: str, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        held = [getattr(side, name) for side in (base, ours, theirs)]
        try:
            return three_way(*held)
        except Disagreement:
            return self._pick(kind, kind, name, *held)

    def _without_dropped(self, schema: Schema, stays: Staying) -> Schema:
        """The design without what was contested and is to go, nor what depends on it."""
        for object_id in stays.contested:
            conflict = self.conflicts.get(f"{object_id}~")
            if conflict is None or conflict.choice is None or object_id not in schema.located:
                continue
            if (conflict.ours if conflict.choice == OURS else conflict.theirs) is None:
                try:
                    schema = apply((drop(schema, object_id),), schema)
                except DesignError as error:
                    self.refused += error.problems
        return schema


def _siblings(schema: Schema, kind: Kind, owner: str) -> Any:
    located = schema.located.get(owner)
    return getattr(located.value, kind.field) if located is not None and located.kind.name == kind.owner else ()


def _in_order_of(ids: list[str], frame: list[str]) -> list[str]:
    """`ids` with those of the frame in the frame's order, in the places that they have together."""
    shared = iter(frame)
    known = set(frame)
    return [next(shared) if one in known else one for one in ids]


def without_gone(layout: Layout, here: Container[str]) -> Layout:
    """The layout without what is not there any more."""
    return replace(
        layout,
        pins=layout.pins.__class__({one: place for one, place in layout.pins.items() if one in here}),
        groups=tuple(
            replace(group, entities=tuple(one for one in group.entities if one in here)) for group in layout.groups
        ),
        views=tuple(
            replace(view, entities=tuple(one for one in view.entities if one in here)) for view in layout.views
        ),
    )
