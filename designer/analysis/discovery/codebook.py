"""Small integers for values, in the order in which the values first appear: a hash table for arrays."""

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.int32]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_FIRST_BITS = 12
_FREE = -1
_ROOM = 4
"""Places of the table per value, at least: nearly all values stand where they are looked for first."""


class Codebook:
    """Codes from 0 on for different numbers of 64 bits. At most 2^31 of them."""

    def __init__(self) -> None:
        self.count = 0
        self._values: Values = np.zeros(1 << (_FIRST_BITS - 2), np.uint64)
        self._bits = _FIRST_BITS
        self._table: Codes = np.full(1 << _FIRST_BITS, _FREE, np.int32)

    @property
    def values(self) -> Values:
        """The values by code."""
        return self._values[: self.count]

    def take(self, values: Values) -> tuple[Codes, npt.NDArray[np.int64]]:
        """(the code of each, the places at which values stand that were not known before, each once)."""
        codes = self._found(values)
        unknown = np.flatnonzero(codes < 0)
        if len(unknown) == 0:
            return codes, unknown
        fresh = self._learn(values[unknown])
        codes[unknown] = self._found(values[unknown])
        return codes, unknown[fresh]

    def _found(self, values: Values) -> Codes:
        """The codes; _FREE for what is not known."""
        slots = self._slots(values)
        codes = self._table[slots]
        wrong = np.flatnonzero((self._values[codes] != values) & (codes >= 0))
        while len(wrong):
            slots[wrong] = (slots[wrong] + 1) & (len(self._table) - 1)
            codes[wrong] = self._table[slots[wrong]]
            wrong = wrong[(codes[wrong] >= 0) & (self._values[codes[wrong]] != values[wrong])]
        return codes

    def _slots(self, values: Values) -> npt.NDArray[np.int64]:
        return ((values * _SPREAD) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _learn(self, values: Values) -> npt.NDArray[np.int64]:
        """Codes for values none of which is known, though some may stand there twice; the places of the first ones."""
        self._make_room(self.count + len(values))
        slots = self._slots(values)
        winners = []
        waiting = np.arange(len(values))
        while len(waiting):
            # Who finds its place free leaves a mark: below -1, counted down, so that no code looks like it. Of
            # several that want one place the first has it.
            free = waiting[self._table[slots[waiting]] == _FREE][::-1]
            self._table[slots[free]] = _FREE - 1 - free
            owner = _FREE - 1 - self._table[slots[waiting]].astype(np.int64)
            winners.append(waiting[owner == waiting])
            settled = (owner >= 0) & (values[np.maximum(owner, 0)] == values[waiting])
            waiting = waiting[~settled]
            slots[waiting] = (slots[waiting] + 1) & (len(self._table) - 1)
        fresh = np.sort(np.concatenate(winners))
        codes = np.arange(self.count, self.count + len(fresh), dtype=np.int32)
        self._table[slots[fresh]] = codes
        self._values[codes] = values[fresh]
        self.count += len(fresh)
        return fresh

    def _make_room(self, count: int) -> None:
        if count > len(self._values):
            self._values = np.concatenate((self.values, np.zeros(2 * count - self.count, np.uint64)))
        if count * _ROOM <= len(self._table):
            return
        while count * _ROOM > 1 << self._bits:
            self._bits += 1
        self._table = np.full(1 << self._bits, _FREE, np.int32)
        slots = self._slots(self.values)
        waiting = np.arange(self.count)
        while len(waiting):
            free = waiting[self._table[slots[waiting]] == _FREE]
            self._table[slots[free]] = free
            waiting = waiting[self._table[slots[waiting]] != waiting]
            slots[waiting] = (slots[waiting] + 1) & (len(self._table) - 1)


def coded(numbers: npt.NDArray[np.int64]) -> tuple[Codes, int]:
    """(a code for each number, how many different ones there are)."""
    book = Codebook()
    codes, _ = book.take(numbers.astype(np.uint64))
    return codes, book.count
