"""Lines that are led here instead of by Graphviz: to moved tables, in plain arrangements, and to oneself."""

from designer.exporters.diagram.links import Link
from designer.exporters.diagram.places import LOOP, STUB, Box, Point, Route


def direct(link: Link, parent: Box, child: Box) -> Route:
    """A curve from side to side that leaves and enters its stubs level."""
    parent_side, child_side = _sides(parent, child)
    start = (parent.edge(parent_side) + parent_side * STUB, parent.y + link.parent_y)
    end = (child.edge(child_side) + child_side * STUB, child.y + link.child_y)
    reach = max(18.0, min(abs(end[0] - start[0]) / 2, 160.0))
    if parent_side == child_side:
        reach = max(24.0, abs(end[0] - start[0]) + 16)
    first = (start[0] + parent_side * reach, start[1])
    second = (end[0] + child_side * reach, end[1])
    return Route(parent_side, child_side, (start, first, second, end))


def loop(link: Link, box: Box, number: int) -> Route:
    """From the right edge back to it, further out for each loop that the table already has."""
    x = box.edge(1) + STUB
    start, end = (x, box.y + link.parent_y), (x, box.y + link.child_y)
    if abs(end[1] - start[1]) < 1:  # one row refers to itself: leave room for a visible turn
        end = (x, end[1] + 8)
    out = x + LOOP * (number + 1)
    return Route(1, 1, _rounded(start, end, out))


def cut_short(link: Link, child: Box) -> Route:
    """Only the stub at the child's left."""
    end = (child.edge(-1) - STUB, child.y + link.child_y)
    return Route(1, -1, (end,))


def _rounded(start: Point, end: Point, out: float) -> tuple[Point, ...]:
    down = 1 if end[1] > start[1] else -1
    bend = min(out - start[0], abs(end[1] - start[1]) / 2)
    soft = bend * 0.45
    upper = (out, start[1] + down * bend)
    lower = (out, end[1] - down * bend)
    return (
        start, (out - soft, start[1]), (out, start[1] + down * soft), upper,
        upper, lower, lower,
        (out, end[1] - down * soft), (out - soft, end[1]), end,
    )  # fmt: skip


def _sides(parent: Box, child: Box) -> tuple[int, int]:
    room = 2 * STUB + 12
    if child.edge(-1) - parent.edge(1) >= room:
        return 1, -1
    if parent.edge(-1) - child.edge(1) >= room:
        return -1, 1
    return (1, 1) if abs(parent.edge(1) - child.edge(1)) <= abs(parent.edge(-1) - child.edge(-1)) else (-1, -1)
