"""The pane that shows what is chosen, with the form of the part that is open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from designer.web.bench import Bench
from designer.web.editors import Editor, editor_of, existing, kept
from designer.web.forms.registry import FORMS
from designer.web.links import with_query
from designer.web.sections import Section
from designer.web.sections.design import design_sections
from designer.web.sections.entity import entity_sections
from designer.web.way import way


def content(bench: Bench, editor: Editor | None = None) -> dict[str, Any]:
    """The chosen entity in full, or the design's own objects. editor: the form to show, else that of `?at=`."""
    if editor is None:
        editor = _opened(bench)
    sections = entity_sections(bench, bench.entity) if bench.entity else design_sections(bench)
    return {
        "entity": bench.entity,
        "way": None if bench.entity or editor is not None else way(bench),
        "sections": [_with_editor(section, editor) for section in sections],
        "editor": editor,
        "on_top": editor is not None and not any(_is_in(section, editor) for section in sections),
        "here_url": _here(bench),
        "edit_url": bench.url(bench.entity, at=bench.entity.id if bench.entity else "design", tab=""),
    }


def _here(bench: Bench) -> str:
    """Where this pane alone is fetched anew."""
    number, entity = bench.design.id, bench.entity
    if entity is None:
        return with_query(reverse("inspector", args=[number]), kept(bench))
    return with_query(reverse("inspector_entity", args=[number, entity.id]), kept(bench))


def _opened(bench: Bench) -> Editor | None:
    """The form of what the address names."""
    asked = bench.at.value.id if bench.at else bench.request.GET.get("at", "")
    if bench.entity is not None and bench.at is None:
        return None
    place = existing(bench.schema, asked) if asked else None
    if place is None or place.kind not in FORMS or place.kind == "access_pattern":
        return None
    editor = editor_of(bench, place, bench.design.revision)
    editor.form.focus()
    return editor


def _is_in(section: Section, editor: Editor) -> bool:
    if editor.id:
        return any(row.id == editor.id for row in section.rows)
    return editor.kind in section.kinds and editor.form.place.owner in ("", section.owner)


def _with_editor(section: Section, editor: Editor | None) -> dict[str, Any]:
    here = editor is not None and _is_in(section, editor)
    return {"section": section, "new": here and editor is not None and not editor.id, "open": here}
