"""The signs at a line's end: crow's foot, bar and circle, drawn on the level stub next to the card."""

from designer.exporters.diagram.cardinality import End
from designer.exporters.diagram.places import Point
from designer.exporters.diagram.shapes import Disc, Shape, Stroke

FOOT_LENGTH, FOOT_SPREAD, BAR, RING = 9.0, 4.6, 4.2, 3.1


def end_of_line(at: Point, side: int, end: End) -> tuple[Shape, ...]:
    """Signs from the card outwards: first how many there may be, then how few. side: 1 right of the card, -1 left."""
    x, y = at
    shapes: list[Shape] = []
    if end.many:
        tip = x + side * FOOT_LENGTH
        shapes.append(Stroke(((x, y - FOOT_SPREAD), (tip, y), (x, y + FOOT_SPREAD)), "edge", 1.1, None, "foot"))
        inner = tip
    else:
        inner = x + side * 4.0
        shapes.append(_bar(inner, y))
    if end.least:
        shapes.append(_bar(inner + side * 3.4, y))
    else:
        shapes.append(
            Disc(inner + side * (RING + (0.6 if end.many else 1.6)), y, RING, "background", "edge", 1.1, "ring")
        )
    return tuple(shapes)


def _bar(x: float, y: float) -> Shape:
    return Stroke(((x, y - BAR), (x, y + BAR)), "edge", 1.2, None, "bar")
