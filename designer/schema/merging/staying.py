"""Which objects are there after a merge. What one side dropped goes, unless the other one changed or needs it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.schema.kinds import properties
from designer.schema.references import references
from designer.schema.schema import Located, Schema, walk


@dataclass(frozen=True, slots=True)
class Staying:
    """ids: of what stays, what is contested included. contested: what one side dropped and the other one changed, or
    refers to (then the ids of what does): the outermost object of each such drop."""

    ids: frozenset[str]
    contested: dict[str, tuple[str, ...]]


def staying(base: Schema, ours: Schema, theirs: Schema, merged: Mapping[str, Located]) -> Staying:
    """merged: every object of either side, with its fields and its owner as they are to be."""
    search = _Search(base, ours, theirs, merged)
    search.run()
    return Staying(frozenset(search.ids), {one: tuple(sorted(why)) for one, why in sorted(search.contested.items())})


class _Search:
    def __init__(self, base: Schema, ours: Schema, theirs: Schema, merged: Mapping[str, Located]) -> None:
        self._base, self._merged = base, merged
        self._keeper: dict[str, Schema] = {}
        for side, other in ((ours, theirs), (theirs, ours)):
            for object_id in side.located:
                if object_id in base.located and object_id not in other.located:
                    self._keeper[object_id] = side
        self.ids = {object_id for object_id in merged if object_id not in self._keeper}
        self.contested: dict[str, set[str]] = {}

    def run(self) -> None:
        """Keeps what is contested, and what that needs, until nothing more is."""
        for object_id in self._keeper:
            if self._is_touched(object_id):
                self._contest(object_id)
        waiting = list(self.ids)
        while waiting:
            before = set(self.ids)
            for object_id in waiting:
                for needed in self._needs(object_id):
                    if needed in self._keeper and needed not in self.ids:
                        self._contest(needed, object_id)
            self._bring_companions()
            waiting = list(self.ids - before)

    def _is_touched(self, object_id: str) -> bool:
        """Whether the side that kept it changed it, or put something new into it."""
        side = self._keeper[object_id]
        was, now = self._base.located[object_id], side.located[object_id]
        if was.value is now.value:
            return False
        own = was.kind == now.kind and was.owner == now.owner and _own(was) == _own(now)
        inside = {one.value.id for one in walk(now.value, object_id, now.kind.name)}
        return not own or any(one not in self._base.located for one in inside)

    def _contest(self, object_id: str, by: str | None = None) -> None:
        """Keeps the whole of the outermost thing that was dropped with this object."""
        side = self._keeper[object_id]
        root = object_id
        while self._keeper.get(side.located[root].owner) is side:
            root = side.located[root].owner
        self.contested.setdefault(root, set()).update([by] if by else [])
        located = side.located[root]
        self.ids |= {root, *(one.value.id for one in walk(located.value, root, located.kind.name))} & set(self._merged)

    def _needs(self, object_id: str) -> Iterator[str]:
        located = self._merged[object_id]
        if located.owner:
            yield located.owner
        for _, _, reference in references(located.value):
            yield reference

    def _bring_companions(self) -> None:
        """What was dropped only because it refers to something that stays now comes back with it."""
        for object_id, side in self._keeper.items():
            if object_id in self.ids:
                continue
            located = side.located[object_id]
            refers = {reference for _, _, reference in references(located.value)}
            refers |= {located.owner} - {""}
            inside = [one.value for one in walk(located.value, object_id, located.kind.name)]
            own = {object_id, *(one.id for one in inside)}
            for value in inside:
                refers |= {reference for _, _, reference in references(value)}
            refers -= own
            if refers & self._restored() and refers <= self.ids:
                self.ids |= own & set(self._merged)

    def _restored(self) -> set[str]:
        return {one for one in self.ids if one in self._keeper}


def _own(located: Located) -> list[Any]:
    return [getattr(located.value, item.name) for item in properties(located.kind.type) if item.compare]
