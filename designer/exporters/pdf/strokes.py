"""A line of text on a canvas, of as many faces as it takes."""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas

from designer.exporters.pdf.faces import BOX, REGULAR, Run

_ACROSS = {4: 2, 5: 3, 6: 3}
"""How many digits of a character's number stand side by side in its box."""


def draw_runs(canvas: Canvas, x: float, y: float, runs: Iterable[Run], size: float) -> None:
    """The runs one after the other from x, on the baseline y (upwards), in the canvas' colour."""
    for run in runs:
        across = run.width * size / 1000
        if run.face == BOX:
            step = across / len(run.text)
            for place, character in enumerate(run.text):
                _box(canvas, x + place * step, y, character, size, step)
        else:
            canvas.setFont(run.face, size)
            canvas.drawString(x, y, run.text)
        x += across


def _box(canvas: Canvas, x: float, y: float, character: str, size: float, step: float) -> None:
    """A frame with the number of the character in it, in two rows."""
    number = f"{ord(character):04X}"
    across = _ACROSS[len(number)]
    canvas.saveState()
    canvas.setLineWidth(size * 0.035)
    canvas.rect(x + step * 0.06, y - size * 0.14, step * 0.88, size * 0.92, stroke=1, fill=0)
    digits = size * 0.42 if across == 2 else size * 0.34
    canvas.setFont(REGULAR, digits)
    for row, y_row in ((number[:across], 0.36), (number[across:], -0.04)):
        canvas.drawCentredString(x + step / 2, y + size * y_row, row)
    canvas.restoreState()
