"""Making lines level that are nearly so: a table with one line moves by the few points that its line slants."""

from collections import Counter

from designer.exporters.diagram.graph import Part
from designer.exporters.diagram.links import Link
from designer.exporters.diagram.places import Box, Placement, Route

SLANT, ROOM = 9.0, 12.0


def levelled(placed: Placement, part: Part) -> Placement:
    """The placement with nearly level lines to lone tables made level, where nothing is in the way."""
    degree: Counter[str] = Counter()
    for link in part.links:
        degree.update((link.child, link.parent))
    boxes, routes = dict(placed.boxes), dict(placed.routes)
    for link in part.links:
        lone = link.child if degree[link.child] == 1 else link.parent if degree[link.parent] == 1 else None
        slant = _slant(link, boxes, routes[link.relationship])
        if lone is None or not 0.1 < abs(slant) <= SLANT:
            continue
        moved = boxes[lone].moved(0, -slant if lone == link.child else slant)
        if all(other == lone or _apart(moved, box) for other, box in boxes.items()):
            boxes[lone] = moved
            routes[link.relationship] = _level(routes[link.relationship], boxes[link.parent].y + link.parent_y)
    return Placement(boxes, routes, placed.remarks)


def _slant(link: Link, boxes: dict[str, Box], route: Route) -> float:
    """How much lower the child's end is; 0 for a line that goes up and down on its way."""
    start, end = boxes[link.parent].y + link.parent_y, boxes[link.child].y + link.child_y
    heights = [y for _, y in route.curve]
    if max(heights) > max(start, end) + 2 or min(heights) < min(start, end) - 2:
        return 0.0
    return end - start


def _level(route: Route, y: float) -> Route:
    (left, _), (right, _) = route.curve[0], route.curve[-1]
    return Route(route.parent_side, route.child_side, ((left, y), (left, y), (right, y), (right, y)))


def _apart(one: Box, other: Box) -> bool:
    beside = one.x >= other.x + other.width or other.x >= one.x + one.width
    return beside or one.y >= other.y + other.height + ROOM or other.y >= one.y + one.height + ROOM
