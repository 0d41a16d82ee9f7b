"""A drawing of the design on a page, or a part of it, with links from its tables to their entries."""

from __future__ import annotations

from functools import singledispatch

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from designer.exporters.diagram.outlines import outline
from designer.exporters.diagram.palette import LIGHT
from designer.exporters.diagram.places import Point
from designer.exporters.diagram.shapes import Curve, Disc, Group, Plate, Shape, Stroke, Text
from designer.exporters.pdf.faces import runs, width
from designer.exporters.pdf.sheets import Picture
from designer.exporters.pdf.strokes import draw_runs


def paint_scene(canvas: Canvas, picture: Picture, height: float) -> None:
    """Paint what the picture's box shows. height: of the page."""
    scene, (x, y, across, down) = picture.scene, picture.box
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(x, height - y - down, across, down)
    canvas.clipPath(frame, stroke=0, fill=0)
    # From here on y is upwards still, so a shape's y is written with a minus.
    canvas.translate(picture.left - scene.x * picture.scale, height - picture.top + scene.y * picture.scale)
    canvas.scale(picture.scale, picture.scale)
    for shape in scene.shapes:
        if _is_seen(shape, picture):
            _paint(shape, canvas)
    canvas.restoreState()


def _is_seen(shape: Shape, picture: Picture) -> bool:
    """Whether a table stands in the box at all; whatever else there is may reach into it."""
    if not (isinstance(shape, Group) and shape.shapes and isinstance(shape.shapes[0], Plate)):
        return True
    plate, (x, y, across, down), scale = shape.shapes[0], picture.box, picture.scale
    left = picture.left + (plate.x - picture.scene.x) * scale
    top = picture.top + (plate.y - picture.scene.y) * scale
    air = 40 * scale
    beside = left > x + across + air or left + plate.width * scale < x - air
    return not (beside or top > y + down + air or top + _depth(shape) * scale < y - air)


def _depth(group: Group) -> float:
    """How far down a table reaches below its first plate's upper edge."""
    plates = [shape for shape in group.shapes if isinstance(shape, Plate)]
    return max(plate.y + plate.height for plate in plates) - plates[0].y


@singledispatch
def _paint(shape: Shape, canvas: Canvas) -> None:
    raise TypeError(f"nothing paints {type(shape).__name__}")


@_paint.register
def _group(group: Group, canvas: Canvas) -> None:
    for shape in group.shapes:
        _paint(shape, canvas)


@_paint.register
def _plate(plate: Plate, canvas: Canvas) -> None:
    if plate.fill is None and plate.stroke is None:
        return
    path = canvas.beginPath()
    _curve_along(path, outline(plate))
    path.close()
    dashed = plate.stroke is not None and plate.stroke.startswith("group")
    _pen(canvas, plate.stroke, 1.0, dashed)
    _ink(canvas, plate.fill)
    canvas.drawPath(path, stroke=int(plate.stroke is not None), fill=int(plate.fill is not None))


@_paint.register
def _curve(curve: Curve, canvas: Canvas) -> None:
    path = canvas.beginPath()
    _curve_along(path, curve.points)
    _pen(canvas, curve.stroke, curve.thickness, curve.dashed)
    canvas.drawPath(path, stroke=1, fill=0)


@_paint.register
def _stroke(stroke: Stroke, canvas: Canvas) -> None:
    path = canvas.beginPath()
    (x, y), *others = stroke.points
    path.moveTo(x, -y)
    for x, y in others:
        path.lineTo(x, -y)
    closed = stroke.points[0] == stroke.points[-1]
    if closed:
        path.close()
    _pen(canvas, stroke.stroke, stroke.thickness, False)
    _ink(canvas, stroke.fill)
    canvas.drawPath(path, stroke=int(stroke.stroke is not None), fill=int(closed and stroke.fill is not None))


@_paint.register
def _disc(disc: Disc, canvas: Canvas) -> None:
    _pen(canvas, disc.stroke or disc.fill, disc.thickness, False)
    _ink(canvas, disc.fill)
    canvas.circle(disc.x, -disc.y, disc.radius, stroke=1, fill=int(disc.fill is not None))


@_paint.register
def _text(text: Text, canvas: Canvas) -> None:
    _ink(canvas, text.colour)
    x = text.x - width(text.text, text.size, text.bold) if text.end else text.x
    draw_runs(canvas, x, -text.y, runs(text.text, text.bold), text.size)


def _pen(canvas: Canvas, role: str | None, thickness: float, dashed: bool) -> None:
    if role is not None:
        canvas.setStrokeColor(HexColor(LIGHT.of(role)))
        canvas.setLineWidth(thickness)
        canvas.setDash([4, 3] if dashed else [])


def _ink(canvas: Canvas, role: str | None) -> None:
    if role is not None:
        canvas.setFillColor(HexColor(LIGHT.of(role)))


def _curve_along(path: object, points: tuple[Point, ...]) -> None:
    (x, y), *others = points
    path.moveTo(x, -y)  # type: ignore[attr-defined]
    for place in range(0, len(others) - 2, 3):
        one, two, end = others[place : place + 3]
        path.curveTo(one[0], -one[1], two[0], -two[1], end[0], -end[1])  # type: ignore[attr-defined]
