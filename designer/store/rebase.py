"""Changes made from an older state of a design, fitted to the one it has now.

Fields that nobody touched since are set as asked; a field that both changed is a conflict. Values only: what
is returned still has to pass `apply`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from designer.schema.apply import step
from designer.schema.change_json import changes_from_json, changes_to_json
from designer.schema.changes import Add, Alter, Change, Drop, Merge, Move, Rename, Split, flatten
from designer.schema.draft import Draft
from designer.schema.edits import drop
from designer.schema.errors import ChangeConflict
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS
from designer.schema.naming import label, make_id
from designer.schema.schema import Schema, walk
from designer.store.conflicts import FieldConflict

Renamer = Callable[[Schema, str, str], Rename]
"""(design, id, new name) to the rename with the texts that mention the old name, or ChangeConflict."""


def rebase(
    changes: Iterable[Change], current: Schema, renamer: Renamer | None = None
) -> tuple[tuple[Change, ...], tuple[FieldConflict, ...]]:
    """The changes as they have to be to fit `current`, and what stands against them.

    What is already as asked is left out. With conflicts, the changes are not to be applied.
    """
    fitting = _Fitting(Draft(current), renamer)
    waiting = list(changes)
    while waiting:
        change = waiting.pop(0)
        ids = fitting.taken_ids(change) if isinstance(change, Add) else {}
        if ids:
            change, *waiting = _renumbered((change, *waiting), ids)
        fitting.take(change)
    return tuple(fitting.changes), tuple(fitting.conflicts)


@dataclass(slots=True)
class _Fitting:
    """The draft as the changes taken so far leave it."""

    draft: Draft
    renamer: Renamer | None
    changes: list[Change] = field(default_factory=list)
    conflicts: list[FieldConflict] = field(default_factory=list)

    def take(self, change: Change) -> None:
        """Fits one change and applies it to the draft, or notes why it does not fit."""
        before = len(self.conflicts)
        try:
            fitted = self._fitted(change)
            if fitted is None or len(self.conflicts) > before:
                return
            for one in flatten((fitted,)):
                step(one, self.draft)
            self.changes.append(fitted)
        except ChangeConflict as conflict:
            fields = conflict.fields or {"": (None, None)}
            for name, (base, theirs) in fields.items():
                self._against(change, name, base, theirs, None, _sentence(conflict), conflict.object_id)

    def taken_ids(self, change: Add) -> dict[str, str]:
        """New ids for those of an addition that something else, of another name, has by now."""
        here = self.draft.ids()
        inside = (change.value, *(item.value for item in walk(change.value, change.id, change.kind)))
        taken = [value.id for value in inside if value.id in here]
        if not taken or (change.id in here and self._is_the_same_name(change)):
            return {}
        return {object_id: make_id(change.kind, object_id, here.__contains__) for object_id in taken}

    def _is_the_same_name(self, change: Add) -> bool:
        there = self.draft.located(change.id)
        return there.kind.name == change.kind and label(there.kind, there.value) == label(there.kind, change.value)

    def _fitted(self, change: Change) -> Change | None:
        match change:
            case Alter():
                return self._alter(change)
            case Rename():
                return self._rename(change)
            case Add():
                return self._add(change)
            case Drop():
                return self._drop(change)
            case Move():
                return self._move(change)
            case Split() | Merge():
                return change

    def _alter(self, change: Alter) -> Change | None:
        held = self.draft.properties(change.kind, change.id)
        new: dict[str, Any] = {}
        for name, yours in change.set.items():
            base, theirs = change.was[name], getattr(held, name)
            if yours in (theirs, base):
                continue
            if theirs == base:
                new[name] = yours
            elif isinstance(yours, FrozenMap) and isinstance(theirs, FrozenMap) and isinstance(base, FrozenMap):
                merged = _merged(base, theirs, yours)
                if merged is None:
                    self._against(change, name, base, theirs, yours)
                else:
                    new[name] = merged
            else:
                self._against(change, name, base, theirs, yours)
        was = {name: getattr(held, name) for name in new}
        return replace(change, set=FrozenMap(new), was=FrozenMap(was)) if new else None

    def _rename(self, change: Rename) -> Change | None:
        kind = KINDS[change.kind]
        theirs = getattr(self.draft.find(change.kind, change.id).value, kind.label or "name")
        if theirs == change.new:
            return None
        if theirs != change.old:
            self._against(change, kind.label or "name", change.old, theirs, change.new)
            return None
        if self.renamer is None or change.new is None:
            return change
        # Texts may have been added since, or changed: what mentions the name is looked for again.
        return self.renamer(self.draft.freeze(), change.id, change.new)

    def _add(self, change: Add) -> Change | None:
        kind = KINDS[change.kind]
        if change.id in self.draft.ids():
            if self.draft.whole(change.id) != change.value:
                theirs = self.draft.whole(change.id)
                words = f"A {_words(change.kind)} of this name was added since"
                self._against(change, kind.label or "", None, theirs, change.value, words)
            return None
        if change.position is None:
            return change
        return replace(change, position=min(change.position, len(self.draft.siblings(kind, change.parent))))

    def _drop(self, change: Drop) -> Change | None:
        if change.id not in self.draft.ids():
            return None
        now = drop(self.draft.freeze(), change.id)
        if now.value != change.value:
            words = f"This {_words(change.kind)} was changed since; look at it again before it is dropped"
            self._against(change, "", change.value, now.value, None, words)
            return None
        more = _dropped(now.cascades) - _dropped(change.cascades)
        if more:
            words = f"Something else depends on this {_words(change.kind)} by now; look again before it is dropped"
            self._against(change, "", change.value, tuple(sorted(more)), None, words)
            return None
        return now

    def _move(self, change: Move) -> Change | None:
        located = self.draft.find(change.kind, change.id)
        siblings = self.draft.siblings(located.kind, located.owner)
        old, new = siblings.index(change.id), min(change.new, len(siblings) - 1)
        return replace(change, old=old, new=new) if old != new else None

    def _against(
        self,
        change: Change,
        name: str,
        base: Any,
        theirs: Any,
        yours: Any,
        words: str | None = None,
        object_id: str = "",
    ) -> None:
        kind = getattr(change, "kind", "entity")
        text = words or f"{_words(name).capitalize()} was changed by someone else since"
        self.conflicts.append(FieldConflict(object_id or _subject(change), kind, name, base, theirs, yours, text))


def _merged(base: FrozenMap, theirs: FrozenMap, yours: FrozenMap) -> FrozenMap | None:
    """Two people's versions of a mapping put together, key by key; None if they disagree about one."""
    merged: dict[str, Any] = dict(theirs)
    for key in {*base, *yours}:
        was, other, own = (held.get(key, _ABSENT) for held in (base, theirs, yours))
        if own in (was, other):
            continue
        if other != was:
            return None
        if own is _ABSENT:
            merged.pop(key, None)
        else:
            merged[key] = own
    return FrozenMap(merged)


_ABSENT = object()


def _renumbered(changes: tuple[Change, ...], ids: dict[str, str]) -> tuple[Change, ...]:
    """The changes with these ids replaced, wherever they stand."""
    return changes_from_json(_replaced(changes_to_json(changes), ids))


def _replaced(data: Any, ids: dict[str, str]) -> Any:
    if isinstance(data, str):
        return ids.get(data, data)
    if isinstance(data, dict):
        return {ids.get(key, key): _replaced(item, ids) for key, item in data.items()}
    return [_replaced(item, ids) for item in data] if isinstance(data, list) else data


def _dropped(changes: Iterable[Change]) -> set[str]:
    return {change.id for change in flatten(changes) if isinstance(change, Drop)}


def subjects(changes: Iterable[Change]) -> Iterator[str]:
    """The ids of what the changes are about, additions and drops with everything inside."""
    for change in flatten(changes):
        yield _subject(change)
        if isinstance(change, Add | Drop):
            yield from (item.value.id for item in walk(change.value, change.id, change.kind))


def _subject(change: Change) -> str:
    return change.entity if isinstance(change, Split | Merge) else change.id


def _sentence(conflict: ChangeConflict) -> str:
    text = str(conflict)
    return text[:1].upper() + text[1:]


def _words(name: str) -> str:
    return name.replace("_", " ")
