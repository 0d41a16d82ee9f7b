"""A design taken apart so that many changes can be made to it cheaply, then put together again."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from designer.schema.errors import ChangeConflict
from designer.schema.kinds import KINDS, SINGLETONS, Kind
from designer.schema.ordering import by_name, top_in_order
from designer.schema.schema import Located, Schema, walk


class Draft:
    """Mutable state of a run of changes. Only what was touched is rebuilt by `freeze`."""

    def __init__(self, schema: Schema) -> None:
        self._start = self._schema = schema
        self._objects: dict[str, Located] = dict(schema.located)
        self._children: dict[tuple[str, str], list[str]] = {}
        self._touched: set[str] = set()

    def find(self, kind: str, object_id: str) -> Located:
        """The object as it stands, without what lives inside it; ChangeConflict if there is none."""
        found = self._objects.get(object_id)
        if found is None or found.kind.name != kind:
            raise ChangeConflict(f"this {_words(kind)} is no longer there", object_id)
        return found

    def located(self, object_id: str) -> Located:
        """The object of this id, of whatever kind; ChangeConflict if there is none."""
        if object_id not in self._objects:
            raise ChangeConflict("what this change rewrites is no longer there", object_id)
        return self._objects[object_id]

    def ids(self) -> Collection[str]:
        """The ids of everything that is there."""
        return self._objects.keys()

    def whole(self, object_id: str) -> Any:
        """The object as it stands, with what lives inside it."""
        located = self._objects[object_id]
        if object_id not in self._touched:
            return located.value
        inside = {kind.field: self._content(kind, object_id) for kind in KINDS.inside(located.kind.name)}
        return replace(located.value, **inside)

    def siblings(self, kind: Kind, owner: str) -> list[str]:
        """The ids of this kind inside `owner`, in order; changing the list changes the draft."""
        key = (owner, kind.field)
        if key not in self._children:
            held = getattr(self._objects[owner].value if owner else self._schema, kind.field)
            values = (held,) if kind.single and held is not None else held or ()
            self._children[key] = [value.id for value in values]
        return self._children[key]

    def properties(self, kind: str, object_id: str) -> Any:
        """The value whose fields an `Alter` of this kind reads: an object, or a part of the design."""
        if kind in SINGLETONS:
            return self._schema if kind == "design" else getattr(self._schema, kind)
        return self.find(kind, object_id).value

    def alter(self, kind: str, object_id: str, fields: dict[str, Any]) -> None:
        if kind == "design":
            self._schema = replace(self._schema, **fields)
        elif kind in SINGLETONS:
            self._schema = replace(self._schema, **{kind: replace(getattr(self._schema, kind), **fields)})
        else:
            located = self.find(kind, object_id)
            self._objects[object_id] = replace(located, value=replace(located.value, **fields))
            self._touch(object_id)

    def add(self, kind: Kind, owner: str, value: Any, position: int | None) -> None:
        if value.id in self._objects:
            raise ChangeConflict(f"{_words(kind.name)} {value.id} is already there", value.id)
        if owner and owner not in self._objects:
            raise ChangeConflict(f"what this {_words(kind.name)} belongs to is no longer there", value.id)
        siblings = self.siblings(kind, owner)
        if kind.single and siblings:
            raise ChangeConflict(f"there is already a {_words(kind.name)}", value.id)
        place = len(siblings) if position is None else position
        if not 0 <= place <= len(siblings):
            raise ChangeConflict(f"position {position} is out of range", value.id)
        siblings.insert(place, value.id)
        self._objects[value.id] = Located(kind, value, owner)
        for item in walk(value, value.id, kind.name):
            if item.value.id in self._objects:
                raise ChangeConflict(f"{_words(item.kind.name)} {item.value.id} is already there", item.value.id)
            self._objects[item.value.id] = item
        if owner:
            self._touch(owner)

    def drop(self, kind: Kind, object_id: str) -> int:
        """Takes the object and what lives in it away; the position it had."""
        located = self._objects[object_id]
        siblings = self.siblings(kind, located.owner)
        position = siblings.index(object_id)
        del siblings[position]
        whole = self.whole(object_id)
        for item in (located, *walk(whole, object_id, kind.name)):
            del self._objects[item.value.id]
            for inner in KINDS.inside(item.kind.name):
                self._children.pop((item.value.id, inner.field), None)
        if located.owner:
            self._touch(located.owner)
        return position

    def move(self, kind: Kind, object_id: str, old: int, new: int) -> None:
        owner = self._objects[object_id].owner
        siblings = self.siblings(kind, owner)
        if siblings.index(object_id) != old or not 0 <= new < len(siblings):
            raise ChangeConflict(f"this {_words(kind.name)} was moved since", object_id)
        siblings.insert(new, siblings.pop(old))
        if owner:
            self._touch(owner)

    def freeze(self) -> Schema:
        """The design after the changes, its lists in canonical order."""
        lists = {kind.field: self._content(kind, "") for kind in KINDS.inside("design")}
        return top_in_order(replace(self._schema, **lists)).made_from(self._start)

    def _content(self, kind: Kind, owner: str) -> Any:
        values = tuple(self.whole(object_id) for object_id in self.siblings(kind, owner))
        if owner and not kind.ordered:
            values = tuple(sorted(values, key=by_name))
        return (values[0] if values else None) if kind.single else values

    def _touch(self, object_id: str) -> None:
        while object_id and object_id not in self._touched:
            self._touched.add(object_id)
            object_id = self._objects[object_id].owner


def _words(kind: str) -> str:
    return kind.replace("_", " ")
