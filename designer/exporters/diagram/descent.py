"""Lines of descent: from a table to the one that it inherits from, or is a partition of."""

from designer.exporters.diagram.cardinality import Cardinality, End
from designer.exporters.diagram.cards import HEAD, Card
from designer.exporters.diagram.links import Link
from designer.exporters.diagram.places import Point
from designer.exporters.diagram.selection import Selection
from designer.exporters.diagram.shapes import Stroke

LENGTH, SPREAD = 10.0, 5.5
_NONE = Cardinality(End(1, many=False), End(0, many=True), identifying=False)


def make_descent(selection: Selection, cards: tuple[Card, ...]) -> tuple[Link, ...]:
    """One line per parent, from head to head."""
    by_entity = {card.entity: card for card in cards}
    links = []
    for entity in selection.entities:
        parents = [(parent, "inherits from") for parent in entity.inherits]
        if entity.partition_of is not None:
            parents.append((entity.partition_of.parent, "is a partition of"))
        for parent, words in parents:
            if parent in by_entity and parent != entity.id:
                child, other = by_entity[entity.id], by_entity[parent]
                said = f"{child.full_name} {words} {other.full_name}"
                middle = HEAD / 2
                links.append(
                    Link(f"{entity.id} of {parent}", entity.id, parent, middle, middle, _NONE, said, descent=True)
                )
    return tuple(links)


def arrow(at: Point, side: int) -> Stroke:
    """The hollow arrow at the parent. side: 1 right of the card, -1 left."""
    x, y = at
    foot = x + side * LENGTH
    return Stroke(((x, y), (foot, y - SPREAD), (foot, y + SPREAD), (x, y)), "edge", 1.1, "background", "descent-arrow")
