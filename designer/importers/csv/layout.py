"""How a CSV text is written: its delimiter, its quotes, and whether its first row names the columns."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from designer.importers.csv.values import looks_typed

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "^": "caret", "~": "tilde"}
_SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """delimiter and quote: one character each; skipped: lines before the first row (`sep=;`)."""

    delimiter: str
    quote: str
    skipped: int = 0

    @property
    def words(self) -> str:
        """`cells are divided by semicolons`, for people."""
        return f"cells are divided by a {_DELIMITERS.get(self.delimiter, repr(self.delimiter))}"


def sniff(lines: Sequence[str]) -> Layout:
    """The layout that gives the sample's rows the most even number of cells, and of those the most cells."""
    first = lines[0].strip() if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return Layout(first[4], '"', 1)
    quote = "'" if _quoted(lines, "'") > _quoted(lines, '"') else '"'
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(lines, delimiter, quote) if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (round(count / sum(widths.values()), 2), width) if width > 1 else (0.0, 1)
        if score > best_score:
            best, best_score = delimiter, score
    return Layout(best, quote)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: every cell a text, none twice, and not more of the same as below."""
    if not rows:
        return False
    cells = [cell.strip() for cell in rows[0]]
    if any(not cell or looks_typed(cell) for cell in cells) or len({cell.lower() for cell in cells}) < len(cells):
        return False
    below = rows[1:]
    if not below:
        return True
    for place, cell in enumerate(cells):
        column = [row[place].strip() for row in below if place < len(row)]
        if cell in column:
            return False
    return all(len(cell) <= 100 and "\n" not in cell for cell in cells)


def _quoted(lines: Sequence[str], quote: str) -> int:
    return sum(line.count(f"{quote}{one}") for line in lines[:_SAMPLE_ROWS] for one in ",;\t|")


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines[:_SAMPLE_ROWS], delimiter=delimiter, quotechar=quote))
    except csv.Error:
        return [line.rstrip("\r\n").split(delimiter) for line in lines[:_SAMPLE_ROWS]]
