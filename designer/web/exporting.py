"""Exports as pages show them: in groups, with what a target cannot express and how its text begins."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from designer import exporters as package
from designer.exporters import operations
from designer.exporters.diagram.kept import Kept
from designer.exporters.registry import Export, Exporter, export, exporters
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.rule_settings import mark_of, thresholds_of

_GROUPS = {
    "Diagram": ("svg", "png", "poster", "mermaid", "plantuml", "dot"),
    "Dictionary": ("pdf", "html", "markdown", "csv"),
    "Operations": ("operations",),
}
_FIRST = "Schema"
"""The group of every target that is in no other."""
_LINES = 400
_NOTICES = 500
_rendered: Kept[Export] = Kept(12)


def groups(number: int) -> list[dict[str, Any]]:
    """The targets in groups, PostgreSQL first."""
    placed = {name: group for group, names in _GROUPS.items() for name in names}
    rows: dict[str, list[dict[str, Any]]] = {_FIRST: [], **{group: [] for group in _GROUPS}}
    for name, found in sorted(exporters().items(), key=lambda item: (item[0] != "postgres", item[1].label.lower())):
        rows[placed.get(name, _FIRST)].append(described(number, name, found))
    return [{"name": group, "targets": targets} for group, targets in rows.items()]


def described(number: int, name: str, found: Exporter) -> dict[str, Any]:
    """A target for a list; what it is comes from the first line of its module's documentation."""
    about = (found.__doc__ or "").strip().partition("\n")[0].replace("`", "")
    head, colon, rest = about.partition(": ")
    plain = rest if colon and len(head.split()) <= 2 else about
    return {
        "name": name,
        "label": found.label,
        "suffix": found.suffix,
        "about": plain[:1].upper() + plain[1:],
        "is_document": any(name in names for names in _GROUPS.values()),
        "is_picture": found.media_type in ("image/svg+xml", "image/png"),
        "url": reverse("export_target", args=[number, name]),
        "file_url": reverse("download", args=[number, name]),
    }


def render_export(design: Design, schema: Schema, target: str) -> Export:
    """The design at its revision in a target's language; made once for looking and for the download.

    Raises ExportError for a design that the target refuses.
    """
    key = f"{design.pk}/{design.revision}/{target}{_numbers(design, target)}"
    return _rendered.get(key, lambda: export(schema, target, **options_of(design, target)))


def options_of(design: Design, target: str) -> dict[str, Any]:
    """What a target takes beside the design: the numbers of the team that it goes by."""
    return {"upkeep": thresholds_of(design).upkeep} if target == operations.name else {}


def _numbers(design: Design, target: str) -> str:
    """Tells files apart that were made by other numbers; empty for the defaults."""
    return mark_of(design) if target == operations.name else ""


def entity_tag(design: Design, schema: Schema, target: str) -> str:
    """The ETag of an export: the same for as long as what goes into it is.

    A picture is found again after an undo; a text may hold ids and lines, so it is known by its revision.
    """
    parts: tuple[Any, ...] = (release(), design.pk, design.name, target, content_hash(schema), _numbers(design, target))
    if _is_picture(exporters()[target]):  # positions belong to ids, and two tables may swap their names
        parts += (surroundings_hash(schema), [(one.id, one.schema, one.name) for one in schema.entities])
    else:
        parts += (design.revision,)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _is_picture(found: Exporter) -> bool:
    return found.name in ("svg", "png", "poster")


@cache
def release() -> str:
    """A hash of the exporters: another release may write another file from the same design."""
    whole = hashlib.sha256()
    for path in sorted(Path(package.__file__).parent.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(path.read_bytes())
    return whole.hexdigest()


def preview(rendered: Export, found: Exporter) -> dict[str, Any]:
    """For the target's page: its beginning, its size in bytes, and what it leaves out."""
    content = rendered.content if isinstance(rendered.content, bytes) else rendered.content.encode()
    lines = content.decode().splitlines() if is_text(found) else []
    return {
        "preview": "\n".join(lines[:_LINES]),
        "more_lines": max(0, len(lines) - _LINES),
        "size": len(content),
        "notices": rendered.notices[:_NOTICES],
        "more_notices": max(0, len(rendered.notices) - _NOTICES),
        "notice_count": len(rendered.notices),
    }


def is_text(found: Exporter) -> bool:
    """Whether the files of a target are text that can be shown."""
    return found.media_type.startswith("text/") or found.media_type.endswith(("sql", "json", "xml"))
