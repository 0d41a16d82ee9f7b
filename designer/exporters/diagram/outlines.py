"""The outline of a plate as curves, for the languages that have no rounded rectangle of their own."""

from math import fsum

from designer.exporters.diagram.places import Point
from designer.exporters.diagram.shapes import Plate

_ROUND = 0.5523
"""Where the control points of a quarter circle stand."""


def outline(plate: Plate) -> tuple[Point, ...]:
    """The rectangle as cubic curves, clockwise from the upper left corner's end."""
    left, top, right, bottom = plate.x, plate.y, plate.x + plate.width, plate.y + plate.height
    up, low = plate.upper, plate.lower
    corners = (
        ((right - up, top), (right, top), (right, top + up), up),
        ((right, bottom - low), (right, bottom), (right - low, bottom), low),
        ((left + low, bottom), (left, bottom), (left, bottom - low), low),
        ((left, top + up), (left, top), (left + up, top), up),
    )
    points: list[Point] = [(left + up, top)]
    for before, corner, after, radius in corners:
        points += [points[-1], before, before]
        if radius:
            points += [_towards(before, corner), _towards(after, corner), after]
    return tuple(points)


def _towards(start: Point, corner: Point) -> Point:
    return tuple(fsum((a, (b - a) * _ROUND)) for a, b in zip(start, corner, strict=True))  # type: ignore[return-value]
