"""An immutable, hashable mapping, so that free-form options can live inside frozen dataclasses."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any


class FrozenMap(Mapping[str, Any]):
    """A read-only mapping with string keys, compared by content and kept in key order."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[str, Any] | None = None) -> None:
        self._items: dict[str, Any] = {key: freeze(items[key]) for key in sorted(items)} if items else {}
        self._hash: int | None = None

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(tuple(self._items.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return self._items == other._items
        return isinstance(other, Mapping) and self._items == freeze(other)._items

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    def with_(self, **changes: Any) -> "FrozenMap":
        """A copy with these keys set; a key set to None is removed."""
        merged = {**self._items, **changes}
        return FrozenMap({key: value for key, value in merged.items() if value is not None})


EMPTY = FrozenMap()
_SCALARS = frozenset({str, int, float, bool, type(None)})
"""Most of what is frozen; asked for first, since evidence may have thousands of cells."""
_ROW = frozenset({tuple})
_WHOLE = 2.0**53
"""From here on every float is a whole number. Written as one it is read back as the same value by programs that
take 1e23 for a decimal; and a zero has no sign."""


def freeze(value: Any) -> Any:
    """JSON-like data made immutable: mappings to FrozenMap, lists to tuples, scalars as they are."""
    if type(value) in _SCALARS or (type(value) is tuple and _SCALARS.issuperset(map(type, value))):
        return value
    if isinstance(value, FrozenMap) or _are_rows(value):
        return value
    if isinstance(value, Mapping):
        return FrozenMap(value)
    if isinstance(value, list | tuple):
        return tuple([item if type(item) in _SCALARS else freeze(item) for item in value])
    return value


def _are_rows(value: Any) -> bool:
    """Whether these are tuples of scalars; told without a look at each by itself, since there may be thousands."""
    if type(value) is not tuple or not _ROW.issuperset(map(type, value)):
        return False
    return _SCALARS.issuperset(map(type, chain.from_iterable(value)))


def thaw(value: Any) -> Any:
    """The inverse of `freeze`: plain dicts and lists, ready for `json.dumps`."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [thaw(item) for item in value]
    if isinstance(value, float) and (value == 0 or abs(value) >= _WHOLE) and value.is_integer():
        return int(value)
    return value
