"""Pages as values: what stands where, before anything is painted, so that page numbers are known beforehand.

Points, to the right and downwards from a page's upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.exporters.diagram.shapes import Scene
from designer.exporters.pdf.faces import Run

A4 = (595.0, 842.0)
A4_WIDE = (842.0, 595.0)
A3_WIDE = (1191.0, 842.0)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; y is its baseline, colour #rrggbb."""

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class Plank:
    """A filled rectangle: a ground, or a rule where it is thin."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Jump:
    """An area that leads to an anchor of the document."""

    x: float
    y: float
    width: float
    height: float
    target: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that jumps and bookmarks lead to. title: of its bookmark; None has none. level: from 0."""

    name: str
    y: float
    title: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, or the part of it that the box shows: box and origin (of the whole drawing) on the page."""

    scene: Scene
    box: tuple[float, float, float, float]
    left: float
    top: float
    scale: float


Mark = Words | Plank | Jump | Anchor | Picture


@dataclass(slots=True)
class Page:
    """size: width and height. numbered: whether its foot has the design's name and a number."""

    size: tuple[float, float] = A4
    marks: list[Mark] = field(default_factory=list)
    numbered: bool = True


def anchors(pages: list[Page]) -> dict[str, int]:
    """The index of the page that each anchor stands on."""
    return {mark.name: index for index, page in enumerate(pages) for mark in page.marks if isinstance(mark, Anchor)}
