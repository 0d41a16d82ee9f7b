"""The picture of a difference, drawn once per pair of states and kept as other drawings are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.safestring import mark_safe

from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg
from designer.exporters.diagram.compared import Compared, compared
from designer.exporters.diagram.kept import Kept
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.store.models import Design
from designer.web.bench import HUGE, LARGE
from designer.web.changes import Group
from designer.web.drawings import Picture
from designer.web.models import Drawing
from designer.web.sides import Pair

TOUCHED, ALL = "touched", "all"
_VERSION = "1"
_pages: Kept[Picture] = Kept(8)


def picture_of_difference(design: Design, pair: Pair, groups: Iterable[Group], reach: str) -> Picture:
    """The coloured diagram; a card leads to the changes of its table. reach: TOUCHED or ALL."""
    found = pair.difference()
    seen = compared(found.old, found.new, found.changes)
    anchors = {group.entity: f"#{group.anchor}" for group in groups if group.entity}
    drawn = tuple(one.id for one in seen.schema.entities) if reach == ALL else seen.touched()
    options = DiagramOptions(
        detail="all" if len(drawn) <= LARGE else "keys" if len(drawn) <= HUGE else "names",
        entities=drawn,
        signs=seen.signs,
        former=seen.former,
        fold=12,
    )
    key = _key(design, seen, options, anchors)
    try:
        return _pages.get(f"{design.team_id}/{key}", lambda: _stored_or_drawn(design, seen, options, key, anchors))
    except DrawingFailed as failed:
        return Picture(key, None, failure=str(failed))


def _stored_or_drawn(
    design: Design, seen: Compared, options: DiagramOptions, key: str, anchors: dict[str, str]
) -> Picture:
    kept = Drawing.objects.filter(team_id=design.team_id, key=key).first()
    if kept is not None:
        return Picture(key, mark_safe(kept.svg), tuple(kept.remarks))
    drawing = draw(seen.schema, options)
    svg = inline_svg(drawing, href=lambda entity: anchors.get(entity, "#changes-title"))
    Drawing.keep(design.team_id, key, svg, drawing.remarks)
    return Picture(key, mark_safe(svg), drawing.remarks)


def _key(design: Design, seen: Compared, options: DiagramOptions, anchors: dict[str, str]) -> str:
    parts = (
        "difference", _VERSION, design.id, content_hash(seen.schema), surroundings_hash(seen.schema), options.detail,
        options.entities, sorted(seen.signs.items()), sorted(seen.former.items()), sorted(anchors.items()),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()
