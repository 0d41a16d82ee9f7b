"""What follows a decision about findings: the list or the pane as it is now, with what was done or why it was not."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from designer.schema.changes import Change
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.conflicts import FieldConflict
from designer.store.editing import schema_at
from designer.store.models import Revision
from designer.web.bench import Bench
from designer.web.edits import Outcome, announce, save
from designer.web.findings_list import render_findings
from designer.web.reports import Findings, findings_at
from designer.web.requests import wants_fragment, whole_number
from designer.web.side import render_side
from designer.web.views import pane_findings
from designer.web.workbench import render_workbench

PANE = "panes/findings.html"


def shown_at(bench: Bench, revision: str) -> tuple[Findings, Schema]:
    """The findings that a page opened on `revision` shows, and the design they were computed on.

    Raises BadRequest for what is no revision of the design.
    """
    number = whole_number(revision) or 0
    if number == bench.design.revision:
        return bench.findings, bench.schema
    try:
        schema = schema_at(bench.design, number)
    except Revision.DoesNotExist as error:
        raise BadRequest(str(error)) from None
    return findings_at(bench.design, schema, number), schema


def settle(
    bench: Bench, back: str, changes: Iterable[Change], *, label: str, said: str, opened_on: int | None = None
) -> HttpResponse:
    """Makes the changes as one revision and answers with the place that the button stood on."""
    refusal = make(bench, changes, label=label, said=said, opened_on=opened_on)
    if refusal is not None:
        title = "It was not done, since the design has moved on"
        return refuse(bench, title, in_words(bench, refusal), refusal.status)
    return back_to(bench, back)


def make(
    bench: Bench, changes: Iterable[Change], *, label: str, said: str, opened_on: int | None = None
) -> Outcome | None:
    """Makes the changes as one revision, with a message that offers to undo it; returns the refusal if there is one."""
    before = bench.design.revision
    outcome = save(bench, changes, label=label, opened_on=opened_on)
    if outcome.revision is None:
        return outcome
    if outcome.revision.number == before:
        messages.info(bench.request, "Nothing to do: the design is like that already.")
    else:
        undo = reverse("undo", args=[bench.design.id, outcome.revision.number]) if bench.may_edit else ""
        messages.success(bench.request, said, extra_tags=undo)
    return None


def in_words(bench: Bench, outcome: Outcome) -> list[str]:
    """What stands against an edit: what was changed, by whom, in which revision, and what it is now."""
    return [*outcome.problems, *(_conflict(bench, one) for one in outcome.conflicts)]


def _conflict(bench: Bench, conflict: FieldConflict) -> str:
    located = bench.schema.located.get(conflict.object_id)
    name = getattr(located.value, "name", None) if located else None
    owner = bench.schema.located.get(located.owner) if located else None
    about = ".".join(filter(None, (getattr(owner.value, "name", None) if owner else None, name)))
    when = [conflict.actor, f"revision {conflict.revision}" if conflict.revision else None]
    by = ", ".join(filter(None, when))
    now = f" It is {conflict.theirs} now." if isinstance(conflict.theirs, str | int | float) else ""
    return f"{about}: " * bool(about) + conflict.message + (f" ({by})" if by else "") + "." + now


def refuse(bench: Bench, title: str, reasons: Iterable[str], status: int = 409) -> HttpResponse:
    """The place that the button stood on, with what stands against it on top."""
    return _place(bench, {"refused": title, "refusals": list(reasons)}, status)


def back_to(bench: Bench, back: str) -> HttpResponse:
    """The place that the button stood on, as it is now: the fragment for htmx, else the way there."""
    if not wants_fragment(bench.request):
        return HttpResponseRedirect(back, status=303)
    return announce(_place(bench, {}, 200))


def _place(bench: Bench, refusal: dict[str, Any], status: int) -> HttpResponse:
    """The list or the pane."""
    schema = schema_of(bench.design)
    entity = schema.located.get(bench.entity.id) if bench.entity else None
    now = replace(bench, schema=schema, entity=entity.value if entity else None)
    if bench.page == "findings":
        return render_findings(now, status=status, **refusal)
    now = replace(now, opened_tab="findings")
    draw = render_side if wants_fragment(bench.request) else render_workbench
    return draw(now, PANE, {**pane_findings.content(now), **refusal}, status=status)
