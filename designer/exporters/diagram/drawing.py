"""A drawing: the scene, and what else its viewers need to know of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.diagram.areas import make_areas
from designer.exporters.diagram.cards import Card, make_cards
from designer.exporters.diagram.descent import make_descent
from designer.exporters.diagram.kept import Kept
from designer.exporters.diagram.layout import place
from designer.exporters.diagram.links import Link, make_links
from designer.exporters.diagram.notes import make_notes
from designer.exporters.diagram.options import DiagramOptions
from designer.exporters.diagram.places import Placement, Point
from designer.exporters.diagram.scene import Surroundings, make_scene
from designer.exporters.diagram.selection import Selection, select
from designer.exporters.diagram.shapes import Scene
from designer.exporters.wording import counted, printable
from designer.schema.frozen import FrozenMap
from designer.schema.model import Group
from designer.schema.schema import Schema

MOST_ROWS = 8000
"""Attributes that one drawing shows: a browser takes about a second to lay out the text of so many."""
_placements: Kept[Placement] = Kept(64)


@dataclass(frozen=True, slots=True)
class Drawing:
    """scene: the shapes. middles: entity id to the middle of its card, y upwards, as pins are written.
    remarks: sentences about how it had to be drawn, for the user."""

    scene: Scene
    middles: Mapping[str, Point]
    entities: int
    relationships: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a drawing is made of, before anything has a place: what has the same outline looks the same.

    left_out: remarks about what is not shown; seconds: see `DiagramOptions`.
    """

    title: str
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    pins: Mapping[str, Point]
    groups: tuple[Group, ...]
    notes: tuple[FrozenMap, ...]
    left_out: tuple[str, ...]
    seconds: float

    @property
    def key(self) -> str:
        """A SHA-256 of everything in it."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


def outline_of(schema: Schema, options: DiagramOptions | None = None) -> Outline:
    """What the drawing that `options` asks for shows."""
    options = options or DiagramOptions()
    selection = select(schema, options)
    cards, left_out = _legible(schema, selection, options)
    links = (*make_links(schema, selection, cards, options.signs), *make_descent(selection, cards))
    pins = _pins(schema.layout.pins if options.pins is None else options.pins)
    layout, title = schema.layout, printable(schema.name)
    return Outline(title, cards, links, pins, layout.groups, layout.notes, left_out, options.seconds)


def draw(schema: Schema, options: DiagramOptions | None = None) -> Drawing:
    """The drawing that `options` asks for."""
    return drawn(outline_of(schema, options))


def drawn(outline: Outline) -> Drawing:
    """The drawing of what was outlined. An arrangement that was made before is taken from memory."""
    cards, links, pins = outline.cards, outline.links, outline.pins
    placed = _placements.get(_fingerprint(cards, links, pins), lambda: place(cards, links, pins, outline.seconds))
    beside = Surroundings(make_areas(outline.groups, placed.boxes), make_notes(outline.notes, placed.boxes))
    scene = make_scene(cards, links, placed, outline.title, beside)
    middles = {entity: (box.middle[0], -box.middle[1]) for entity, box in placed.boxes.items()}
    references = sum(not link.descent for link in links)
    return Drawing(scene, middles, len(cards), references, outline.left_out + placed.remarks)


def _legible(schema: Schema, selection: Selection, options: DiagramOptions) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """The cards with as much detail as asked for, or with the most that a viewer can hold, and what was left out."""
    cards = make_cards(schema, selection, options)
    if sum(len(card.rows) for card in cards) <= MOST_ROWS:
        return cards, ()
    keys = make_cards(schema, selection, replace(options, detail="keys"))
    if options.detail == "all" and sum(len(card.rows) for card in keys) <= MOST_ROWS:
        return keys, (f"{counted(len(cards), 'table')} are too many to show all attributes of, so only keys are shown",)
    names = make_cards(schema, selection, replace(options, detail="names"))
    return names, (f"{counted(len(cards), 'table')} are too many to show attributes of, so only names are shown",)


def _pins(given: Mapping[str, Any]) -> dict[str, Point]:
    return {entity: (float(point[0]), float(point[1])) for entity, point in given.items()}


def _fingerprint(cards: tuple[Card, ...], links: tuple[Link, ...], pins: Mapping[str, Point]) -> str:
    """All that places and routes depend on, and nothing else: sizes, joints, pins."""
    digest = hashlib.sha256()
    for card in cards:
        digest.update(repr((card.entity, card.width, card.height, bool(card.group), pins.get(card.entity))).encode())
    for link in links:
        joint = (
            link.relationship,
            link.child,
            link.parent,
            link.child_y,
            link.parent_y,
            link.cut,
            link.aside,
            link.ends.identifying,
        )
        digest.update(repr(joint).encode())
    return digest.hexdigest()
