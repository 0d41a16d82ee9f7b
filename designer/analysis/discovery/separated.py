"""Rows of a CSV text found in its bytes at once, where the text is as regular as programs write it."""

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from designer.analysis.discovery.cells import Buffer, Bytes, Cells, Places
from designer.importers.csv.layout import Layout

Flags = npt.NDArray[np.bool_]

_NEWLINE, _RETURN = 10, 13
_MOST_LINES = 400
"""A cell of more lines than this has a quote that nobody meant."""


@dataclass(frozen=True, slots=True)
class Separated:
    """cells: per column; begins: where each row does; lines: of each row, from 0; with_delimiter: cells per column."""

    cells: tuple[Cells, ...]
    begins: Places
    lines: Places
    with_delimiter: tuple[int, ...]


def separated(content: bytes, layout: Layout, width: int) -> Separated | None:
    """The rows of `content`, whose last byte is a newline; None where anything about it is unusual.

    Unusual are rows of another width, empty lines, doubled quotes, and all to which csv would object.
    """
    if len(layout.delimiter.encode()) != 1 or len(layout.quote.encode()) != 1:
        return None
    buffer = Buffer.of(content)
    raw = buffer.data[: len(content)]
    newlines, delimiters, quotes = raw == _NEWLINE, raw == ord(layout.delimiter), raw == ord(layout.quote)
    if np.count_nonzero(raw == _RETURN) != np.count_nonzero(newlines[1:] & (raw[:-1] == _RETURN)):
        return None
    inner: Flags | None = None
    if quotes.any():
        inner = (np.cumsum(quotes, dtype=np.uint8) & 1).astype(bool)
        if inner[-1] or not _well_quoted(raw, quotes, inner, newlines | delimiters):
            return None
    ends = newlines | delimiters if inner is None else (newlines | delimiters) & ~inner
    return _grid(buffer, np.flatnonzero(ends), newlines, delimiters, quotes, inner, width)


def _well_quoted(raw: Bytes, quotes: Flags, inner: Flags, separators: Flags) -> bool:
    """Whether each quote opens or closes a whole cell, and none is doubled."""
    at = np.flatnonzero(quotes)
    opening, closing = at[inner[at]], at[~inner[at]]
    before = opening[opening > 0] - 1
    behind = closing + 1
    return bool(separators[before].all() and (separators[behind] | (raw[behind] == _RETURN)).all())


def _grid(
    buffer: Buffer, ends: Places, newlines: Flags, delimiters: Flags, quotes: Flags, inner: Flags | None, width: int
) -> Separated | None:
    if len(ends) % width:
        return None
    starts = np.concatenate(([0], ends[:-1] + 1)).reshape(-1, width)
    begins = starts[:, 0].copy()
    grid = ends.reshape(-1, width).copy()
    last = newlines[grid[:, -1]]
    if not last.all() or np.count_nonzero(newlines[ends]) != len(grid):
        return None
    grid[:, -1] -= (grid[:, -1] > 0) & (buffer.data[grid[:, -1] - 1] == _RETURN)
    lines: Places = np.arange(len(grid), dtype=np.int64)
    with_delimiter = (0,) * width
    if inner is not None:
        quoted = quotes[starts] & (starts < grid)
        starts, grid = starts + quoted, grid - quoted
        lines = np.searchsorted(np.flatnonzero(newlines), begins)
        if len(lines) and int(np.diff(lines, append=np.count_nonzero(newlines)).max()) > _MOST_LINES:
            return None
        holding = np.unique(np.searchsorted(ends, np.flatnonzero(delimiters & inner)))
        with_delimiter = tuple(np.bincount(holding % width, minlength=width).tolist())
    sizes = grid - starts
    if sizes.size and int(sizes.max()) > csv.field_size_limit():
        return None
    full = sizes.any(axis=1)
    if not full.all():
        starts, grid, begins, lines = starts[full], grid[full], begins[full], lines[full]
    columns = zip(np.ascontiguousarray(starts.T), np.ascontiguousarray(grid.T), strict=True)
    return Separated(tuple(Cells(buffer, one, other) for one, other in columns), begins, lines, with_delimiter)
