"""Ranks that are far taller than a screen, folded into several columns each.

A flat design (most tables refer to a few) has few ranks of very many tables. Each rank is dealt out to columns that
stand side by side, in its order from top to bottom, so that what stood level stays about level.
"""

from math import ceil, sqrt

from designer.exporters.diagram.cards import Card
from designer.exporters.diagram.graph import Part
from designer.exporters.diagram.places import Box, Placement, box_at
from designer.exporters.diagram.routes import direct

BETWEEN, ABOVE, WANTED = 40.0, 26.0, 0.7


def wrapped(placed: Placement, part: Part, proportion: float) -> Placement:
    """The placement with its ranks folded. proportion: height by width as it is."""
    columns = ceil(sqrt(proportion / WANTED))
    cards = {card.entity: card for card in part.cards}
    boxes: dict[str, Box] = {}
    x = 0.0
    for rank in _ranks(placed):
        number = min(columns, ceil(len(rank) / 4))
        for column in (rank[start::number] for start in range(number)):
            left = max(part.left_room(cards[entity]) for entity in column)
            right = max(cards[entity].width + part.right_room(cards[entity]) for entity in column)
            boxes.update(_stacked([cards[entity] for entity in column], placed, x + left, columns))
            x += left + right + BETWEEN
    routes = {link.relationship: direct(link, boxes[link.parent], boxes[link.child]) for link in part.links}
    return Placement(boxes, routes, placed.remarks)


def _ranks(placed: Placement) -> list[list[str]]:
    """Entities by rank from left to right, each rank from top to bottom. A rank's cards share their middle's x."""
    by_middle: dict[int, list[str]] = {}
    for entity in sorted(placed.boxes, key=lambda one: placed.boxes[one].middle):
        middle = round(placed.boxes[entity].middle[0])
        near = next((known for known in by_middle if abs(known - middle) < 60), middle)
        by_middle.setdefault(near, []).append(entity)
    return [sorted(entities, key=lambda entity: placed.boxes[entity].y) for _, entities in sorted(by_middle.items())]


def _stacked(column: list[Card], placed: Placement, x: float, columns: int) -> dict[str, Box]:
    """Each card at its old height divided by the number of columns, or below the one before it."""
    top = min(box.y for box in placed.boxes.values())
    boxes: dict[str, Box] = {}
    free = 0.0
    for card in column:
        y = max(free, (placed.boxes[card.entity].y - top) / columns)
        boxes[card.entity] = box_at(card, x, y)
        free = y + card.height + ABOVE
    return boxes
