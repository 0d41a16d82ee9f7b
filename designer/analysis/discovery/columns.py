"""Tables of data as columns of small integers: equal values have equal codes; the texts are not kept twice.

Rows stream through in blocks. A column of very many different values is kept as 64-bit hashes instead of a dictionary
of its texts, which bounds the memory; two texts that share a hash, one chance in 10^7 for a million rows, would count
as equal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from designer.analysis.discovery.blocks import Block, blocks
from designer.importers.csv.layout import has_header, sniff
from designer.importers.csv.profile import Profile
from designer.importers.csv.rows import rows
from designer.importers.csv.values import MISSING
from designer.importers.result import Problem

Codes = npt.NDArray[np.int64]

_SAMPLE_LINES = 500
_MOST_TEXTS = 100_000
_TYPED_VALUES = 300
_MOST_PROBLEMS = 20
_WHOLE = re.compile(r"(-?(?:0|[1-9][0-9]*))\.0+")

Progress = Callable[[int], None]
"""Called with the number of rows read so far; raises to stop."""


class NoData(ValueError):
    """The file holds no table: one sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """codes: per row, from 0 to distinct - 1; null: the code of missing values, -1 without; type: of its values.

    hashes: of the distinct values, sorted, missing ones left out; texts: by code, empty where there are too many.
    """

    name: str
    codes: Codes
    distinct: int
    null: int
    type: str
    hashes: npt.NDArray[np.int64]
    texts: tuple[str, ...]

    def text(self, row: int) -> str | None:
        """The value in a row; None where it is missing or the texts were not kept."""
        code = int(self.codes[row])
        return None if code == self.null or not self.texts else self.texts[code]


@dataclass(frozen=True, slots=True)
class Table:
    """A table read from a file. lines: of each row in the file; problems: rows that did not fit, in words."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    lines: npt.NDArray[np.int64]
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Coder:
    """One column while its values stream by: a dictionary of texts, until there are too many."""

    def __init__(self) -> None:
        self.with_delimiter = 0
        self._known: dict[str, int] = {}
        self._texts: list[str] = []
        self._blocks: list[npt.NDArray[np.int32]] = []
        self._hashed: list[npt.NDArray[np.int64]] = []
        self._sample: list[str] = []

    def take(self, cells: tuple[str, ...]) -> None:
        """The next cells of the column."""
        if self._hashed:
            self._hashed.append(_hashes(_values(cells)))
            return
        try:
            # Once the values of a column are known, a block takes a single pass.
            codes = np.fromiter(map(self._known.__getitem__, cells), np.int32, len(cells))
        except KeyError:
            self._learn(cells)
            codes = np.fromiter(map(self._known.__getitem__, cells), np.int32, len(cells))
        self._blocks.append(codes)
        if len(self._texts) > _MOST_TEXTS:
            self._hashed = [_hashes(self._texts)[np.concatenate(self._blocks)]]
            self._sample = self._texts[:_TYPED_VALUES]
            self._blocks, self._known, self._texts = [], {}, []

    def _learn(self, cells: tuple[str, ...]) -> None:
        """Codes for new values, and for cells that are written otherwise than their value."""
        known, values = self._known, _values(cells)
        fresh = [value for value in dict.fromkeys(values) if value not in known]
        known.update(zip(fresh, range(len(self._texts), len(self._texts) + len(fresh)), strict=True))
        self._texts += fresh
        if values is not cells:
            known.update({cell: known[_value(cell)] for cell in set(cells) if cell not in known})

    def column(self, name: str) -> Column:
        """The column, when all cells were taken."""
        if self._hashed:
            values, codes = np.unique(np.concatenate(self._hashed), return_inverse=True)
            place = int(np.searchsorted(values, _NULL_HASH))
            null = place if place < len(values) and values[place] == _NULL_HASH else -1
            hashes = values[values != _NULL_HASH]
            return Column(name, codes.astype(np.int64), len(values), null, _type(name, self._sample), hashes, ())
        texts = tuple(self._texts)
        codes = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int32)
        values = _hashes(texts)
        hashes = np.unique(values[values != _NULL_HASH])
        kind = _type(name, list(texts[:_TYPED_VALUES]))
        null = self._known.get("", -1)
        return Column(name, codes.astype(np.int64), len(texts), null, kind, hashes, texts)


def _value(cell: str) -> str:
    value = cell.strip()
    return "" if value in MISSING else value


_RARE_BLANKS = re.compile(r"[^\S ]")


def _values(cells: tuple[str, ...]) -> Sequence[str]:
    """The values of cells: without blanks around them, and "" for every way of writing that there is none.

    Most columns hold neither, which a few searches at the speed of C find out for a block at once.
    """
    joined = "\0".join(("", *cells, ""))
    blanks = "\0 " in joined or " \0" in joined or _RARE_BLANKS.search(joined) is not None
    if not blanks and _SPELLED_MISSING.isdisjoint(cells):
        return cells
    odd = {cell: value for cell in set(cells) if (value := _value(cell)) != cell}
    return [odd.get(cell, cell) for cell in cells]


_SPELLED_MISSING = MISSING - {""}
_DECIMAL_WHOLE = re.compile(r"\.0+\0")
_NULL_HASH = hash("")


def _hashes(values: Sequence[str]) -> npt.NDArray[np.int64]:
    """Hashes of values; `2.0` has that of `2`, since one file often writes what another one means."""
    joined = "\0".join(values)
    alike = _hash if ".0" in joined and _DECIMAL_WHOLE.search(f"{joined}\0") else hash
    return np.fromiter(map(alike, values), np.int64, len(values))


def _hash(value: str) -> int:
    whole = _WHOLE.fullmatch(value) if value[-1:] == "0" else None
    return hash(whole[1] if whole else value)


def _type(name: str, sample: list[str]) -> str:
    profile = Profile(name)
    for value in sample:
        profile.take(value, "\0")
    return profile.verdict().type


def read_table(lines: Iterable[str], name: str, file: str | None = None, progress: Progress | None = None) -> Table:
    """The table in a CSV text, given as lines with their ends; read once. Raises NoData."""
    source = iter(lines)
    sample = list(islice(source, _SAMPLE_LINES))
    if sample:
        sample[0] = sample[0].removeprefix("\ufeff")
    if not any(line.strip() for line in sample):
        raise NoData("the file is empty")
    layout = sniff(sample)
    ahead = [row for _, row in rows(sample[layout.skipped :], layout, 1, file, [])]
    if not ahead:
        raise NoData("no row of the file can be read: its quotes do not match")
    header = has_header(ahead)
    names = _names(ahead[0], header)
    problems: list[Problem] = []
    coders = [_Coder() for _ in names]
    found = blocks(chain(sample[layout.skipped :], source), layout, layout.skipped + 1, file, problems)
    numbers = _coded(found, coders, header, file, problems, progress, layout.delimiter)
    said = "its first row names the columns" if header else "no row names the columns"
    remarks = [f"{layout.words}; {said}"]
    remarks += [
        f"{column}: {coder.with_delimiter} cells hold the delimiter {layout.delimiter!r} inside quotes"
        for column, coder in zip(names, coders, strict=True)
        if coder.with_delimiter
    ]
    columns = tuple(coder.column(column) for column, coder in zip(names, coders, strict=True))
    return Table(name, columns, len(numbers), numbers, tuple(remarks), tuple(problems[:_MOST_PROBLEMS]))


def _names(first: list[str], header: bool) -> list[str]:
    if not header:
        return [f"column_{place}" for place in range(1, len(first) + 1)]
    return [cell.strip() for cell in first]


def _coded(
    found: Iterator[Block],
    coders: list[_Coder],
    header: bool,
    file: str | None,
    problems: list[Problem],
    progress: Progress | None,
    delimiter: str,
) -> npt.NDArray[np.int64]:
    """Feeds the rows to the coders, block by block; the line of each row that was taken."""
    misfits, total = 0, 0
    numbers: list[npt.NDArray[np.int64]] = []
    for block in found:
        lines, rows_ = block.lines, block.rows
        if header:
            lines, rows_, header = lines[1:], rows_[1:], False
        if any(len(row) != len(coders) for row in rows_):
            lines, rows_, count = _made_to_fit(lines, rows_, len(coders), file, problems, misfits)
            misfits += count
        if not rows_:
            continue
        for coder, cells in zip(coders, zip(*rows_, strict=True), strict=True):
            coder.take(cells)
            if block.quoted:
                coder.with_delimiter += sum(delimiter in cell for cell in cells)
        numbers.append(np.fromiter(lines, np.int64, len(rows_)))
        total += len(rows_)
        if progress is not None:
            progress(total)
    if misfits > _MOST_PROBLEMS:
        more = misfits - _MOST_PROBLEMS
        problems.insert(0, Problem(1, 1, f"{more} further rows have another number of cells", file))
    return np.concatenate(numbers) if numbers else np.zeros(0, np.int64)


def _made_to_fit(
    lines: Sequence[int], found: list[list[str]], width: int, file: str | None, problems: list[Problem], before: int
) -> tuple[list[int], list[list[str]], int]:
    """(lines, rows, how many did not fit): short rows filled up, long ones left out, the first of them reported."""
    fitting, misfits = [], 0
    for line, row in zip(lines, found, strict=True):
        fitted = row
        if len(row) != width:
            fitted = _fitted(row, width)
            if len(row) < width or not fitted:
                misfits += 1
                if before + misfits <= _MOST_PROBLEMS:
                    problems.append(_misfit(line, row, width, file))
        if fitted:
            fitting.append((line, fitted))
    return [line for line, _ in fitting], [row for _, row in fitting], misfits


def _fitted(row: list[str], width: int) -> list[str]:
    """The row with missing cells filled in; nothing of one that has too many."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row + [""] * (width - len(row)) if len(row) <= width else []


def _misfit(line: int, row: list[str], width: int, file: str | None) -> Problem:
    why = (
        "perhaps a delimiter stands inside a cell that is not in quotes; the row is left out"
        if len(row) > width
        else "the cells behind count as missing"
    )
    return Problem(line, 1, f"this row has {len(row)} cells and not {width}: {why}", file)
