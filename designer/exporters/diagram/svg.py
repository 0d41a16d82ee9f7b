"""SVG from shapes: one to be inlined and themed by the page, one that stands alone.

Every text is escaped here, ids are made safe for XML, nothing is a link, and the result is read once by a
parser before anyone gets it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from io import StringIO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from designer.exporters.diagram.drawing import Drawing
from designer.exporters.diagram.metrics import all_known, width
from designer.exporters.diagram.palette import LIGHT, PALETTES, Palette
from designer.exporters.diagram.places import Point
from designer.exporters.diagram.shapes import Curve, Disc, Group, Plate, Shape, Stroke, Text
from designer.exporters.wording import printable

LONG = 70.0
FAMILY = "Helvetica,Arial,sans-serif"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")

Href = Callable[[str], str]
"""From an entity id to where its page is: a path on this site."""


@dataclass(frozen=True, slots=True)
class Style:
    """How shapes are written: colours, links, what ids begin with, and whether a stylesheet recolours them."""

    palette: Palette
    href: Href | None = None
    prefix: str = ""
    themed: bool = False


def inline_svg(drawing: Drawing, href: Href | None = None, prefix: str = "", size: float | None = None) -> str:
    """The picture for a page whose stylesheet colours it; without one it is light.

    prefix: put before every id, where a page holds several pictures. size: how wide it says it is; None leaves
    that to the page.
    """
    scene = drawing.scene
    width_attribute = f' width="{_n(size)}"' if size else ""
    out = StringIO()
    out.write(
        f'<svg class="er" data-diagram="" role="group" aria-label={quoteattr(scene.title)} '
        f'viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" xmlns="http://www.w3.org/2000/svg"{width_attribute}>'
        f'<g class="graph" transform="translate({_n(-scene.x)} {_n(-scene.y)})">'
    )
    for shape in scene.shapes:
        _write(shape, out, Style(LIGHT, href, prefix, themed=True))
    out.write("</g></svg>")
    return _checked(out.getvalue())


def standalone_svg(drawing: Drawing, theme: str = "light") -> str:
    """The picture as a file: its own colours (`light` or `dark`), ground and size, and no reference to anything."""
    scene, palette = drawing.scene, PALETTES[theme]
    size = f'width="{_n(scene.width)}" height="{_n(scene.height)}"'
    out = StringIO()
    out.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg class="er" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'{size} viewBox="0 0 {_n(scene.width)} {_n(scene.height)}"><title>{escape(scene.title)}</title>'
        f'<rect {size} fill="{palette.background}"/>'
        f'<g class="graph" transform="translate({_n(-scene.x)} {_n(-scene.y)})">'
    )
    for shape in scene.shapes:
        _write(shape, out, Style(palette))
    out.write("</g></svg>\n")
    return _checked(out.getvalue())


def xml_id(text: str) -> str:
    """`text` as an XML id; what may not stand in one is written as its code."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", text)


@singledispatch
def _write(shape: Shape, out: StringIO, style: Style) -> None:
    raise TypeError(f"no SVG for {type(shape).__name__}")


@_write.register
def _group(group: Group, out: StringIO, style: Style) -> None:
    out.write(f'<g class="{group.css}"')
    if group.ident:
        out.write(f' id="{xml_id(style.prefix + group.ident)}"')
    for key, value in group.data:
        out.write(f" data-{key}={quoteattr(printable(value))}")
        if key == "entity" and style.href is not None:
            out.write(f" data-href={quoteattr(_path(style.href(value)))}")
    out.write(">")
    if group.title:
        out.write(f"<title>{escape(group.title)}</title>")
    for shape in group.shapes:
        _write(shape, out, style)
    out.write("</g>")


@_write.register
def _plate(plate: Plate, out: StringIO, style: Style) -> None:
    paint = f'fill="{style.palette.of(plate.fill)}"'
    if plate.stroke and plate.stroke.startswith("group"):
        paint += f' stroke="{style.palette.of(plate.stroke)}" stroke-dasharray="5 4"'
    elif plate.stroke:
        # The stylesheet finds outlines by this one colour, and what happened to the table by its class.
        paint += f' stroke="{style.palette.line if style.themed else style.palette.of(plate.stroke)}"'
    if plate.css == "hit":
        paint = 'fill="none" pointer-events="all"'
    x, y, w, h, up, low = plate.x, plate.y, plate.width, plate.height, plate.upper, plate.lower
    if up == low:
        rounding = f' rx="{_n(up)}"' if up else ""
        out.write(
            f'<rect class="{plate.css}" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}"{rounding} {paint}/>'
        )
        return
    path = (
        f"M{_n(x)} {_n(y + h)}V{_n(y + up)}a{_n(up)} {_n(up)} 0 0 1 {_n(up)} {_n(-up)}H{_n(x + w - up)}"
        f"a{_n(up)} {_n(up)} 0 0 1 {_n(up)} {_n(up)}V{_n(y + h)}z"
    )
    out.write(f'<path class="{plate.css}" d="{path}" {paint}/>')


@_write.register
def _curve(curve: Curve, out: StringIO, style: Style) -> None:
    first, *rest = curve.points
    pieces = [f"M{_pair(first)}"]
    here = first
    for index in range(0, len(rest), 3):
        one, two, end = rest[index : index + 3]
        if end == here:
            continue
        level = one == here and two == end
        pieces.append(f"L{_pair(end)}" if level else f"C{_pair(one)} {_pair(two)} {_pair(end)}")
        here = end
    dashes = ' stroke-dasharray="5 4"' if curve.dashed else ""
    out.write(
        f'<path class="{curve.css}" fill="none" stroke="{style.palette.of(curve.stroke)}" '
        f'stroke-width="{curve.thickness}"{dashes} d="{"".join(pieces)}"/>'
    )


@_write.register
def _stroke(stroke: Stroke, out: StringIO, style: Style) -> None:
    path = "M" + "L".join(map(_pair, stroke.points))
    out.write(
        f'<path class="{stroke.css}" fill="{style.palette.of(stroke.fill)}" stroke="{style.palette.of(stroke.stroke)}" '
        f'stroke-width="{stroke.thickness}" d="{path}"/>'
    )


@_write.register
def _disc(disc: Disc, out: StringIO, style: Style) -> None:
    outline = f' stroke="{style.palette.of(disc.stroke)}" stroke-width="{disc.thickness}"' if disc.stroke else ""
    css = f' class="{disc.css}"' if disc.css else ""
    out.write(
        f'<ellipse{css} cx="{_n(disc.x)}" cy="{_n(disc.y)}" rx="{_n(disc.radius)}" ry="{_n(disc.radius)}" '
        f'fill="{style.palette.of(disc.fill)}"{outline}/>'
    )


@_write.register
def _text(text: Text, out: StringIO, style: Style) -> None:
    weight = ' font-weight="bold"' if text.bold else ""
    anchor = ' text-anchor="end"' if text.end else ""
    across = width(text.text, text.size, text.bold)
    if across > LONG and all_known(text.text):  # a wider face than the one measured would run into its neighbour
        anchor += f' textLength="{_n(across)}" lengthAdjust="spacingAndGlyphs"'
    out.write(
        f'<text class="{text.css}" x="{_n(text.x)}" y="{_n(text.y)}" font-family="{FAMILY}" font-size="{text.size}"'
        f'{weight}{anchor} fill="{style.palette.of(text.colour)}" xml:space="preserve">{escape(text.text)}</text>'
    )


def _path(href: str) -> str:
    if not href.startswith(("/", "?", "#")) or href.startswith("//"):
        raise ValueError(f"{href!r} is no path on this site")
    return href


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _checked(svg: str) -> str:
    parser = expat.ParserCreate()
    parser.Parse(svg.encode(), True)
    return svg
