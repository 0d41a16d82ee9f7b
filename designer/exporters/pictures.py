"""What the picture targets share: reading their options, and saying how the drawing had to be made."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from designer.exporters.diagram import DiagramOptions, Drawing, DrawingFailed, draw, picture
from designer.exporters.diagram.painting import fitting
from designer.exporters.diagram.palette import PALETTES
from designer.exporters.result import Export, ExportError, Notice
from designer.schema.schema import Schema

SCALE = 2.0
_FIELDS = {field.name for field in dataclasses.fields(DiagramOptions)}
_DETAILS = ("all", "keys", "names")


def drawn(schema: Schema, theme: str, view: Mapping[str, Any]) -> tuple[Drawing, tuple[Notice, ...]]:
    """The drawing, with its remarks as notices. Raises ExportError for a view that there is not."""
    if theme not in PALETTES:
        raise ExportError(f"there is no theme {theme!r}; there is {', '.join(PALETTES)}")
    drawing = draw(schema, view_options(view))
    return drawing, tuple(Notice(schema.name, remark) for remark in drawing.remarks)


def view_options(view: Mapping[str, Any]) -> DiagramOptions:
    """The fields given as options. Raises ExportError for an unknown one."""
    unknown = sorted(set(view) - _FIELDS)
    if unknown:
        raise ExportError(f"a picture has no option {unknown[0]!r}; it has {', '.join(sorted(_FIELDS | {'theme'}))}")
    if view.get("detail", "all") not in _DETAILS:
        raise ExportError(f"a picture shows {', '.join(_DETAILS)}; not {view['detail']!r}")
    return DiagramOptions(**view)


def painted(drawing: Drawing, form: str, theme: str, notices: tuple[Notice, ...]) -> Export:
    """The drawing as PNG or PDF. Raises ExportError with the reason if the drawing process does not deliver it."""
    try:
        content = picture(drawing, form, theme, SCALE)
    except DrawingFailed as failure:
        raise ExportError(str(failure)) from failure
    scale = fitting(drawing.scene, SCALE)
    if form == "png" and scale < SCALE:
        reason = f"so large a picture has {scale:.1f} pixels per point instead of {SCALE:.0f}; SVG and PDF stay sharp"
        notices = (*notices, Notice(drawing.scene.title, reason))
    return Export(content, notices)
