"""The cells of a column as places in a buffer of bytes, and a 64-bit hash of the value of each, many at a time.

A value is a cell without blanks around it; all ways of writing that there is none are one value, whose hash is 0.
Values of up to eight bytes are their own hash. Longer ones share one by chance: for a million of them the chance that
any two do is about 1 in 30 million.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from designer.importers.csv.values import MISSING

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

NOTHING = 0
"""The hash of a missing value."""

_WORD = 8
_LONG = 512
"""Cells of more bytes than this are hashed one by one."""
_SPACE = 32
_ENCODING = ("utf-8", "surrogatepass")
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_WORD + 1)], np.uint64)
_MAY_BE_MISSING = np.zeros(256, bool)
_MAY_BE_MISSING[[ord(one[0]) for one in MISSING if one]] = True
_LONGEST_MISSING = max(map(len, MISSING))


def _odd(own: Sequence[int], others: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Per byte, whether a blank other than the space may begin, or end, with it (UTF-8)."""
    table = np.zeros(256, bool)
    table[list(own)] = True
    table[list(others)] = True
    return table


_ODD_FIRST = _odd(range(_SPACE + 1), (0xC2, 0xE1, 0xE2, 0xE3))
_ODD_LAST = _odd(range(_SPACE + 1), (*range(0x80, 0x8B), 0x9F, 0xA0, 0xA8, 0xA9, 0xAF))


@dataclass(frozen=True, slots=True)
class Buffer:
    """Bytes, and the eight bytes from each place on as a number; eight zeros stand behind the last."""

    data: Bytes
    words: Words

    @classmethod
    def of(cls, content: bytes) -> "Buffer":
        """The bytes, ready for cells to point into."""
        padded = np.frombuffer(content + bytes(_WORD), np.uint8)
        return cls(padded, np.ndarray((len(content) + 1,), "<u8", padded, strides=(1,)))


@dataclass(frozen=True, slots=True)
class Cells:
    """Cell i holds the bytes of the buffer from starts[i] up to ends[i]."""

    buffer: Buffer
    starts: Places
    ends: Places

    def text(self, place: int) -> str:
        """One cell."""
        return self.buffer.data[self.starts[place] : self.ends[place]].tobytes().decode(*_ENCODING)

    def words(self, places: Places) -> Words:
        """The first eight bytes of some cells."""
        starts, lengths = self.starts[places], self.ends[places] - self.starts[places]
        found: Words = self.buffer.words[starts] & _MASKS[np.minimum(lengths, _WORD)]
        return found

    def without_first(self) -> "Cells":
        """All but the first."""
        return Cells(self.buffer, self.starts[1:], self.ends[1:])


def encoded(text: str) -> bytes:
    """The text as cells hold it."""
    return text.encode(*_ENCODING)


def decoded(content: bytes) -> str:
    """The text of bytes that `encoded` made."""
    return content.decode(*_ENCODING)


def cells_of(texts: Sequence[str]) -> Cells:
    """Texts, none of which holds a NUL, as cells."""
    buffer = Buffer.of(encoded("\0".join((*texts, ""))))
    ends = np.flatnonzero(buffer.data[:-_WORD] == 0)
    return Cells(buffer, np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends, ends)


def value(cell: str) -> str:
    """The cell's value: "" where it says that there is none."""
    bare = cell.strip()
    return "" if bare in MISSING else bare


def value_hashes(cells: Cells) -> Words:
    """The hash of the value of each cell."""
    bare = _without_spaces(cells)
    data, starts, ends = bare.buffer.data, bare.starts, bare.ends
    found = _hashes(bare)
    first, held = data[starts], ends > starts
    odd = _ODD_FIRST[first] | _ODD_LAST[data[ends - 1]]
    odd |= _MAY_BE_MISSING[first] & (ends - starts <= _LONGEST_MISSING)
    places = np.flatnonzero(odd & held)
    if len(places):
        _, index, inverse = np.unique(found[places], return_index=True, return_inverse=True)
        found[places] = hashes_of([value(bare.text(int(places[one]))) for one in index])[inverse]
    return found


def hashes_of(values: Sequence[str]) -> Words:
    """The hashes of values."""
    return _hashes(cells_of(values))


def _without_spaces(cells: Cells) -> Cells:
    data, starts, ends = cells.buffer.data, cells.starts, cells.ends
    before = np.flatnonzero((data[starts] == _SPACE) & (starts < ends))
    behind = np.flatnonzero((data[ends - 1] == _SPACE) & (starts < ends))
    if len(before):
        starts = starts.copy()
        while len(before):
            starts[before] += 1
            before = before[(data[starts[before]] == _SPACE) & (starts[before] < ends[before])]
        behind = behind[starts[behind] < ends[behind]]
    if len(behind):
        ends = ends.copy()
        while len(behind):
            ends[behind] -= 1
            behind = behind[(data[ends[behind] - 1] == _SPACE) & (starts[behind] < ends[behind])]
    return Cells(cells.buffer, starts, ends)


def _hashes(cells: Cells) -> Words:
    """Of the cells as they are."""
    words, starts, lengths = cells.buffer.words, cells.starts, cells.ends - cells.starts
    found: Words = words[starts] & _MASKS[np.minimum(lengths, _WORD)]
    rest = np.flatnonzero(lengths > _WORD)
    for one in rest[lengths[rest] > _LONG]:
        content = cells.buffer.data[starts[one] : cells.ends[one]].tobytes()
        found[one] = int.from_bytes(blake2b(content, digest_size=_WORD).digest(), "little")
    rest = rest[lengths[rest] <= _LONG]
    place, behind = starts[rest] + _WORD, lengths[rest] - _WORD
    state = _mixed(found[rest] + lengths[rest].astype(np.uint64))
    while len(rest):
        state = _mixed(state ^ (words[place] & _MASKS[np.minimum(behind, _WORD)]))
        more = behind > _WORD
        done = ~more
        found[rest[done]] = state[done]
        rest, state, place, behind = rest[more], state[more], place[more] + _WORD, behind[more] - _WORD
    return found


def _mixed(state: Words) -> Words:
    """A permutation of the 64-bit numbers in which every bit depends on every other (the finalizer of MurmurHash3)."""
    state = state ^ (state >> np.uint64(33))
    state *= np.uint64(0xFF51AFD7ED558CCD)
    state ^= state >> np.uint64(33)
    state *= np.uint64(0xC4CEB9FE1A85EC53)
    state ^= state >> np.uint64(33)
    return state
