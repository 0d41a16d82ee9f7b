"""SVG: the diagram as a file with its own colours."""

from typing import Any

from designer.exporters.diagram import standalone_svg
from designer.exporters.pictures import drawn
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "svg"
label = "SVG picture"
suffix = ".svg"
media_type = "image/svg+xml"


def render(schema: Schema, theme: str = "light", **view: Any) -> Export:
    """The diagram. theme: light or dark; view: the fields of DiagramOptions."""
    drawing, notices = drawn(schema, theme, view)
    return Export(standalone_svg(drawing, theme), notices)
