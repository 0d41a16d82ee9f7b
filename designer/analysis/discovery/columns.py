"""Tables of data as columns of small integers: equal values have equal codes; the texts are not kept twice.

Rows stream through in blocks. A column of very many different values is kept as 64-bit hashes instead of a dictionary
of its texts, which bounds the memory; two texts that share a hash, one chance in 10^7 for a million rows, would count
as equal.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from designer.importers.csv.layout import has_header, sniff
from designer.importers.csv.profile import Profile
from designer.importers.csv.rows import rows
from designer.importers.csv.values import MISSING
from designer.importers.result import Problem

Codes = npt.NDArray[np.int64]

_SAMPLE_LINES = 500
_BLOCK = 16_384
_MOST_TEXTS = 200_000
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


@dataclass(slots=True)
class _Coder:
    """One column while its values stream by: a dictionary of texts, until there are too many."""

    seen: dict[str, int] = field(default_factory=dict)
    known: "_Known" = field(init=False)
    blocks: list[npt.NDArray[np.int32]] = field(default_factory=list)
    hashed: list[npt.NDArray[np.int64]] = field(default_factory=list)
    with_delimiter: int = 0

    def __post_init__(self) -> None:
        self.known = _Known(self.seen)

    def take(self, cells: tuple[str, ...]) -> None:
        if self.hashed:
            self.hashed.append(np.fromiter(map(_hash, cells), np.int64, len(cells)))
            return
        self.blocks.append(np.fromiter(map(self.known.__getitem__, cells), np.int32, len(cells)))
        if len(self.seen) > _MOST_TEXTS:
            by_code = np.fromiter(map(_hash, self.seen), np.int64, len(self.seen))
            self.hashed = [by_code[np.concatenate(self.blocks)]]
            self.sample = list(islice(self.seen, _TYPED_VALUES))
            self.blocks, self.seen = [], {}
            self.known = _Known(self.seen)

    sample: list[str] = field(default_factory=list)

    def column(self, name: str) -> Column:
        texts: tuple[str, ...] = ()
        if self.hashed:
            values, codes = np.unique(np.concatenate(self.hashed), return_inverse=True)
            place = int(np.searchsorted(values, _NULL_HASH))
            null = place if place < len(values) and values[place] == _NULL_HASH else -1
            hashes = values[values != _NULL_HASH]
        else:
            codes = np.concatenate(self.blocks) if self.blocks else np.zeros(0, np.int32)
            values = np.fromiter(map(_hash, self.seen), np.int64, len(self.seen))
            null = self.seen.get("", -1)
            hashes = np.unique(values[values != _NULL_HASH])
            texts = tuple(self.seen)
        sample = self.sample or list(texts[:_TYPED_VALUES])
        return Column(name, codes.astype(np.int64), len(values), null, _type(name, sample), hashes, texts)


class _Known(dict[str, int]):
    """Code by cell as it stands in the file; equal values differ there by blanks, and missing ones by their spelling."""

    def __init__(self, seen: dict[str, int]) -> None:
        self._seen = seen

    def __missing__(self, cell: str) -> int:
        value = _value(cell)
        code = self._seen.setdefault(value, len(self._seen))
        self[cell] = code
        return code


def _value(cell: str) -> str:
    value = cell.strip()
    return "" if value in MISSING else value


def _hash(cell: str) -> int:
    """The hash of a value; `2.0` has that of `2`, since one file often writes what another one means."""
    value = _value(cell)
    whole = _WHOLE.fullmatch(value) if value[-1:] == "0" else None
    return hash(whole[1] if whole else value)


_NULL_HASH = hash("")


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
    found = rows(chain(sample[layout.skipped :], source), layout, layout.skipped + 1, file, problems)
    if header:
        next(found, None)
    coders = [_Coder() for _ in names]
    numbers = _coded(found, coders, layout.delimiter, file, problems, progress)
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
    found: Iterator[tuple[int, list[str]]],
    coders: list[_Coder],
    delimiter: str,
    file: str | None,
    problems: list[Problem],
    progress: Progress | None,
) -> npt.NDArray[np.int64]:
    """Feeds the rows to the coders, block by block; the line of each row that was taken."""
    width, misfits, total = len(coders), 0, 0
    numbers: list[npt.NDArray[np.int64]] = []
    while block := list(islice(found, _BLOCK)):
        fitting = []
        for line, row in block:
            if len(row) != width:
                misfits += 1
                if misfits <= _MOST_PROBLEMS:
                    problems.append(_misfit(line, row, width, file))
                row = _fitted(row, width)
            if row:
                fitting.append((line, row))
        if not fitting:
            continue
        for coder, cells in zip(coders, zip(*(row for _, row in fitting), strict=True), strict=True):
            coder.take(cells)
        _count_delimiters(coders, [row for _, row in fitting], delimiter)
        numbers.append(np.fromiter((line for line, _ in fitting), np.int64, len(fitting)))
        total += len(fitting)
        if progress is not None:
            progress(total)
    if misfits > _MOST_PROBLEMS:
        more = misfits - _MOST_PROBLEMS
        problems.insert(0, Problem(1, 1, f"{more} further rows have another number of cells", file))
    return np.concatenate(numbers) if numbers else np.zeros(0, np.int64)


def _fitted(row: list[str], width: int) -> list[str]:
    """The row with missing cells filled in; nothing of one that has too many."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row + [""] * (width - len(row)) if len(row) <= width else []


def _misfit(line: int, row: list[str], width: int, file: str | None) -> Problem:
    why = (
        "perhaps a delimiter stands inside a cell that is not in quotes; the row is left out"
        if len(row) > width and any(cell.strip() for cell in row[width:])
        else "the cells behind count as missing"
    )
    return Problem(line, 1, f"this row has {len(row)} cells and not {width}: {why}", file)


def _count_delimiters(coders: list[_Coder], block: list[list[str]], delimiter: str) -> None:
    """Counts cells that hold the delimiter; rows without any are passed over as a whole."""
    for row in block:
        if delimiter in "".join(row):
            for coder, cell in zip(coders, row, strict=True):
                coder.with_delimiter += delimiter in cell
