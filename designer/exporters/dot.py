"""DOT: the diagram as a text that Graphviz draws anywhere, one HTML-like label per table.

Node names are numbers and every text is escaped inside the labels. `<`, quotes and control characters in a
name stay text; no attribute that makes a link is ever written.
"""

from html import escape
from typing import Any

import graphviz

from designer.exporters.diagram.cards import Card, Row, make_cards
from designer.exporters.diagram.links import Link, make_links
from designer.exporters.diagram.options import DiagramOptions
from designer.exporters.diagram.palette import LIGHT
from designer.exporters.diagram.selection import Selection, select
from designer.exporters.pictures import view_options
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "dot"
label = "Graphviz DOT"
suffix = ".dot"
media_type = "text/vnd.graphviz"


def render(schema: Schema, **view: Any) -> Export:
    """The diagram as DOT. view: the fields of DiagramOptions; all lines are whole here."""
    options = view_options({"fold": None, **view})
    chosen = select(schema, options)
    chosen = Selection(chosen.entities, chosen.relationships, chosen.parts, {})
    cards = make_cards(schema, chosen, options)
    return Export(_source(cards, make_links(schema, chosen, cards), options))


def _source(cards: tuple[Card, ...], links: tuple[Link, ...], options: DiagramOptions) -> str:
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": "0.35", "ranksep": "0.9", "bgcolor": "transparent", "pad": "0.2"},
        node_attr={"shape": "plain", "fontname": "Helvetica,Arial,sans-serif", "fontsize": "11"},
        edge_attr={"dir": "both", "color": LIGHT.edge, "arrowsize": "0.8"},
    )
    numbers = {card.entity: number for number, card in enumerate(cards)}
    for card in cards:
        graph.node(f"n{numbers[card.entity]}", label=f"<{_table(card)}>", tooltip=graphviz.escape(card.full_name))
    for link in links:
        graph.edge(
            f"n{numbers[link.parent]}:{_port(cards[numbers[link.parent]], link.parent_y)}_r:e",
            f"n{numbers[link.child]}:{_port(cards[numbers[link.child]], link.child_y)}_l:w",
            arrowtail=link.ends.parent.arrow,
            arrowhead=link.ends.child.arrow,
            penwidth="1.8" if link.ends.identifying else "1.1",
            tooltip=graphviz.escape(link.words),
        )
    source: str = graph.source
    return source


def _table(card: Card) -> str:
    head = LIGHT.of(f"head{card.group}" if card.group else "head")
    rows = [
        f'<TR><TD PORT="h_l" BGCOLOR="{head}" WIDTH="16"></TD>'
        f'<TD BGCOLOR="{head}" ALIGN="LEFT" CELLPADDING="6"><B>{_text(card.name)}</B></TD>'
        f'<TD PORT="h_r" BGCOLOR="{head}"></TD></TR>'
    ]
    rows += [_line(position, row) for position, row in enumerate(card.rows)]
    if card.note:
        rows.append(f'<TR><TD></TD><TD COLSPAN="2" ALIGN="LEFT">{_muted(card.note)}</TD></TR>')
    return (
        f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="{LIGHT.line}" '
        f'BGCOLOR="{LIGHT.card}" STYLE="ROUNDED">{"".join(rows)}</TABLE>'
    )


def _line(position: int, row: Row) -> str:
    mark = "●" if row.primary else "◆" if row.unique else "○" if row.foreign else ""
    colored = f'<FONT POINT-SIZE="8" COLOR="{LIGHT.key}">{mark}</FONT>' if mark else ""
    shown = f"<B>{_text(row.name)}</B>" if row.primary else _text(row.name)
    return (
        f'<TR><TD PORT="r{position}_l" WIDTH="16">{colored}</TD><TD ALIGN="LEFT">{shown}</TD>'
        f'<TD PORT="r{position}_r" ALIGN="RIGHT">{_muted(row.type)}</TD></TR>'
    )


def _muted(text: str) -> str:
    return f'<FONT COLOR="{LIGHT.muted}" POINT-SIZE="10">{_text(text)}</FONT>'


def _text(text: str) -> str:
    """Escaped for an HTML-like label; an empty or blank text is a syntax error there, a space of width none is not."""
    return escape(text) if text.strip() else "&#8203;"


def _port(card: Card, height: float) -> str:
    for position, row in enumerate(card.rows):
        if abs(card.middle_of(row.attribute) - height) < 6:
            return f"r{position}"
    return "h"
