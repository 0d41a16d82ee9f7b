"""Where cards stand and lines run: Graphviz for each connected part, packing for the parts.

Tables in no relationship never reach Graphviz. A part that is too large or too dense for it, or that runs out
of time, is arranged plainly instead, and that is said.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from designer.exporters.diagram.cards import Card
from designer.exporters.diagram.graph import Part, layout_graph
from designer.exporters.diagram.level import levelled
from designer.exporters.diagram.links import CUT_SIZE, Link
from designer.exporters.diagram.metrics import width
from designer.exporters.diagram.packing import pack
from designer.exporters.diagram.places import STUB, Box, Placement, Point, Route, box_at
from designer.exporters.diagram.pool import DrawingFailed, pool
from designer.exporters.diagram.routes import cut_short, direct, loop
from designer.exporters.diagram.stepped import stepped
from designer.exporters.diagram.wrap import wrapped

SPLINES, POLYLINES, RANKED = 260, 700, 2500
"""Up to how many lines a part gets curves, bent lines, and any ranked layout at all."""
DENSE = 6
"""Lines per table from which a part of some size is arranged plainly: ranking a complete graph takes minutes."""
TALL, FLAT = 1.5, 2.6
"""Height by width from which leaves are spread over more ranks, and from which large parts' ranks are folded."""
GAP = 34.0

T = TypeVar("T")


def place(
    cards: tuple[Card, ...], links: tuple[Link, ...], pins: Mapping[str, Point], seconds: float = 8.0
) -> Placement:
    """Boxes for all cards and routes for all links. pins: entity id to the middle of its card, y upwards."""
    parts = connected(cards, tuple(link for link in links if not link.cut), _cuts(links))
    placed = [_part(part, seconds) for part in parts]
    extents = [_extent(one, part) for one, part in zip(placed, parts, strict=True)]
    corners = pack([(right - left, bottom - top) for left, top, right, bottom in extents], GAP)
    boxes: dict[str, Box] = {}
    routes: dict[str, Route] = {}
    remarks: list[str] = []
    for one, (left, top, _, _), (x, y) in zip(placed, extents, corners, strict=True):
        boxes.update({entity: box.moved(x - left, y - top) for entity, box in one.boxes.items()})
        routes.update({key: _shifted(route, x - left, y - top) for key, route in one.routes.items()})
        remarks.extend(one.remarks)
    whole = _pinned(Placement(boxes, routes, tuple(dict.fromkeys(remarks))), links, pins)
    whole.routes.update({link.relationship: cut_short(link, whole.boxes[link.child]) for link in links if link.cut})
    return whole


def _cuts(links: tuple[Link, ...]) -> dict[str, float]:
    rooms: dict[str, float] = {}
    for link in links:
        if link.cut and link.aside is not None:
            needed = link.aside + width(link.cut, CUT_SIZE) + 8
            rooms[link.child] = max(rooms.get(link.child, 0.0), float(round(needed)))
    return rooms


def connected(cards: tuple[Card, ...], links: tuple[Link, ...], cuts: dict[str, float]) -> list[Part]:
    """The drawing's connected parts, in the order of their first cards."""
    leader = {card.entity: card.entity for card in cards}

    def find(entity: str) -> str:
        while leader[entity] != entity:
            leader[entity] = leader[leader[entity]]
            entity = leader[entity]
        return entity

    for link in links:
        leader[find(link.child)] = find(link.parent)
    loops = Counter(link.child for link in links if link.child == link.parent)
    members: dict[str, list[Card]] = {}
    for card in cards:
        members.setdefault(find(card.entity), []).append(card)
    lines: dict[str, list[Link]] = {}
    for link in links:
        lines.setdefault(find(link.child), []).append(link)
    return [
        Part(tuple(group), tuple(lines.get(key, ())), _of(group, loops), _of(group, cuts))
        for key, group in members.items()
    ]


def _of(group: list[Card], values: Mapping[str, T]) -> dict[str, T]:
    return {card.entity: values[card.entity] for card in group if card.entity in values}


def _part(part: Part, seconds: float) -> Placement:
    between = Part(part.cards, tuple(link for link in part.links if link.child != link.parent), part.loops, part.cuts)
    if len(part.cards) == 1:
        placed = Placement({part.cards[0].entity: box_at(part.cards[0], 0, 0)}, {})
    elif len(between.links) > RANKED or (len(between.links) > 200 and len(between.links) > DENSE * len(part.cards)):
        placed = _plain(between, "so many relationships join these tables that they are arranged plainly")
    else:
        placed = _ranked(between, seconds)
    seen: Counter[str] = Counter()
    for link in part.links:
        if link.child == link.parent:
            placed.routes[link.relationship] = loop(link, placed.boxes[link.child], seen[link.child])
            seen[link.child] += 1
    return placed


def _ranked(part: Part, seconds: float) -> Placement:
    """Graphviz's ranks from left to right. Where that is far too tall, fans of leaves are spread over more ranks."""
    lines = "spline" if len(part.links) <= SPLINES else "polyline" if len(part.links) <= POLYLINES else "line"
    try:
        placed = _asked(part, lines, {}, seconds)
        if _proportion(placed) > TALL and len(part.cards) > 8:
            wider = _asked(part, lines, _spread(part, _proportion(placed)), seconds)
            placed = min(placed, wider, key=_awkwardness)
        if _proportion(placed) > FLAT and len(part.cards) > 60:
            placed = wrapped(placed, part, _proportion(placed))
    except DrawingFailed as failure:
        return _plain(part, f"{str(failure).rstrip('.')}, so these tables are arranged plainly")
    return placed


def _asked(part: Part, lines: str, spread: dict[str, int], seconds: float) -> Placement:
    answer = pool.draw("dot", "json", layout_graph(part, lines, spread), seconds=seconds)
    return _read(json.loads(answer), part, straight=lines == "line")


def _read(answer: dict[str, object], part: Part, straight: bool) -> Placement:
    """Graphviz's answer as a placement. Anything missing from it is an error, never an incomplete picture."""
    boxes: dict[str, Box] = {}
    routes: dict[str, Route] = {}
    try:
        nodes, edges = answer["objects"], answer["edges"]
        assert isinstance(nodes, list)
        assert isinstance(edges, list)
        for node in nodes:
            card = part.cards[int(node["name"][1:])]
            x, y = _point(node["pos"])
            left, right = part.left_room(card), part.right_room(card)
            boxes[card.entity] = box_at(card, x - (left + card.width + right) / 2 + left, y - card.height / 2)
        for edge in edges:
            link = part.links[int(edge["id"][1:])]
            routes[link.relationship] = _route(link, edge["pos"], boxes, straight)
    except (KeyError, ValueError, IndexError, AssertionError) as problem:
        raise DrawingFailed("The layout came back incomplete.") from problem
    if len(boxes) != len(part.cards) or len(routes) != len(part.links):
        raise DrawingFailed("The layout came back incomplete.")
    return levelled(Placement(boxes, routes), part)


def _route(link: Link, position: str, boxes: dict[str, Box], straight: bool) -> Route:
    parent, child = boxes[link.parent], boxes[link.child]
    if straight:
        return direct(link, parent, child)
    points = [_point(text) for text in position.split()]
    if len(points) < 4 or len(points) % 3 != 1:
        raise ValueError(position)
    # A table with loops or cut lines has more room beside it: the line goes on level to the usual stub.
    start = (parent.edge(1) + STUB, parent.y + link.parent_y)
    end = (points[-1][0], child.y + link.child_y)
    points[0], points[-1] = (points[0][0], start[1]), end
    lead = (start, start, points[0]) if points[0][0] - start[0] > 0.5 else ()
    near = (child.edge(-1) - STUB, end[1])
    tail = (end, near, near) if near[0] - end[0] > 0.5 else ()
    return Route(1, -1, (*lead, *points, *tail))


def _point(text: str) -> Point:
    x, y = text.split(",")
    return float(x), -float(y)


def _spread(part: Part, proportion: float) -> dict[str, int]:
    """Tables that nothing refers to, moved further from a parent that has many of them, in turns."""
    parents = {link.parent for link in part.links}
    fans: dict[str, list[str]] = {}
    for link in part.links:
        if link.child not in parents and all(link.child not in fan for fan in fans.values()):
            fans.setdefault(link.parent, []).append(link.child)
    columns = min(max(2, round(proportion)), 5)
    further = {
        child: 1 + position % columns for fan in fans.values() if len(fan) >= 4 for position, child in enumerate(fan)
    }
    return {link.relationship: further[link.child] for link in part.links if link.child in further}


def _plain(part: Part, remark: str) -> Placement:
    """Cards packed closely, the most connected first, and lines led from side to side."""
    degree: Counter[str] = Counter()
    for link in part.links:
        degree.update((link.child, link.parent))
    cards = sorted(part.cards, key=lambda card: -degree[card.entity])
    rooms = [(part.left_room(card) + card.width + part.right_room(card), card.height) for card in cards]
    boxes = {
        card.entity: box_at(card, x + part.left_room(card), y)
        for card, (x, y) in zip(cards, pack(rooms, 2 * GAP, ratio=1.3), strict=True)
    }
    routes = {link.relationship: direct(link, boxes[link.parent], boxes[link.child]) for link in part.links}
    return Placement(boxes, routes, (remark,))


def _pinned(placed: Placement, links: tuple[Link, ...], pins: Mapping[str, Point]) -> Placement:
    """The pinned cards at their pins; only lines that touch one of them are led anew."""
    moved = {}
    for entity, box in placed.boxes.items():
        if entity in pins:
            x, y = pins[entity][0] - box.width / 2, -pins[entity][1] - box.height / 2
            if abs(x - box.x) > 0.5 or abs(y - box.y) > 0.5:
                moved[entity] = Box(x, y, box.width, box.height)
    if not moved:
        return placed
    boxes = {**placed.boxes, **moved}
    routes = dict(placed.routes)
    for link in links:
        if link.child == link.parent and link.child in moved:
            before, after = placed.boxes[link.child], boxes[link.child]
            routes[link.relationship] = _shifted(routes[link.relationship], after.x - before.x, after.y - before.y)
        elif not link.cut and (link.child in moved or link.parent in moved):
            routes[link.relationship] = stepped(link, boxes[link.parent], boxes[link.child], boxes.values())
    return Placement(boxes, routes, placed.remarks)


def _shifted(route: Route, dx: float, dy: float) -> Route:
    return Route(route.parent_side, route.child_side, tuple((x + dx, y + dy) for x, y in route.curve))


def _extent(placed: Placement, part: Part) -> tuple[float, float, float, float]:
    lone = not part.links  # then no stubs
    cards = {card.entity: card for card in part.cards}
    xs = []
    for entity, box in placed.boxes.items():
        xs.append(box.x - (0 if lone and entity not in part.cuts else part.left_room(cards[entity])))
        xs.append(box.edge(1) + (0 if lone else part.right_room(cards[entity])))
    ys = [y for box in placed.boxes.values() for y in (box.y, box.y + box.height)]
    for route in placed.routes.values():
        xs += [x for x, _ in route.curve]
        ys += [y for _, y in route.curve]
    return min(xs), min(ys), max(xs), max(ys)


def _proportion(placed: Placement) -> float:
    boxes = placed.boxes.values()
    down = max(box.y + box.height for box in boxes) - min(box.y for box in boxes)
    across = max(box.x + box.width for box in boxes) - min(box.x for box in boxes)
    return down / across


def _awkwardness(placed: Placement) -> float:
    """How far from a screen's proportions, in either direction."""
    proportion = _proportion(placed) * 1.4
    return max(proportion, 1 / proportion)
