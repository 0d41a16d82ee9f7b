"""A source read again: its changes to a design, to look at, choose and apply as one revision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.importers.choosing import completed
from designer.importers.reimport import Reimport, chosen, only_volumes, reimport
from designer.schema.changes import Change, Drop, Rename
from designer.schema.describe import describe
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.conflicts import EditConflict
from designer.store.editing import edit
from designer.store.models import Design
from designer.web.access import get_design_for_editor
from designer.web.importing import imported, is_waiting
from designer.web.models import ImportDraft

_MOST_SHOWN = 2000
_MOST_NEEDS = 5
_STALE = "The design was changed meanwhile. These are the changes as they are now."


@require_http_methods(["GET", "POST"])
def import_into(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    """GET lists the changes; `rename=old=new` confirms a rename. POST applies those of the places in `change`.

    `only=volumes` takes over what a live database measured, and nothing else.
    """
    found = get_object_or_404(ImportDraft, pk=draft, user=request.user)
    design = get_design_for_editor(request, number)
    if is_waiting(found):
        return HttpResponseRedirect(reverse("import_preview", args=[draft]), status=303)
    given = request.POST if request.method == "POST" else request.GET
    confirmed = [(old, new) for old, _, new in (one.partition("=") for one in given.getlist("rename")) if old and new]
    before = schema_of(design)
    is_volumes = given.get("only") == "volumes"
    source = imported(found).schema
    read = only_volumes(before, source) if is_volumes else reimport(before, source, confirmed)
    if request.method == "GET":
        return _page(request, found, design, before, read, confirmed)
    if given.get("revision") != str(design.revision):
        return _page(request, found, design, before, read, confirmed, problem=_STALE, status=409)
    places = {int(one) for one in given.getlist("change") if one.isascii() and one.isdecimal() and len(one) < 9}
    if not places:
        return _page(request, found, design, before, read, confirmed, places, "Choose at least one change.", 422)
    whole = completed(read.needs, places)
    if whole != places:
        words = _missing(read, describe(read.changes, before, read.target), places)
        return _page(request, found, design, before, read, confirmed, set(whole), words, 422)
    try:
        label = f"{'Refreshed the volumes' if is_volumes else 'Read again'} from {found.origin}"[:300]
        edit(design, request.user, chosen(read, places), opened_on=design.revision, label=label)
    except (DesignError, EditConflict) as error:
        words = f"These changes do not go together without the others: {error}"
        return _page(request, found, design, before, read, confirmed, places, words, 422)
    return HttpResponseRedirect(reverse("workbench", args=[design.id]), status=303)


def _missing(read: Reimport, lines: Sequence[str], places: set[int]) -> str:
    """Which of the chosen changes need which others, in words."""
    pairs = [(one, other) for one in sorted(places) for other in sorted(read.needs[one] - places)]
    shown = [f"“{lines[one]}” needs “{lines[other]}”" for one, other in pairs[:_MOST_NEEDS]]
    more = f", and {len(pairs) - _MOST_NEEDS} more" if len(pairs) > _MOST_NEEDS else ""
    return f"Some changes cannot go without others that were not ticked: {'; '.join(shown)}{more}. They are ticked now."


def _page(
    request: HttpRequest,
    draft: ImportDraft,
    design: Design,
    before: Schema,
    read: Reimport,
    confirmed: list[tuple[str, str]],
    places: set[int] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = describe(read.changes, before, read.target)
    rows = [
        {
            "place": place,
            "text": text,
            "kind": _kind(change),
            "checked": places is None or place in places,
            "needs": [lines[one] for one in sorted(read.needs[place])][:_MOST_NEEDS],
        }
        for place, (change, text) in enumerate(zip(read.changes, lines, strict=True))
    ]
    context: dict[str, Any] = {
        "draft": draft,
        "design": design,
        "rows": rows[:_MOST_SHOWN],
        "hidden": rows[_MOST_SHOWN:],
        "total": len(rows),
        "renames": read.renames,
        "confirmed": [f"{old}={new}" for old, new in confirmed],
        "refused": read.refused,
        "problem": problem,
        "is_volumes": "volumes" in (request.GET.get("only"), request.POST.get("only")),
    }
    return render(request, "imports/into.html", context, status=status)


def _kind(change: Change) -> str:
    if isinstance(change, Drop):
        return "drop"
    return "rename" if isinstance(change, Rename) else type(change).__name__.lower()
