"""From cards, links and their places to shapes."""

from dataclasses import dataclass

from designer.exporters.diagram.areas import Area, area_shape
from designer.exporters.diagram.cards import (
    EDGE,
    HEAD,
    INDENT,
    NAME,
    NOTE,
    ROW,
    SIGNS,
    TITLE,
    TYPE,
    Badge,
    Card,
    Row,
)
from designer.exporters.diagram.descent import arrow
from designer.exporters.diagram.ends import end_of_line
from designer.exporters.diagram.links import CUT_SIZE, Link
from designer.exporters.diagram.metrics import width
from designer.exporters.diagram.notes import Note, note_shape
from designer.exporters.diagram.places import Box, Placement, Route
from designer.exporters.diagram.shapes import Curve, Disc, Group, Plate, Scene, Shape, Stroke, Text
from designer.exporters.wording import counted

MARGIN = 14.0
CORNER = 7.0
_FINDING = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("hint", "hints")}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the tables."""

    areas: tuple[Area, ...] = ()
    notes: tuple[Note, ...] = ()


def make_scene(
    cards: tuple[Card, ...], links: tuple[Link, ...], placed: Placement, name: str, beside: Surroundings
) -> Scene:
    """The whole drawing: areas at the back, then lines, cards, notes."""
    shapes: list[Shape] = [area_shape(area, number) for number, area in enumerate(beside.areas)]
    shapes += [_edge(link, placed.routes[link.relationship], placed.boxes) for link in links]
    shapes += [_node(card, placed.boxes[card.entity]) for card in cards]
    shapes += [note_shape(note, number) for number, note in enumerate(beside.notes)]
    boxes = [*placed.boxes.values(), *(area.box for area in beside.areas), *(note.box for note in beside.notes)]
    xs = [x for box in boxes for x in (box.x, box.x + box.width)] or [0.0, 1.0]
    ys = [y for box in boxes for y in (box.y, box.y + box.height)] or [0.0, 1.0]
    for route in placed.routes.values():
        xs += [x for x, _ in route.curve]
        ys += [y for _, y in route.curve]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    references = sum(not link.descent for link in links)
    title = f"{name}: {counted(len(cards), 'table')}, {counted(references, 'relationship')}"
    return Scene(left, top, max(xs) + MARGIN - left, max(ys) + MARGIN - top, tuple(shapes), title)


def _node(card: Card, box: Box) -> Group:
    bare = not card.rows and not card.note
    head_height = box.height if bare else HEAD
    head = "head"
    if card.sign:
        head += {"added": "+", "removed": "-", "changed": "~"}[card.sign]
    elif card.group:
        head += str(card.group)
    shapes: list[Shape] = [
        Plate(box.x, box.y, box.width, box.height, CORNER, CORNER, "card", None, "card-fill"),
        Plate(box.x, box.y, box.width, head_height, CORNER, CORNER if bare else 0, head, None, "head"),
        Text(box.x + EDGE, box.y + HEAD / 2 + 4.1, card.name, TITLE, "ink", bold=True, css="name"),
    ]
    if card.sign == "removed":
        shapes.append(_struck(box.x + EDGE, box.y + HEAD / 2, width(card.name, TITLE, bold=True)))
    for position, row in enumerate(card.rows):
        shapes.append(_row(row, box, box.y + HEAD + 2 + position * ROW))
    if card.note:
        baseline = box.y + HEAD + 2 + len(card.rows) * ROW + 12
        shapes.append(Text(box.x + EDGE + INDENT, baseline, card.note, NOTE, "muted", css="type note"))
    # The outline last: it covers the head's edge. Signs over it.
    shapes.append(Plate(box.x, box.y, box.width, box.height, CORNER, CORNER, None, card.sign or "line", "card"))
    if card.badge:
        shapes.append(_mark(card.badge, box.x + box.width - EDGE - 3, box.y + HEAD / 2, 4.2, counted_here=True))
    classes = ["node", "entity"]
    classes += [f"g{card.group}"] if card.group else []
    classes += [card.sign] if card.sign else []
    return Group(
        " ".join(classes), tuple(shapes), f"e-{card.entity}",
        (("entity", card.entity), ("name", card.full_name)), _card_words(card),
    )  # fmt: skip


def _row(row: Row, box: Box, top: float) -> Group:
    middle = top + ROW / 2
    left, right = box.x + EDGE, box.x + box.width - EDGE
    shapes: list[Shape] = [
        Plate(box.x + 1, top + 1.5, box.width - 2, ROW - 3, 0, 0, None, None, "hit"),
        *_key(row, left + 4, middle),
        Text(left + INDENT, middle + 3.9, row.name, NAME, row.sign or "ink", bold=row.primary, css="name"),
        Text(right, middle + 3.6, row.type, TYPE, "muted", end=True, css="type"),
    ]
    if row.sign == "removed":
        shapes.append(_struck(left + INDENT, middle, width(row.name, NAME, row.primary)))
    if row.badge:
        after = left + INDENT + width(row.name, NAME, row.primary) + 8
        shapes.append(_mark(row.badge, after, middle, 3.2, counted_here=False))
    return Group("attribute", tuple(shapes), "", (("attribute", row.attribute),), _row_words(row))


def _struck(x: float, y: float, across: float) -> Stroke:
    """The line through the name of what is gone."""
    return Stroke(((x, y), (x + across, y)), "removed", 1.1, css="struck")


def _key(row: Row, x: float, y: float) -> tuple[Shape, ...]:
    """Filled: primary; ring: foreign; diamond: unique; what is both shows both."""
    if row.primary and row.foreign:
        return (
            Disc(x, y, 3.7, None, "key", 1.1, "key foreign"),
            Disc(x, y, 1.9, "key", None, css="key primary"),
        )
    if row.primary:
        return (Disc(x, y, 3.0, "key", None, css="key primary"),)
    if row.unique:
        size = 3.7
        points = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
        fill = None if row.foreign else "key"
        return (Stroke((*points, points[0]), "key", 1.1, fill, "key unique"),)
    return (Disc(x, y, 2.6, None, "key", 1.1, "key foreign"),) if row.foreign else ()


def _edge(link: Link, route: Route, boxes: dict[str, Box]) -> Group:
    parent, child = boxes[link.parent], boxes[link.child]
    css = "edge rel identifying" if link.ends.identifying else "edge rel"
    data = (("child", link.child), ("parent", link.parent))
    first, last = route.curve[0], route.curve[-1]
    start = (parent.edge(route.parent_side), first[1])
    end = (child.edge(route.child_side), last[1])
    thickness = 1.9 if link.ends.identifying else 1.1
    points = (last, last, end, end) if link.cut else (start, start, first, *route.curve, last, end, end)
    if link.descent:
        dashed = Curve(points, "edge", 1.1, css="line", dashed=True)
        both = (dashed, arrow(start, route.parent_side))
        return Group("edge rel descent", both, f"r-{link.relationship}", data, link.words)
    removed = link.sign == "removed"
    shapes: list[Shape] = [
        Curve(points, link.sign or "edge", thickness, css="line", dashed=removed),
        *end_of_line(end, route.child_side, link.ends.child),
    ]
    if link.sign:
        css += f" {link.sign}"
        aside = last[0] + (3 if last[0] > end[0] else -3)
        text = Text(aside, last[1] - 5, SIGNS[link.sign], TITLE, link.sign, True, last[0] < end[0], "sign")
        shapes.append(text)
    if link.cut:
        if link.aside is not None:
            at, line = last[0] - 3 - link.aside, last[1] + (-2.5 if link.crossed else 3.2)
            shapes.append(Text(at, line, link.cut, CUT_SIZE, "muted", end=True, css="type"))
        css += " cut"
    else:
        shapes += end_of_line(start, route.parent_side, link.ends.parent)
    words = f"{link.words}, {link.sign}" if link.sign else link.words
    return Group(css, tuple(shapes), f"r-{link.relationship}", data, words)


def _mark(badge: Badge, x: float, y: float, radius: float, *, counted_here: bool) -> Group:
    disc = Disc(x, y, radius, badge.severity, "card", 1.5)
    return Group(f"mark {badge.severity}", (disc,), "", (("count", str(badge.counts[0][1])),) if counted_here else ())


def _card_words(card: Card) -> str:
    said = [card.full_name, counted(card.attributes, "attribute")]
    said += [card.sign] if card.sign else []
    said += [card.former] if card.former else []
    return ", ".join(said + _badge_words(card.badge))


def _row_words(row: Row) -> str:
    """Only where the row does not say it all by itself."""
    shortened = row.full_name != row.name or row.full_type != row.type
    if not (shortened or row.badge or row.sign):
        return ""
    compared = [said for said in (row.sign, row.former) if said]
    return ", ".join([f"{row.full_name} {row.full_type}", *compared, *_badge_words(row.badge)])


def _badge_words(badge: Badge | None) -> list[str]:
    return [counted(number, *_FINDING[severity]) for severity, number in badge.counts] if badge else []
