"""Telling which objects of two designs are the same, when their ids do not."""

from dataclasses import replace
from typing import Any

from designer.schema.kinds import KINDS, Kind
from designer.schema.naming import label
from designer.schema.ordering import in_order
from designer.schema.references import map_references
from designer.schema.schema import Schema


def align(new: Schema, old: Schema) -> Schema:
    """`new` with the ids of `old` wherever an object of the same id, else of the same qualified name, is there.

    So a design read again from its source keeps the ids, and with them threads, positions and decisions.
    """
    translation = _Matcher(new, old).run()
    if all(before == after for before, after in translation.items()):
        return new
    return with_ids(new, translation)


class _Matcher:
    def __init__(self, new: Schema, old: Schema) -> None:
        self._new, self._old = new, old
        self._ids: dict[str, str] = {}
        self._used: set[str] = set()

    def run(self) -> dict[str, str]:
        """New id to old id, for everything that both have."""
        self._match_inside("design", self._new, self._old)
        return self._ids

    def _match_inside(self, owner_kind: str, new: Any, old: Any) -> None:
        for kind in KINDS.inside(owner_kind):
            news, olds = _items(new, kind), _items(old, kind)
            pairs = self._pairs(kind, news, olds)
            for one, other in pairs:
                self._ids[one.id] = other.id
                self._used.add(other.id)
            for one, other in pairs:
                if one is not other and KINDS.inside(kind.name):  # an edit shares what it does not touch
                    self._match_inside(kind.name, one, other)

    def _pairs(self, kind: Kind, news: tuple[Any, ...], olds: tuple[Any, ...]) -> list[tuple[Any, Any]]:
        by_id = {value.id: value for value in olds}
        pairs = [(value, by_id[value.id]) for value in news if value.id in by_id]
        matched = {value.id for value, _ in pairs}
        rest_old = {self._name(kind, value, self._old): value for value in olds if value.id not in matched}
        new_ids = self._new.located
        for value in news:
            if value.id in matched:
                continue
            other = rest_old.pop(self._name(kind, value, self._new), None)
            # An old id that the new design uses for something else stays with that.
            if other is not None and other.id not in new_ids:
                pairs.append((value, other))
        return pairs

    def _name(self, kind: Kind, value: Any, schema: Schema) -> tuple[str, ...]:
        """What identifies it among its siblings, in terms that both designs share."""
        if kind.single:
            return ("",)

        def shared(reference: str) -> str:
            return self._ids.get(reference, reference) if schema is self._new else reference

        text = label(kind, value, shared)
        if kind.name == "relationship":
            return shared(value.child), text
        namespace = getattr(value, "schema", None) if kind.name != "extension" else None
        return (shared(namespace) if namespace else "", text)


def _items(owner: Any, kind: Kind) -> tuple[Any, ...]:
    held = getattr(owner, kind.field)
    return ((held,) if held is not None else ()) if kind.single else held


def with_ids(schema: Schema, ids: dict[str, str]) -> Schema:
    """The design with other ids, in its objects and in what refers to them; ids that are not named stay."""

    def inside(kind: Kind, value: Any) -> Any:
        mapped = map_references(value, lambda reference, _kind, _field: ids.get(reference, reference))
        changes: dict[str, Any] = {"id": ids.get(value.id, value.id)}
        for inner in KINDS.inside(kind.name):
            held = getattr(mapped, inner.field)
            if inner.single:
                changes[inner.field] = held and inside(inner, held)
            else:
                changes[inner.field] = tuple(inside(inner, item) for item in held)
        return replace(mapped, **changes)

    lists: dict[str, Any] = {
        kind.field: tuple(inside(kind, value) for value in getattr(schema, kind.field))
        for kind in KINDS.inside("design")
    }
    layout = map_references(schema.layout, lambda reference, _kind, _field: ids.get(reference, reference))
    return in_order(replace(schema, layout=layout, **lists))
