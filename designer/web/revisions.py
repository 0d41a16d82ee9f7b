"""Revisions as people read them: who, when, and what changed, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from designer.schema.describe import describe
from designer.store.cache import schema_of
from designer.store.editing import history
from designer.store.models import Design, Revision

SHORT = 20
_LINES = 12
"""Changes of one revision that are spelled out; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision for a list. undo_url: None where it cannot be undone (any more)."""

    revision: Revision
    lines: tuple[str, ...]
    more: int
    undo_url: str | None
    undo_label: str


def latest(design: Design, number: int, may_edit: bool) -> list[Shown]:
    """The last `number` revisions."""
    return shown(design, history(design)[:number], may_edit)


def shown(design: Design, revisions: Iterable[Revision], may_edit: bool) -> list[Shown]:
    """Revisions of a design in words; ids are named as the design names them now, or as the change does."""
    schema = schema_of(design)
    return [
        Shown(
            revision,
            (lines := describe(revision.change_values(), schema))[:_LINES],
            max(0, len(lines) - _LINES),
            _undo_url(design, revision) if may_edit else None,
            "Redo" if revision.undoes else "Undo",
        )
        for revision in revisions
    ]


def _undo_url(design: Design, revision: Revision) -> str | None:
    if revision.number == 1 or revision.undone_by is not None:
        return None
    return reverse("undo", args=[design.id, revision.number])
