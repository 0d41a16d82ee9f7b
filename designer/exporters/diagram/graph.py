"""The layout question as DOT: sizes and ports, no names.

Every card is a table of fixed-size cells, one for each row that a line meets, with room at both sides
for the stubs. Node names are numbers, so nothing that a user wrote reaches Graphviz's parser.
"""

from dataclasses import dataclass

import graphviz

from designer.exporters.diagram.cards import HEAD, ROW, Card
from designer.exporters.diagram.links import APART, Link
from designer.exporters.diagram.places import LOOP, STUB


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of the drawing.

    loops: entity id to how many lines lead from the table to itself. cuts: entity id to the room at its left that
    the names at its cut lines need.
    """

    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    loops: dict[str, int]
    cuts: dict[str, float]

    def left_room(self, card: Card) -> float:
        """Room that the card needs at its left for stubs and what is written at them."""
        return STUB + self.cuts.get(card.entity, 0.0)

    def right_room(self, card: Card) -> float:
        """Room that the card needs at its right for stubs and loops."""
        return STUB + self.loops.get(card.entity, 0) * LOOP + (6 if card.entity in self.loops else 0)


def layout_graph(part: Part, lines: str, spread: dict[str, int]) -> str:
    """DOT for one connected part.

    lines: how Graphviz leads lines (`spline`, `polyline`, `line`). spread: relationship id to how many ranks its
    child stands from its parent, where that is not one.
    """
    numbers = {card.entity: number for number, card in enumerate(part.cards)}
    ports = _ports(part)
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": _apart(part), "ranksep": "0.62", "splines": lines, "nslimit": "6",
                    "mclimit": "1", "searchsize": "30"},
        node_attr={"shape": "plain"},
        edge_attr={"dir": "none"},
    )  # fmt: skip
    for card in part.cards:
        graph.node(f"n{numbers[card.entity]}", label=_table(part, card, ports[card.entity]))
    for position, link in enumerate(part.links):
        graph.edge(
            f"n{numbers[link.parent]}:{_port(link.parent_y)}:e",
            f"n{numbers[link.child]}:{_port(link.child_y)}:w",
            id=f"r{position}",
            minlen=str(spread.get(link.relationship, 1)),
            # A line that identifies its child belongs to what is drawn close together.
            weight="2" if link.ends.identifying else "1",
        )
    source: str = graph.source
    return source


def _apart(part: Part) -> str:
    """Inches between cards of a rank: with groups there is room for the edges and the names of their areas."""
    return "0.4" if any(card.group for card in part.cards) else "0.26"


def _ports(part: Part) -> dict[str, set[float]]:
    ports: dict[str, set[float]] = {card.entity: set() for card in part.cards}
    for link in part.links:
        ports[link.parent].add(link.parent_y)
        ports[link.child].add(link.child_y)
    return ports


def _table(part: Part, card: Card, ports: set[float]) -> str:
    across = round(part.left_room(card) + card.width + part.right_room(card))
    cells = []
    done = 0.0
    for middle in sorted(ports):
        half = HEAD / 2 if middle < HEAD else ROW / 2
        if middle * 2 % 2 == 0:  # one of two lines that leave a row apart: whole numbers, the middles are halves
            half = APART
        if middle - half > done:
            cells.append(_cell(across, middle - half - done))
        cells.append(_cell(across, 2 * half, f' PORT="{_port(middle)}"'))
        done = middle + half
    if card.height > done:
        cells.append(_cell(across, card.height - done))
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{"".join(cells)}</TABLE>>'


def _cell(across: float, height: float, port: str = "") -> str:
    return f'<TR><TD{port} FIXEDSIZE="TRUE" WIDTH="{across:.0f}" HEIGHT="{height:.0f}"></TD></TR>'


def _port(middle: float) -> str:
    return f"p{middle * 2:.0f}"
