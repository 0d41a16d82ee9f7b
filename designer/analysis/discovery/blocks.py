"""The rows of a CSV text in blocks of cells, as fast as they can be read; what is odd goes the careful ways."""

import csv
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, islice

import numpy as np

from designer.analysis.discovery.cells import Cells, Places, cells_of, decoded, encoded
from designer.analysis.discovery.separated import separated
from designer.exporters.wording import counted
from designer.importers.csv.layout import Layout
from designer.importers.csv.rows import rows
from designer.importers.result import Problem

_LINES = 16_384
_MOST_LINES = 400
"""A cell of more lines than this has a quote that nobody meant; the most careful way says so."""
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Record:
    """The text of rows. begins: where in it each row does; layout: how it is written, None for cells that end in NULs.

    packed: whether the text is compressed.
    """

    content: bytes
    begins: Places
    layout: Layout | None
    width: int
    packed: bool = False

    def small(self) -> "Record":
        """The same in less room."""
        return replace(self, content=zlib.compress(self.content, 1), packed=True)

    def row(self, place: int) -> list[str]:
        """The cells of one row."""
        content = zlib.decompress(self.content) if self.packed else self.content
        begin = int(self.begins[place])
        if self.layout is None:
            return [decoded(one) for one in content[begin:].split(b"\0", self.width)[: self.width]]
        end = int(self.begins[place + 1]) if place + 1 < len(self.begins) else len(content)
        text = StringIO(decoded(content[begin:end]), newline="")
        return next(csv.reader(text, delimiter=self.layout.delimiter, quotechar=self.layout.quote))


@dataclass(frozen=True, slots=True)
class Block:
    """Rows. lines: on which each begins; cells: per column; with_delimiter: how many cells per column hold one."""

    lines: Places
    cells: tuple[Cells, ...]
    with_delimiter: tuple[int, ...]
    record: Record

    def without_first(self) -> "Block":
        """All rows but the first, which names the columns."""
        cells = tuple(one.without_first() for one in self.cells)
        return Block(self.lines[1:], cells, self.with_delimiter, replace(self.record, begins=self.record.begins[1:]))


class Reading:
    """The blocks of a text while they are read. problems: rows that cannot be, or do not fit, the first of each."""

    def __init__(self, layout: Layout, width: int, file: str | None, *, header: bool) -> None:
        self.layout, self.width, self.file, self.header = layout, width, file, header
        self.problems: list[Problem] = []
        self.misfits = 0

    def blocks(self, source: Iterator[str], first: int) -> Iterator[Block]:
        """The rows that are not empty, lines counted from `first`, the header left out."""
        for block in self._all(source, first):
            if self.header and len(block.lines):
                self.header, block = False, block.without_first()
            if len(block.lines):
                yield block
        if self.misfits > _MOST_PROBLEMS:
            more = self.misfits - _MOST_PROBLEMS
            self.problems.insert(0, Problem(1, 1, f"{more} further rows have another number of cells", self.file))

    def _all(self, source: Iterator[str], number: int) -> Iterator[Block]:
        while taken := list(islice(source, _LINES)):
            text = _whole("".join(taken), taken, source, self.layout.quote)
            block = None if "\0" in text else self._quick(text, number) or self._by_csv(taken, number)
            if block is None:
                # From here on, as a quote may reach beyond the block.
                careful = rows(chain(taken, source), self.layout, number, self.file, self.problems)
                yield from self._careful(careful)
                return
            yield block
            number += len(taken)

    def _quick(self, text: str, number: int) -> Block | None:
        content = encoded(text if text.endswith("\n") else f"{text}\n")
        found = separated(content, self.layout, self.width)
        if found is None:
            return None
        record = Record(content, found.begins, self.layout, self.width)
        return Block(found.lines + number, found.cells, found.with_delimiter, record)

    def _by_csv(self, taken: list[str], number: int) -> Block | None:
        """The block, if it is one that csv reads without objection and that ends where a row ends."""
        reader = csv.reader(taken, delimiter=self.layout.delimiter, quotechar=self.layout.quote, strict=True)
        found: list[tuple[int, list[str]]] = []
        before = 0
        try:
            for row in reader:
                if any(row):
                    found.append((number + before, row))
                if reader.line_num - before > _MOST_LINES:
                    return None
                before = reader.line_num
        except csv.Error:
            return None
        return self._block(found)

    def _careful(self, found: Iterator[tuple[int, list[str]]]) -> Iterator[Block]:
        while taken := list(islice(found, _LINES)):
            yield self._block(taken)

    def _block(self, found: Sequence[tuple[int, list[str]]]) -> Block:
        fitting = [(line, row) for line, given in found if (row := self._fitted(line, given))]
        cells = cells_of([cell for _, row in fitting for cell in row])
        starts, ends = (np.ascontiguousarray(one.reshape(-1, self.width).T) for one in (cells.starts, cells.ends))
        with_delimiter = tuple(
            sum(self.layout.delimiter in cell for cell in column)
            for column in (zip(*(row for _, row in fitting), strict=True) if fitting else [()] * self.width)
        )
        return Block(
            lines=np.fromiter((line for line, _ in fitting), np.int64, len(fitting)),
            cells=tuple(Cells(cells.buffer, one, other) for one, other in zip(starts, ends, strict=True)),
            with_delimiter=with_delimiter,
            record=Record(cells.buffer.data.tobytes(), starts[0], None, self.width),
        )

    def _fitted(self, line: int, row: list[str]) -> list[str]:
        """The row with missing cells filled in; nothing of one that has too many. The first misfits are reported."""
        given = len(row)
        if given == self.width:
            return row
        while len(row) > self.width and not row[-1].strip():
            row = row[:-1]
        fits = len(row) <= self.width
        if given < self.width or not fits:
            self.misfits += 1
            if self.misfits <= _MOST_PROBLEMS:
                self.problems.append(_misfit(line, given, self.width, self.file))
        return row + [""] * (self.width - len(row)) if fits else []


def _whole(text: str, taken: list[str], source: Iterator[str], quote: str) -> str:
    """The text, with as many more lines as the cell takes in which it ends; they are put to `taken`."""
    more: list[str] = []
    is_open = text.count(quote) % 2 == 1
    while is_open and len(more) < _MOST_LINES and (line := next(source, None)) is not None:
        more.append(line)
        is_open ^= line.count(quote) % 2 == 1
    taken += more
    return "".join((text, *more))


def _misfit(line: int, given: int, width: int, file: str | None) -> Problem:
    why = (
        "perhaps a delimiter stands inside a cell that is not in quotes; the row is left out"
        if given > width
        else "the cells behind count as missing"
    )
    return Problem(line, 1, f"this row has {counted(given, 'cell')} and not {width}: {why}", file)
