"""PDF: the diagram alone, on one page as large as it needs.

Painted with a vendored face, so that it is legible on a machine without fonts.
"""

from typing import Any

from designer.exporters.pictures import drawn, painted
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "poster"
label = "PDF picture"
suffix = ".pdf"
media_type = "application/pdf"


def render(schema: Schema, theme: str = "light", **view: Any) -> Export:
    """The diagram. theme: light or dark; view: the fields of DiagramOptions.

    Raises ExportError if it cannot be drawn.
    """
    drawing, notices = drawn(schema, theme, view)
    return painted(drawing, "pdf", theme, notices)
