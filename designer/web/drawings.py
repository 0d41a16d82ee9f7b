"""Diagrams for pages: drawn once per state of what they show, then taken from the database by every process."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe

from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg, outline_of, picture
from designer.exporters.diagram.kept import Kept
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.prepared import Prepared
from designer.web.links import entity_key, entity_url
from designer.web.models import Drawing

_VERSION = "4"
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
    asked = (_VERSION, design.id, _asked(options), prefix, linked, within)
    key = schema.once(("drawing", *asked), lambda: _key(design, schema, options, asked))
    try:
        return _pages.get(
            f"{design.team_id}/{key}",
            lambda: _stored(design, key) or _drawn(design, schema, options, key, prefix, linked, within),
        )
    except DrawingFailed as failed:
        return Picture(key, None, failure=str(failed))


_BY_KEY = Prepared(lambda team, key: Drawing.objects.filter(team_id=team, key=key))


def _stored(design: Design, key: str) -> Picture | None:
    found = _BY_KEY.first(design.team_id, key)
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


def _asked(options: DiagramOptions) -> tuple[Any, ...]:
    """All of the options."""
    marks = tuple((place, tuple(counts.items())) for place, counts in options.marks.items())
    rest = (options.signs, options.former, options.pins or {})
    return (
        options.detail, options.entities, options.focus, options.depth, options.fold, options.partitions,
        options.seconds, marks, *(tuple(sorted(one.items())) for one in rest), options.pins is None,
    )  # fmt: skip


def _key(design: Design, schema: Schema, options: DiagramOptions, asked: tuple[Any, ...]) -> str:
    """Made of what is drawn and where it leads to: an edit of anything else leaves the picture as it is."""
    outline = outline_of(schema, options)
    links = [entity_key(schema, schema.entity(card.entity)) for card in outline.cards]
    return hashlib.sha256(repr((asked[0], design.id, asked[3:], outline.key, links)).encode()).hexdigest()


_SIDE = 1200
"""Pixels of the longer side of a preview."""
_FEW = 12
"""Above so many entities a preview shows their names only: nobody reads columns in a picture that small."""


def preview_of(design: Design, schema: Schema) -> bytes:
    """A small PNG of the diagram, for the places where a link is shown as a picture. Raises DrawingFailed."""
    options = DiagramOptions(detail="keys" if len(schema.entities) <= _FEW else "names")
    asked = (_VERSION, design.id, _asked(options))
    key = f"preview-{schema.once(('preview', *asked), lambda: _key(design, schema, options, asked))}"
    found = Drawing.objects.filter(team_id=design.team_id, key=key).first()
    if found is not None:
        return found.content
    drawing = draw(schema, options)
    scale = min(2.0, _SIDE / max(drawing.scene.width, drawing.scene.height))
    made = picture(drawing, "png", scale=scale)
    Drawing.keep(design.team_id, key, made, ())
    return made
