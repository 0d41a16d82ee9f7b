"""What a drawing is made of. Writers for SVG and for Graphviz's own drawing language know these and no more.

Points to the right and downwards. Colours are roles of the palette; None paints nothing. `css` are the classes
by which a page's stylesheet recolours the inlined picture.
"""

from dataclasses import dataclass

from designer.exporters.diagram.places import Point


@dataclass(frozen=True, slots=True)
class Plate:
    """A rectangle whose upper and lower corners are rounded separately."""

    x: float
    y: float
    width: float
    height: float
    upper: float
    lower: float
    fill: str | None = None
    stroke: str | None = None
    css: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """Cubic curves through 3n+1 points."""

    points: tuple[Point, ...]
    stroke: str
    thickness: float = 1.1
    css: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; closed, it is filled with `fill`."""

    points: tuple[Point, ...]
    stroke: str | None
    thickness: float = 1.1
    fill: str | None = None
    css: str = ""


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str | None
    stroke: str | None = None
    thickness: float = 1.1
    css: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; x is its start, or its end where `end` is set; y its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    end: bool = False
    css: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together. data: data attributes, without their prefix; title: what it is, in words."""

    css: str
    shapes: "tuple[Shape, ...]"
    ident: str = ""
    data: tuple[tuple[str, str], ...] = ()
    title: str = ""


Shape = Plate | Curve | Stroke | Disc | Text | Group


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole drawing: its upper left corner, its size and its shapes from back to front."""

    x: float
    y: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
