"""Diagrams for pages: drawn once per state of what they show, then taken from the database by every process."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe

from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg, picture
from designer.exporters.diagram.kept import Kept
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web.links import entity_url
from designer.web.models import Drawing

_VERSION = "3"
"""To be raised when the same input gives another picture."""
_pages: Kept["Picture"] = Kept(24)


@dataclass(frozen=True, slots=True)
class Picture:
    """svg: to be put into a page, or None with the reason in `failure`. remarks: sentences about the drawing."""

    key: str
    svg: SafeString | None
    remarks: tuple[str, ...] = ()
    failure: str | None = None


def picture_of(
    design: Design,
    schema: Schema,
    options: DiagramOptions,
    *,
    prefix: str = "",
    linked: bool = True,
    within: bool = False,
) -> Picture:
    """The diagram that `options` asks for.

    prefix: before every id, where a page holds several. linked: whether its tables lead to their pages; within: to the
    page that the picture stands on, as `?at=<id>`, wherever that is.
    """
    key = _key(design, schema, options, prefix, linked) + ("-within" if within else "")
    try:
        return _pages.get(
            f"{design.team_id}/{key}",
            lambda: _stored(design, key) or _drawn(design, schema, options, key, prefix, linked, within),
        )
    except DrawingFailed as failed:
        return Picture(key, None, failure=str(failed))


def _stored(design: Design, key: str) -> Picture | None:
    found = Drawing.objects.filter(team_id=design.team_id, key=key).first()
    return Picture(key, mark_safe(found.svg), tuple(found.remarks)) if found else None


def _drawn(
    design: Design, schema: Schema, options: DiagramOptions, key: str, prefix: str, linked: bool, within: bool
) -> Picture:
    def href(entity: str) -> str:
        return f"?{urlencode({'at': entity})}" if within else entity_url(design.id, schema, entity)

    drawing = draw(schema, options)
    svg = inline_svg(drawing, href=href if linked else None, prefix=prefix)
    Drawing.keep(design.team_id, key, svg, drawing.remarks)
    return Picture(key, mark_safe(svg), drawing.remarks)


def _key(design: Design, schema: Schema, options: DiagramOptions, prefix: str, linked: bool) -> str:
    marks = sorted((place, sorted(counts.items())) for place, counts in options.marks.items())
    asked = (options.detail, options.focus, options.depth, options.partitions, options.fold, options.seconds, marks)
    chosen = (options.entities, sorted(options.signs.items()), sorted((options.pins or {}).items()), prefix, linked)
    parts = (_VERSION, design.id, content_hash(schema), surroundings_hash(schema), asked, chosen)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


_SIDE = 1200
"""Pixels of the longer side of a preview."""
_FEW = 12
"""Above so many entities a preview shows their names only: nobody reads columns in a picture that small."""


def preview_of(design: Design, schema: Schema) -> bytes:
    """A small PNG of the diagram, for the places where a link is shown as a picture. Raises DrawingFailed."""
    options = DiagramOptions(detail="keys" if len(schema.entities) <= _FEW else "names")
    key = f"preview-{_key(design, schema, options, '', False)}"
    found = Drawing.objects.filter(team_id=design.team_id, key=key).first()
    if found is not None:
        return found.content
    drawing = draw(schema, options)
    scale = min(2.0, _SIDE / max(drawing.scene.width, drawing.scene.height))
    made = picture(drawing, "png", scale=scale)
    Drawing.keep(design.team_id, key, made, ())
    return made
