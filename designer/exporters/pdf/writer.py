"""Puts text on pages from top to bottom, beginning a new page where one is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from designer.exporters.diagram.palette import LIGHT, mixed
from designer.exporters.pdf.faces import lent, runs, unwritten, width
from designer.exporters.pdf.sheets import A4, Anchor, Jump, Mark, Page, Plank, Words
from designer.exporters.pdf.wrapping import wrapped

INK, MUTED, LINK, LINE = LIGHT.ink, LIGHT.muted, LIGHT.key, LIGHT.line
GROUND = mixed(LIGHT.line, "#ffffff", 0.22)
SIDE, TOP, FOOT = 40.0, 46.0, 48.0
ACROSS = A4[0] - 2 * SIDE
LEADING = 1.28
LONGEST = 1000
"""Characters of a cell that are shown; a cell is never taller than a page."""
_PADDING = 2.6


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell. target: the anchor that it leads to."""

    text: str
    bold: bool = False
    colour: str = INK
    target: str | None = None
    size: float = 8.2


class Writer:
    """A column of text on A4 pages. cut: the objects of which a text was too long for its cell."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.y = 0.0
        self.cut: list[str] = []
        self.scripts: set[str] = set()
        self.lent: set[str] = set()
        self.about = ""
        self.new_page()

    # Pages

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = TOP

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.y == TOP

    def begin(self) -> None:
        """Go on with a new page unless this one is empty."""
        if not self.is_fresh:
            self.new_page()

    def need(self, height: float) -> bool:
        """See to it that there is so much room; whether that took a new page."""
        if self.is_fresh or self.y + height <= A4[1] - FOOT:
            return False
        self.new_page()
        return True

    def put(self, *marks: Mark) -> None:
        self.pages[-1].marks.extend(marks)

    # Text

    def words(self, x: float, y: float, text: str, size: float, colour: str = INK, bold: bool = False) -> None:
        """One line, where it is told to stand."""
        if text:
            if not text.isascii():
                self.scripts |= unwritten(text)
                self.lent |= lent(text)
            self.put(Words(x, y, runs(text, bold), size, colour))

    def heading(self, text: str, size: float, anchor: str, level: int | None, before: float, below: float) -> None:
        """A heading that stays with what follows (`below` points of it). level: of its bookmark, None for none."""
        lines = wrapped(text, size, ACROSS, True)[:4]
        height = len(lines) * size * LEADING
        self.need((0 if self.is_fresh else before) + height + below)
        self.y += 0 if self.is_fresh else before
        self.put(Anchor(anchor, self.y, text if level is not None else None, level or 0))
        for line in lines:
            self.y += size * LEADING
            self.words(SIDE, self.y - size * 0.3, line, size, INK, True)

    def title(self, text: str, below: float = 30.0) -> None:
        """The small heading of a part of an entry."""
        self.need(12 + 9 * LEADING + below)
        self.y += 12 + 9 * LEADING
        self.words(SIDE, self.y - 4, text, 8.6, MUTED, True)

    def paragraph(self, text: str, size: float = 9.2, colour: str = INK, indent: float = 0.0) -> None:
        """Lines as they fit; they may go over as many pages as they need."""
        for line in wrapped(text, size, ACROSS - indent):
            self.need(size * LEADING)
            self.y += size * LEADING
            self.words(SIDE + indent, self.y - size * 0.3, line, size, colour)

    def space(self, height: float) -> None:
        if not self.is_fresh:
            self.y += height

    # Tables

    def rows(
        self, shares: Sequence[float], rows: Sequence[Sequence[Cell]], head: Sequence[str] = (),
        anchors: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """A table. shares: of the width, of each column; head is repeated on every page; anchors: of each row."""
        widths = [ACROSS * share / sum(shares) for share in shares]
        if head:
            self.need(40)
            self._head(widths, head)
        for index, cells in enumerate(rows):
            texts = [self._lines(cell, room) for cell, room in zip(cells, widths, strict=True)]
            height = max(
                len(lines) * cell.size * LEADING for lines, cell in zip(texts, cells, strict=True)
            ) + 2 * _PADDING  # fmt: skip
            if self.need(height) and head:
                self._head(widths, head)
            if anchors:
                self.put(Anchor(anchors[index], self.y))
            self._row(widths, cells, texts)
            self.y += height
            self.put(Plank(SIDE, self.y, ACROSS, 0.4, LINE))

    def _lines(self, cell: Cell, room: float) -> tuple[str, ...]:
        text = cell.text
        if len(text) > LONGEST:
            self.cut.append(self.about)
            text = text[:LONGEST] + " …"
        return wrapped(text, cell.size, room - 6, cell.bold)

    def _head(self, widths: Sequence[float], head: Sequence[str]) -> None:
        self.put(Plank(SIDE, self.y, ACROSS, 14, GROUND))
        x = SIDE
        for text, room in zip(head, widths, strict=True):
            self.words(x + 3, self.y + 9.8, text, 7.4, MUTED, True)
            x += room
        self.y += 14

    def _row(self, widths: Sequence[float], cells: Sequence[Cell], texts: Sequence[tuple[str, ...]]) -> None:
        x = SIDE
        for room, cell, lines in zip(widths, cells, texts, strict=True):
            y = self.y + _PADDING
            for line in lines:
                y += cell.size * LEADING
                colour = LINK if cell.target else cell.colour
                self.words(x + 3, y - cell.size * 0.32, line, cell.size, colour, cell.bold)
                if cell.target and line:
                    across = width(line, cell.size, cell.bold)
                    self.put(Jump(x + 3, y - cell.size * LEADING, across, cell.size * LEADING, cell.target))
            x += room
