"""Tables of data as columns of small integers: equal values have equal codes.

Rows stream through in blocks; a value is known by its 64-bit hash (see `cells`). The text of the rows is kept beside
the codes while the table is, so that rows can be shown as evidence.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from designer.analysis.discovery.blocks import Block, Reading, Record
from designer.analysis.discovery.cells import NOTHING, Cells, Words, hashes_of, value, value_hashes
from designer.analysis.discovery.codebook import Codebook, Codes
from designer.importers.csv.layout import Layout, has_header, sniff
from designer.importers.csv.profile import Profile
from designer.importers.csv.rows import rows
from designer.importers.result import Problem

_SAMPLE_LINES = 500
_TYPED_VALUES = 300
_MOST_PROBLEMS = 20
_MOST_PLAIN = 64 * 2**20
"""Bytes of text that are kept as they are; what comes behind is compressed."""
_WHOLE = re.compile(r"(-?(?:0|[1-9][0-9]*))\.0+")

Progress = Callable[[int], None]
"""Called with the number of rows read so far; raises to stop."""


class NoData(ValueError):
    """The file holds no table: one sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """codes: per row, from 0 to distinct - 1; null: the code of missing values, -1 without; type: of its values.

    hashes: of the distinct values, sorted, missing ones left out; `2.0` has that of `2`.
    """

    name: str
    codes: Codes
    distinct: int
    null: int
    type: str
    hashes: Words


@dataclass(frozen=True, slots=True)
class Part:
    """Where rows come from that are no file. of: how many rows the table has, about; None where nobody knows.

    whole: whether these are all of them.
    """

    of: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table read from a file. lines: of each row in the file; problems: rows that did not fit, in words.

    records: the text of its rows, one after the other; part: where they come from, None for a file.
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    lines: npt.NDArray[np.int64]
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    records: tuple[Record, ...] = ()
    part: Part | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no other rows are known to exist."""
        return self.part is None or self.part.whole

    def texts(self, row: int) -> list[str | None]:
        """The values of a row; None where one is missing."""
        begins = [0]
        for one in self.records:
            begins.append(begins[-1] + len(one.begins))
        place = bisect_right(begins, row) - 1
        return [value(cell) or None for cell in self.records[place].row(row - begins[place])]


class _Coder:
    """One column while its cells stream by."""

    def __init__(self) -> None:
        self._book = Codebook()
        self._codes: list[Codes] = []
        self._sample: list[str] = []
        self._alike: dict[int, int] = {}
        """For values like `2.0`, whose hash as a value is the one of `2`."""

    def take(self, cells: Cells) -> None:
        """The next cells of the column."""
        codes, fresh = self._book.take(value_hashes(cells))
        self._codes.append(codes)
        if len(fresh) == 0:
            return
        if len(self._sample) < _TYPED_VALUES:
            self._sample += [value(cells.text(int(one))) for one in fresh[: _TYPED_VALUES - len(self._sample)]]
        self._note_decimals(cells, fresh)

    def _note_decimals(self, cells: Cells, fresh: npt.NDArray[np.int64]) -> None:
        maybe = fresh[cells.buffer.data[cells.ends[fresh] - 1] == ord("0")]
        decimal = maybe[(cells.ends[maybe] - cells.starts[maybe] > 8) | _has_point(cells.words(maybe))]
        texts = [value(cells.text(int(one))) for one in decimal]
        found = {one: match[1] for one in texts if (match := _WHOLE.fullmatch(one))}
        own, other = hashes_of(tuple(found)), hashes_of(tuple(found.values()))
        self._alike.update(zip(own.tolist(), other.tolist(), strict=True))

    def column(self, name: str) -> Column:
        """The column, when all cells were taken."""
        values = self._book.values
        null = np.flatnonzero(values == NOTHING)
        hashes = np.sort(values[values != NOTHING])
        if self._alike:
            hashes = np.unique(np.array([self._alike.get(one, one) for one in hashes.tolist()], np.uint64))
        return Column(
            name=name,
            codes=np.concatenate(self._codes) if self._codes else np.zeros(0, np.int32),
            distinct=self._book.count,
            null=int(null[0]) if len(null) else -1,
            type=_type(name, self._sample),
            hashes=hashes,
        )


_ONES, _HIGHS, _POINTS = (np.uint64(int(one * 8, 16)) for one in ("01", "80", "2e"))


def _has_point(words: Words) -> npt.NDArray[np.bool_]:
    """Whether one of the eight bytes is a point: the classic test for a byte of zero, after an exclusive or."""
    zero_where_point = words ^ _POINTS
    found: npt.NDArray[np.bool_] = ((zero_where_point - _ONES) & ~zero_where_point & _HIGHS) != 0
    return found


def _type(name: str, sample: list[str]) -> str:
    profile = Profile(name)
    for one in sample:
        profile.take(one, "\0")
    return profile.verdict().type


def read_table(
    lines: Iterable[str],
    name: str,
    file: str | None = None,
    progress: Progress | None = None,
    layout: Layout | None = None,
) -> Table:
    """The table in a CSV text, given as lines with their ends; read once. Raises NoData.

    layout: how it is written, where that is known; its first row then names the columns.
    """
    source = iter(lines)
    sample = list(islice(source, _SAMPLE_LINES))
    if sample:
        sample[0] = sample[0].removeprefix("\ufeff")
    if not any(line.strip() for line in sample):
        raise NoData("the file is empty")
    known, layout = layout is not None, layout or sniff(sample)
    ahead = [row for _, row in rows(sample[layout.skipped :], layout, 1, file, [])]
    if not ahead:
        raise NoData("no row of the file can be read: its quotes do not match")
    header = known or has_header(ahead)
    names = _names(ahead[0], header)
    reading = Reading(layout, len(names), file, header=header)
    found = reading.blocks(chain(sample[layout.skipped :], source), layout.skipped + 1)
    columns, numbers, records, with_delimiter = _coded(found, names, progress)
    said = "its first row names the columns" if header else "no row names the columns"
    remarks = [f"{layout.words}; {said}"]
    remarks += [
        f"{column}: {count} cells hold the delimiter {layout.delimiter!r} inside quotes"
        for column, count in zip(names, with_delimiter, strict=True)
        if count
    ]
    problems = tuple(reading.problems[:_MOST_PROBLEMS])
    return Table(name, columns, len(numbers), numbers, tuple(remarks), problems, records)


def _names(first: list[str], header: bool) -> list[str]:
    if not header:
        return [f"column_{place}" for place in range(1, len(first) + 1)]
    return [cell.strip() for cell in first]


def _coded(
    found: Iterable[Block], names: Sequence[str], progress: Progress | None
) -> tuple[tuple[Column, ...], npt.NDArray[np.int64], tuple[Record, ...], list[int]]:
    """(columns, the line of each row, the text of the rows, cells with a delimiter in them by column)."""
    coders = [_Coder() for _ in names]
    numbers: list[npt.NDArray[np.int64]] = []
    records: list[Record] = []
    with_delimiter = [0] * len(names)
    total, size = 0, 0
    for block in found:
        for place, (coder, cells) in enumerate(zip(coders, block.cells, strict=True)):
            coder.take(cells)
            with_delimiter[place] += block.with_delimiter[place]
        size += len(block.record.content)
        records.append(block.record if size <= _MOST_PLAIN else block.record.small())
        numbers.append(block.lines)
        total += len(block.lines)
        if progress is not None:
            progress(total)
    columns = tuple(coder.column(name) for coder, name in zip(coders, names, strict=True))
    return columns, np.concatenate(numbers) if numbers else np.zeros(0, np.int64), tuple(records), with_delimiter
