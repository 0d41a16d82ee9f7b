"""Notes: what people wrote on the drawing, beside a table, at a place of their choice, or under everything.

A note is `{"text", "entity": id, "at": [x, y]}` (y upwards, the middle of the note, as pins are); all but the text
may be missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.exporters.diagram.areas import HEADROOM, meet
from designer.exporters.diagram.metrics import shorten, width
from designer.exporters.diagram.places import Box
from designer.exporters.diagram.shapes import Group, Plate, Shape, Text
from designer.exporters.wording import legible
from designer.schema.frozen import FrozenMap

SIZE, LINE, WIDTH, LINES = 10.5, 14.0, 190.0, 12
AIR, GAP = 8.0, 14.0


@dataclass(frozen=True, slots=True)
class Note:
    """lines: the text as it is shown; text: all of it."""

    text: str
    lines: tuple[str, ...]
    box: Box


def make_notes(notes: Iterable[FrozenMap], boxes: Mapping[str, Box]) -> tuple[Note, ...]:
    """The notes about what is drawn, none of them on a table. One about a table that is not drawn is left out."""
    made: list[Note] = []
    below = max((box.y + box.height for box in boxes.values()), default=0.0) + 2 * GAP
    left = min((box.x for box in boxes.values()), default=0.0)
    for one in notes:
        text, about = one.get("text"), one.get("entity")
        if not isinstance(text, str) or not text.strip():
            continue
        if about is not None and (not isinstance(about, str) or about not in boxes):
            continue
        lines = tuple(_wrapped(legible(text.strip())))
        across = max(width(line, SIZE) for line in lines) + 2 * AIR
        size = Box(left, below, across, len(lines) * LINE + 2 * AIR - 3)
        taken = [*boxes.values(), *(note.box for note in made)]
        box = _place(one.get("at"), boxes.get(str(about)), size, taken)
        if box is size:
            left = box.edge(1) + GAP
        made.append(Note(legible(text), lines, box))
    return tuple(made)


def note_shape(note: Note, number: int) -> Group:
    """A sheet with its lines; what is cut off stands whole in its title."""
    box = note.box
    shapes: list[Shape] = [Plate(box.x, box.y, box.width, box.height, 3, 3, "note", "note_line", "note-sheet")]
    for position, line in enumerate(note.lines):
        shapes.append(Text(box.x + AIR, box.y + AIR + 8.5 + position * LINE, line, SIZE, "ink", css="note-text"))
    return Group("note", tuple(shapes), f"n-{number}", (), note.text)


def _place(at: Any, beside: Box | None, size: Box, taken: list[Box]) -> Box:
    if isinstance(at, tuple | list) and len(at) == 2 and all(isinstance(one, int | float) for one in at):
        return Box(at[0] - size.width / 2, -at[1] - size.height / 2, size.width, size.height)
    free = (box for box in _around(beside, size) if not any(meet(box, other) for other in taken)) if beside else ()
    return next(iter(free), size)


def _around(card: Box, size: Box) -> Iterator[Box]:
    """Places at a table: over it, under it, at its sides, and a little further."""
    for far in (GAP, 3 * GAP, 6 * GAP):
        above, under = card.y - far - HEADROOM - size.height, card.y + card.height + far + AIR
        for x in (card.x, card.edge(1) - size.width):
            yield Box(x, above, size.width, size.height)
            yield Box(x, under, size.width, size.height)
        for x in (card.edge(1) + far + GAP, card.x - far - GAP - size.width):
            yield Box(x, card.y, size.width, size.height)


def _wrapped(text: str) -> Iterator[str]:
    lines = [line for paragraph in text.split("\n") for line in _filled(paragraph.split())]
    yield from lines[:LINES]
    if len(lines) > LINES:
        yield "…"


def _filled(words: list[str]) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and width(longer, SIZE) > WIDTH:
            yield shorten(line, SIZE, WIDTH)
            line = word
        else:
            line = longer
    yield shorten(line, SIZE, WIDTH)
