"""HTML: the data dictionary as one file that needs nothing else, to read on a screen and to print.

No script, no font, no picture from elsewhere; light and dark by the reader's own setting. Jinja2 escapes every
text; only the drawings, which are our own markup, are put in as they are.
"""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from designer.exporters.diagram import DiagramOptions, draw, inline_svg
from designer.exporters.diagram.options import Detail
from designer.exporters.dictionary import Area, areas, patterns
from designer.exporters.result import Export, Notice
from designer.exporters.wording import counted, legible, printable
from designer.schema.schema import Schema

name = "html"
label = "HTML dictionary"
suffix = ".html"
media_type = "text/html"

DETAILED = 60
"""Up to how many tables an area's drawing shows all attributes; above it shows keys."""

PAGE = 1100.0

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["counted"] = counted
_environment.filters["printable"] = printable
_environment.filters["legible"] = legible


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A part of the dictionary with its drawing."""

    area: Area
    drawing: Markup
    caption: str


def render(schema: Schema) -> Export:
    """The whole dictionary."""
    drawn, notices = _areas(schema)
    page = _environment.get_template("dictionary.html")
    return Export(
        page.render(
            schema=schema,
            areas=drawn,
            patterns=patterns(schema),
            total=sum(entity.rows or 0 for entity in schema.entities),
            volumes=sorted((e for e in schema.entities if e.rows is not None), key=lambda e: -(e.rows or 0)),
            anchors={entry.entity: entry.anchor for one in drawn for entry in one.area.entries},
        ),
        notices,
    )


def _shown(width: float) -> float:
    """As large as it is where that fits the page; a wide one at half its size, to be scrolled."""
    return min(width, max(PAGE, width * 0.55))


def _areas(schema: Schema) -> tuple[list[DrawnArea], tuple[Notice, ...]]:
    drawn, notices = [], []
    for number, area in enumerate(areas(schema), 1):
        detail: Detail = "all" if len(area.entries) <= DETAILED else "keys"
        drawing = draw(schema, DiagramOptions(detail=detail, entities=area.ids))
        notices += [Notice(area.name, remark) for remark in drawing.remarks]
        svg = Markup(inline_svg(drawing, prefix=f"a{number}-", size=_shown(drawing.scene.width)))
        drawn.append(DrawnArea(area, svg, drawing.scene.title))
    return drawn, tuple(notices)
