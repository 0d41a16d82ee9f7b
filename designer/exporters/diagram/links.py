"""Lines between cards: which rows they join and what stands at their ends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from designer.exporters.diagram.cardinality import Cardinality, End, cardinality
from designer.exporters.diagram.cards import Card
from designer.exporters.diagram.metrics import shorten, width
from designer.exporters.diagram.options import Sign
from designer.exporters.diagram.selection import Selection
from designer.exporters.wording import printable
from designer.schema.schema import Schema

APART = 4.5
CUT_SIZE, CUT_ROOM, CUT_APART = 9.0, 92.0, 6.0


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship as it is drawn. child_y and parent_y: where it meets the cards, below their tops.

    cut: for a line to a hub, which is only a stub at the child, the name written at its end. aside: how far from the
    stub it is written, since others stand there already; None where the same name does. crossed: another line comes in
    there, so that the name stands above it. descent: it is no reference but leads to what the child inherits from or is
    a part of.
    """

    relationship: str
    child: str
    parent: str
    child_y: float
    parent_y: float
    ends: Cardinality
    words: str
    cut: str | None = None
    aside: float | None = 0.0
    crossed: bool = False
    descent: bool = False
    sign: Sign | None = None


def make_links(
    schema: Schema, selection: Selection, cards: tuple[Card, ...], signs: Mapping[str, Sign] | None = None
) -> tuple[Link, ...]:
    """One line per relationship. One over several columns starts at the first of them that is shown."""
    by_entity = {card.entity: card for card in cards}
    links: list[Link] = []
    for relationship in selection.relationships:
        child, parent = by_entity[relationship.child], by_entity[relationship.parent]
        ends = cardinality(schema, relationship)
        links.append(
            Link(
                relationship=relationship.id,
                child=child.entity,
                parent=parent.entity,
                child_y=_meeting(child, relationship.columns),
                parent_y=_meeting(parent, relationship.parent_columns),
                ends=ends,
                cut=_cut(parent, selection) if child is not parent else None,
                words=_words(child, parent, schema.names(relationship.columns), ends, relationship.on_delete),
                sign=(signs or {}).get(relationship.id),
            )
        )
    return _beside(_apart(links))


def _beside(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Where several cut lines meet a card at the same place, their names stand in a row, each once."""
    written: dict[tuple[str, float], dict[str, float]] = {}
    reached = {(link.child, link.child_y) for link in links if not link.cut}
    placed: list[Link] = []
    for link in links:
        if link.cut:
            there = written.setdefault((link.child, link.child_y), {})
            aside = None if link.parent in there else sum(there.values())
            there.setdefault(link.parent, width(link.cut, CUT_SIZE) + CUT_APART)
            placed.append(replace(link, aside=aside, crossed=(link.child, link.child_y) in reached))
        else:
            placed.append(link)
    return tuple(placed)


def _cut(parent: Card, selection: Selection) -> str | None:
    return shorten(parent.full_name, CUT_SIZE, CUT_ROOM) if parent.entity in selection.hubs else None


def _apart(links: list[Link]) -> tuple[Link, ...]:
    """Where lines with different signs leave the same row, they leave it at two heights, so that each can be read."""
    met: dict[tuple[str, float], set[End]] = {}
    for link in links:
        if link.cut:
            continue
        met.setdefault((link.parent, link.parent_y), set()).add(link.ends.parent)
    return tuple(
        link
        if link.cut or len(met[link.parent, link.parent_y]) == 1
        else replace(link, parent_y=link.parent_y + (-APART if link.ends.parent.least else APART))
        for link in links
    )


def _meeting(card: Card, columns: tuple[str, ...]) -> float:
    shown = {row.attribute for row in card.rows}
    return next((card.middle_of(column) for column in columns if column in shown), card.middle_of(""))


def _words(child: Card, parent: Card, columns: tuple[str, ...], ends: Cardinality, on_delete: str) -> str:
    names = ", ".join(map(printable, columns))
    kind = ", identifying" if ends.identifying else ""
    action = f", on delete {on_delete}" if on_delete != "no action" else ""
    return (
        f"{child.full_name} ({names}) refers to {ends.parent.words} of {parent.full_name}, "
        f"which has {ends.child.words}{kind}{action}"
    )
