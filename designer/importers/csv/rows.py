"""The rows of a CSV text, one at a time; a quote that is never closed spoils its own row alone."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from designer.importers.csv.layout import Layout
from designer.importers.result import Problem

_MOST_LINES = 400
"""A row of more lines than this has a quote that nobody meant."""


class _Lines:
    """Lines with their numbers; those of the row in hand can be given back."""

    def __init__(self, lines: Iterable[str], first: int) -> None:
        self._source = iter(lines)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.number = first - 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) > _MOST_LINES:
            raise csv.Error("a quote is never closed")
        line = self._returned.popleft() if self._returned else next(self._source)
        self.number += 1
        self.taken.append(line)
        return line.replace("\x00", "")

    def give_back(self) -> None:
        """All lines of the row but its first."""
        self._returned.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken = []


def rows(
    lines: Iterable[str], layout: Layout, first: int, file: str | None, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not empty; a row that cannot be read goes to `problems`."""
    source = _Lines(lines, first)
    while True:
        reader = csv.reader(source, delimiter=layout.delimiter, quotechar=layout.quote, strict=True)
        try:
            while True:
                source.taken = []
                start = source.number + 1
                row = next(reader)
                if any(cell.strip() for cell in row):
                    yield start, row
        except StopIteration:
            return
        except csv.Error as error:
            place = source.taken[0].find(layout.quote) + 1 if source.taken else 1
            problems.append(Problem(start, max(1, place), _wording(error, layout), file))
            source.give_back()


def _wording(error: csv.Error, layout: Layout) -> str:
    said = str(error)
    if "expected after" in said:
        return f"a quote ends and the cell goes on behind it; a {layout.quote} inside a cell has to be doubled"
    if "field larger" in said:
        return "a cell of more than 128 KB; perhaps a quote is never closed; this row is left out"
    return "a quote is never closed; this row is left out"
