"""What tables are to be found by: entries that each table files of itself, under any number of keys.

A directory of a design after an edit is made from the one before it, at the price of what changed, and says under which
keys something else stands now. What was looked up under other keys need not be looked up again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
_Filed = tuple[tuple[Hashable, _Value], ...]
"""What one table files: key and entry, in its order."""


class Directory(Generic[_Value]):
    """Entries by key, under each key table by table in the order of the design.

    changed: the keys under which other entries stand than in the directory that it was made from; None where it was
    made from none.
    """

    def __init__(
        self,
        by_table: Mapping[str, _Filed[_Value]],
        by_key: Mapping[Hashable, Mapping[str, tuple[_Value, ...]]],
        changed: frozenset[Hashable] | None = None,
    ) -> None:
        self._by_table = by_table
        self._by_key = by_key
        self.changed = changed

    @classmethod
    def of(cls, by_table: Mapping[str, _Filed[_Value]]) -> Directory[_Value]:
        """by_table: what each table files, by its id, in the order of the design."""
        return cls({table: filed for table, filed in by_table.items() if filed}, _by_key(by_table))

    def look(self, key: Hashable) -> Sequence[_Value]:
        """What stands under a key; nothing where nobody filed anything."""
        held = self._by_key.get(key)
        if not held:
            return ()
        return [value for values in held.values() for value in values]

    def number(self, key: Hashable) -> int:
        """How much stands under a key."""
        return sum(map(len, self._by_key.get(key, {}).values()))

    def __contains__(self, key: Hashable) -> bool:
        return key in self._by_key

    def keys(self) -> list[Hashable]:
        """Every key that something stands under."""
        return list(self._by_key)

    def after(
        self, filed: Mapping[str, _Filed[_Value]], places: Mapping[str, int], *, in_place: bool = False
    ) -> Directory[_Value]:
        """The directory after an edit. filed: what those tables file now that are not what they were, the new ones
        among them; places: where each table of the design stands, those that went left out; in_place: whether no table
        came, went or stands elsewhere."""
        gone = self._by_table.keys() - places.keys()
        again = {*filed, *gone}
        by_table = {**self._by_table, **filed}
        for table in again:
            if not filed.get(table):
                by_table.pop(table, None)
        come = _by_key(filed)
        touched = {*come, *(key for table in again for key, _ in self._by_table.get(table, ()))}
        by_key, changed = dict(self._by_key), set()
        for key in touched:
            before, coming = self._by_key.get(key, {}), come.get(key, {})
            if len(before) == 1 and coming == before:
                continue
            held = {**before, **coming}
            for table in (before.keys() & again) - coming.keys():
                del held[table]
            if len(held) > 1 and not (in_place and coming.keys() <= before.keys()):
                held = {table: held[table] for table in sorted(held, key=places.__getitem__)}
            if held == before and list(held) == list(before):
                continue
            changed.add(key)
            if held:
                by_key[key] = held
            else:
                del by_key[key]
        return Directory(by_table, by_key, frozenset(changed))


def _by_key(by_table: Mapping[str, _Filed[_Value]]) -> dict[Hashable, dict[str, tuple[_Value, ...]]]:
    found: dict[Hashable, dict[str, tuple[_Value, ...]]] = {}
    for table, filed in by_table.items():
        for key, value in filed:
            held = found.setdefault(key, {})
            held[table] = (*held.get(table, ()), value)
    return found
