"""Lines with right angles, for tables that somebody has put where they stand: level out, upright, level in.

Of a few places for the upright piece, the one that crosses the fewest tables is taken.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from designer.exporters.diagram.links import Link
from designer.exporters.diagram.places import STUB, Box, Point, Route

CORNER, CLEAR = 7.0, 10.0
_SOFT = 0.45


def stepped(link: Link, parent: Box, child: Box, boxes: Iterable[Box]) -> Route:
    """The line of a link between two tables. boxes: all tables, those two among them."""
    others = [box for box in boxes if box not in (parent, child)]
    ways = [
        (_crossed(points, [*others, parent, child]), _length(points), number, points, sides)
        for number, (points, sides) in enumerate(_ways(link, parent, child, others))
    ]
    *_, points, (parent_side, child_side) = min(ways, key=lambda way: way[:3])
    return Route(parent_side, child_side, tuple(_rounded(points)))


def _ways(
    link: Link, parent: Box, child: Box, others: list[Box]
) -> Iterator[tuple[tuple[Point, ...], tuple[int, int]]]:
    for sides in ((1, -1), (-1, 1), (1, 1), (-1, -1)):
        start = (parent.edge(sides[0]) + sides[0] * STUB, parent.y + link.parent_y)
        end = (child.edge(sides[1]) + sides[1] * STUB, child.y + link.child_y)
        for x in _uprights(start[0], end[0], sides, others):
            yield (start, (x, start[1]), (x, end[1]), end), sides


def _uprights(start: float, end: float, sides: tuple[int, int], others: list[Box]) -> Iterator[float]:
    """Where the upright piece may stand so that the line never turns back into its table."""
    edges = [x for box in others for x in (box.x - STUB, box.edge(1) + STUB)]
    if sides == (1, -1):
        yield from (x for x in (*_shares(start, end), *edges) if start <= x <= end)
    elif sides == (-1, 1):
        yield from (x for x in (*_shares(end, start), *edges) if end <= x <= start)
    elif sides == (1, 1):
        yield max(start, end) + CLEAR
        yield from (x for x in edges if x > max(start, end))
    else:
        yield min(start, end) - CLEAR
        yield from (x for x in edges if x < min(start, end))


def _shares(low: float, high: float) -> Iterator[float]:
    if low <= high:
        yield from (low + (high - low) * share for share in (0.5, 0.2, 0.8, 0.0, 1.0))


def _crossed(points: tuple[Point, ...], boxes: list[Box]) -> int:
    """How many tables the line runs through."""
    pieces = tuple(pairwise(points))
    return sum(any(_meets(one, other, box) for one, other in pieces) for box in boxes)


def _meets(one: Point, other: Point, box: Box) -> bool:
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return left < box.edge(1) and right > box.x and top < box.y + box.height and bottom > box.y


def _length(points: tuple[Point, ...]) -> float:
    return sum(abs(a - c) + abs(b - d) for (a, b), (c, d) in pairwise(points))


def _rounded(points: tuple[Point, ...]) -> Iterator[Point]:
    """The corners softened, as points of cubic curves."""
    start, first, second, end = points
    bend = min(CORNER, abs(second[1] - first[1]) / 2)
    before, between = _towards(first, start, bend), _towards(first, second, bend)
    beyond, after = _towards(second, first, bend), _towards(second, end, bend)
    yield start
    yield from (start, before, before)
    yield from (_towards(first, start, bend * _SOFT), _towards(first, second, bend * _SOFT), between)
    yield from (between, beyond, beyond)
    yield from (_towards(second, first, bend * _SOFT), _towards(second, end, bend * _SOFT), after)
    yield from (after, end, end)


def _towards(corner: Point, other: Point, far: float) -> Point:
    """The point that is `far` from the corner on the way to the other, or the other where that is nearer."""
    (x, y), (u, v) = corner, other
    length = max(abs(u - x), abs(v - y))
    share = min(far / length, 1.0) if length else 0.0
    return x + (u - x) * share, y + (v - y) * share
