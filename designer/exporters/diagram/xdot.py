"""Shapes in Graphviz's drawing language, for PNG and PDF: what SVG shows, these show.

Each operation is a letter and numbers; texts go with their length in bytes, so nothing in them can end them.
Here y is upwards.
"""

from dataclasses import dataclass
from functools import singledispatch

from designer.exporters.diagram.fonts import FAMILY
from designer.exporters.diagram.metrics import width
from designer.exporters.diagram.outlines import outline
from designer.exporters.diagram.palette import Palette
from designer.exporters.diagram.places import Point
from designer.exporters.diagram.shapes import Curve, Disc, Group, Plate, Scene, Shape, Stroke, Text


@dataclass(frozen=True, slots=True)
class Brush:
    """The colours, and how many units a point has."""

    palette: Palette
    unit: float


def xdot(scene: Scene, palette: Palette, unit: float) -> str:
    """The whole scene as one string of operations, `unit` times as large."""
    return " ".join(filter(None, (_ops(shape, Brush(palette, unit)) for shape in scene.shapes)))


@singledispatch
def _ops(shape: Shape, brush: Brush) -> str:
    raise TypeError(f"no drawing operation for {type(shape).__name__}")


@_ops.register
def _group(group: Group, brush: Brush) -> str:
    return " ".join(filter(None, (_ops(shape, brush) for shape in group.shapes)))


@_ops.register
def _plate(plate: Plate, brush: Brush) -> str:
    if plate.fill is None and plate.stroke is None:
        return ""
    dashed = plate.stroke is not None and plate.stroke.startswith("group")
    return _pen(brush, plate.stroke, 1.0) + _style(dashed) + _curves(outline(plate), brush, plate.fill)


@_ops.register
def _curve(curve: Curve, brush: Brush) -> str:
    return _pen(brush, curve.stroke, curve.thickness) + _style(curve.dashed) + _curves(curve.points, brush, None)


@_ops.register
def _stroke(stroke: Stroke, brush: Brush) -> str:
    pen = _pen(brush, stroke.stroke, stroke.thickness)
    if stroke.points[0] == stroke.points[-1]:
        kind = "p" if stroke.fill is None else _fill(brush, stroke.fill) + "P"
        return f"{pen}{kind} {_points(stroke.points[:-1], brush)}"
    return f"{pen}L {_points(stroke.points, brush)}"


@_ops.register
def _disc(disc: Disc, brush: Brush) -> str:
    kind = "e" if disc.fill is None else _fill(brush, disc.fill) + "E"
    pen = _pen(brush, disc.stroke or disc.fill, disc.thickness)
    radius = disc.radius * brush.unit
    return f"{pen}{kind} {disc.x * brush.unit:.1f} {-disc.y * brush.unit:.1f} {radius:.1f} {radius:.1f}"


@_ops.register
def _text(text: Text, brush: Brush) -> str:
    size = text.size * brush.unit
    across = width(text.text, size, text.bold)
    return (
        f"F {size:.1f} {_string(FAMILY)} t {1 if text.bold else 0} c {_string(brush.palette.of(text.colour))} "
        f"T {text.x * brush.unit:.1f} {-text.y * brush.unit:.1f} {1 if text.end else -1} {across:.2f} "
        f"{_string(text.text)}"
    )


def _pen(brush: Brush, role: str | None, thickness: float) -> str:
    colour = "#00000000" if role is None else brush.palette.of(role)
    return f"c {_string(colour)} S {_string(f'setlinewidth({thickness * brush.unit:.2f})')} "


def _style(dashed: bool) -> str:
    return f"S {_string('dashed' if dashed else 'solid')} "


def _fill(brush: Brush, role: str) -> str:
    return f"C {_string(brush.palette.of(role))} "


def _curves(points: tuple[Point, ...], brush: Brush, fill: str | None) -> str:
    kind = "B" if fill is None else _fill(brush, fill) + "b"
    return f"{kind} {_points(points, brush)}"


def _points(points: tuple[Point, ...], brush: Brush) -> str:
    return f"{len(points)} " + " ".join(f"{x * brush.unit:.1f} {-y * brush.unit:.1f}" for x, y in points)


def _string(text: str) -> str:
    return f"{len(text.encode())} -{text}"
