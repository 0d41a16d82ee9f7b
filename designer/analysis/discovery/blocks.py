"""The rows of a CSV text in blocks, as fast as they can be read; anything odd goes the careful way of the importer."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from designer.importers.csv.layout import Layout
from designer.importers.csv.rows import rows
from designer.importers.result import Problem

_LINES = 16_384
_MOST_LINES = 400
"""A cell of more lines than this has a quote that nobody meant; the careful way says so."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with the line on which each begins. quoted: whether quotes stand in it, without which no delimiter can."""

    lines: Sequence[int]
    rows: list[list[str]]
    quoted: bool


def blocks(
    source: Iterator[str], layout: Layout, first: int, file: str | None, problems: list[Problem]
) -> Iterator[Block]:
    """The rows that are not empty, lines counted from `first`; unreadable ones go to `problems`."""
    number = first
    while taken := list(islice(source, _LINES)):
        text = "".join(taken)
        quoted = layout.quote in text
        block = None if "\0" in text else _parsed(taken, layout, number, quoted)
        if block is None:
            # From here on, as a quote may reach beyond the block.
            yield from _careful(rows(chain(taken, source), layout, number, file, problems))
            return
        if block.rows:
            yield block
        number += len(taken)


def _parsed(taken: list[str], layout: Layout, number: int, quoted: bool) -> Block | None:
    """The block, if it is one that csv reads without objection and that ends where a row ends."""
    reader = csv.reader(taken, delimiter=layout.delimiter, quotechar=layout.quote, strict=True)
    lines: Sequence[int] = range(number, number + len(taken))
    try:
        if not quoted:
            found = list(reader)
        else:
            found, lines, before = [], [], 0
            for row in reader:
                found.append(row)
                lines.append(number + before)
                if reader.line_num - before > _MOST_LINES:
                    return None
                before = reader.line_num
    except csv.Error:
        return None
    if not all(map(any, found)):
        kept = [(line, row) for line, row in zip(lines, found, strict=True) if any(row)]
        lines, found = [line for line, _ in kept], [row for _, row in kept]
    return Block(lines, found, quoted)


def _careful(found: Iterator[tuple[int, list[str]]]) -> Iterator[Block]:
    while taken := list(islice(found, _LINES)):
        yield Block([line for line, _ in taken], [row for _, row in taken], True)
