"""Pages painted as PDF."""

from __future__ import annotations

from functools import singledispatch
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from designer.exporters.pdf import faces
from designer.exporters.pdf.reporting import Report, unheard
from designer.exporters.pdf.scenes import paint_scene
from designer.exporters.pdf.sheets import Anchor, Jump, Page, Picture, Plank, Words
from designer.exporters.pdf.strokes import draw_runs
from designer.exporters.pdf.writer import LINE, MUTED, SIDE

rl_config.useA85 = 0  # streams as bytes, not as letters: smaller, and written sooner
_DIGITS = 6.8


def painted(pages: list[Page], title: str, report: Report = unheard) -> bytes:
    """The document: deterministic, with bookmarks and embedded faces."""
    stream = BytesIO()
    faces.runs(title)  # the faces are known to the writer from here on
    canvas = Canvas(stream, pageCompression=1, invariant=1, initialFontName=faces.REGULAR)  # type: ignore[arg-type]
    canvas.setTitle(title)
    canvas.setCreator("Schema Designer")
    canvas.setSubject("Diagram and data dictionary")
    canvas.showOutline()
    level = -1
    for number, page in enumerate(pages, 1):
        report(len(pages) + number, 2 * len(pages), f"Painting page {number} of {len(pages)}")
        canvas.setPageSize(page.size)
        for mark in page.marks:
            _paint(mark, canvas, page.size[1])
            if isinstance(mark, Anchor) and mark.title is not None:
                level = min(mark.level, level + 1)  # a bookmark may be one level deeper than the last, not more
                canvas.addOutlineEntry(mark.title, mark.name, level, closed=True)
        if page.numbered:
            _foot(canvas, page, title, f"{number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@singledispatch
def _paint(mark: object, canvas: Canvas, height: float) -> None:
    raise TypeError(f"nothing paints {type(mark).__name__}")


@_paint.register
def _words(mark: Words, canvas: Canvas, height: float) -> None:
    canvas.setFillColor(HexColor(mark.colour))
    draw_runs(canvas, mark.x, height - mark.y, mark.runs, mark.size)


@_paint.register
def _plank(mark: Plank, canvas: Canvas, height: float) -> None:
    canvas.setFillColor(HexColor(mark.colour))
    canvas.rect(mark.x, height - mark.y - mark.height, mark.width, mark.height, stroke=0, fill=1)


@_paint.register
def _jump(mark: Jump, canvas: Canvas, height: float) -> None:
    low = height - mark.y - mark.height
    canvas.linkRect("", mark.target, (mark.x, low, mark.x + mark.width, low + mark.height), relative=0, thickness=0)


@_paint.register
def _anchor(mark: Anchor, canvas: Canvas, height: float) -> None:
    canvas.bookmarkHorizontalAbsolute(mark.name, height - mark.y + 6)


@_paint.register
def _picture(mark: Picture, canvas: Canvas, height: float) -> None:
    paint_scene(canvas, mark, height)


def _foot(canvas: Canvas, page: Page, title: str, number: str) -> None:
    across, y = page.size[0] - 2 * SIDE, 26.0
    canvas.setFillColor(HexColor(LINE))
    canvas.rect(SIDE, y + 11, across, 0.4, stroke=0, fill=1)
    canvas.setFillColor(HexColor(MUTED))
    room = across - faces.width(number, _DIGITS) - 20
    draw_runs(canvas, SIDE, y, faces.runs(_shortened(title, _DIGITS, room)), _DIGITS)
    draw_runs(canvas, SIDE + across - faces.width(number, _DIGITS), y, faces.runs(number), _DIGITS)


def _shortened(text: str, size: float, room: float) -> str:
    """As much of the text as fits."""
    if faces.width(text, size) <= room:
        return text
    while text and faces.width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"
