"""The tables that rules shall judge, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import SupportsIndex, TypeVar

from designer.analysis.watched import Readings

_Value = TypeVar("_Value")


class Judged(tuple[_Value, ...]):
    """Tables, or what they have, in their order. Going through them says which table is being judged, until the next
    one is: what is read of any other in between is taken down (see `watched`). Of a loop within another one, it cannot
    be told which is judged."""

    _table_of: Callable[[_Value], str]
    _readings: Readings

    @classmethod
    def of(cls, values: Iterable[_Value], table_of: Callable[[_Value], str], readings: Readings) -> Judged[_Value]:
        """table_of: the id of the table that a value is, or belongs to."""
        made = cls(values)
        made._table_of, made._readings = table_of, readings
        return made

    def __iter__(self) -> Iterator[_Value]:
        whole = super().__iter__()
        is_watched = self._readings.own is not None or self._readings.spoken is not None
        return self._one_by_one(whole) if is_watched else whole

    def _one_by_one(self, values: Iterator[_Value]) -> Iterator[_Value]:
        readings, table_of, loops = self._readings, self._table_of, self._readings.loops
        loops.append(self)
        try:
            for value in values:
                readings.judged = table_of(value) if len(loops) == 1 else ""
                if readings.own is not None:
                    readings.own = (table_of(value),)
                yield value
        finally:
            loops.pop()
            readings.judged = ""
            if readings.own is not None:
                readings.own = ()

    def __getitem__(self, key: SupportsIndex | slice) -> _Value | tuple[_Value, ...]:  # type: ignore[override]
        self._readings.look_beside()
        return super().__getitem__(key)
