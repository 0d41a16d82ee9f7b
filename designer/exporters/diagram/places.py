"""Where things stand: points to the right and downwards, in the drawing's own axes."""

from dataclasses import dataclass

from designer.exporters.diagram.cards import Card

Point = tuple[float, float]

STUB = 17.0
"""Length of the straight piece next to a card that carries the signs of a line's end."""
LOOP = 11.0
"""How much further out each line from a table to itself turns back."""


@dataclass(frozen=True, slots=True)
class Route:
    """A line between two stubs. curve: 3n+1 points of cubic curves from the parent's stub to the child's.

    Sides are 1 where the line meets the card's right edge and -1 for its left.
    """

    parent_side: int
    child_side: int
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A card's place: its upper left corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def edge(self, side: int) -> float:
        """The x of its right (1) or left (-1) edge."""
        return self.x + self.width if side > 0 else self.x

    def moved(self, dx: float, dy: float) -> "Box":
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Placement:
    """Boxes by entity id, routes by relationship id, and how it was made, in words for the user if not as usual."""

    boxes: dict[str, Box]
    routes: dict[str, Route]
    remarks: tuple[str, ...] = ()


def box_at(card: Card, x: float, y: float) -> Box:
    """The card's box with its upper left corner here."""
    return Box(x, y, card.width, card.height)
