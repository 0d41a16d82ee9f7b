"""The one way in which pages change a design: save, then answer; or say field by field why not.

outcome = save(bench, changes, label="Rename orders", opened_on=form.cleaned_data["revision"])
if outcome.revision:
    return saved(bench, outcome, at=attribute.id)
return refused(bench, outcome, "inspector/attribute.html", {"form": form})
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import trigger_client_event

from designer.schema.changes import Change
from designer.schema.errors import ChangeConflict, DesignError
from designer.store.cache import schema_of
from designer.store.conflicts import EditConflict, FieldConflict
from designer.store.editing import edit
from designer.store.models import Revision
from designer.web.bench import Bench
from designer.web.forms.place import HELD_BY
from designer.web.links import object_url
from designer.web.requests import wants_fragment
from designer.web.side import render_side
from designer.web.workbench import render_workbench


@dataclass(frozen=True, slots=True)
class Outcome:
    """revision: the new one, or None for an edit that was refused; then `conflicts` (somebody else was faster, 409)
    or `problems` (the result would be no design, 422) say why."""

    revision: Revision | None
    conflicts: tuple[FieldConflict, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """Of the answer."""
        return 200 if self.revision else 409 if self.conflicts else 422


def save(bench: Bench, changes: Iterable[Change], *, label: str, opened_on: int | None = None) -> Outcome:
    """Applies changes made from revision `opened_on` (None: the one that this request read)."""
    start = bench.design.revision if opened_on is None else opened_on
    try:
        return Outcome(edit(bench.design, bench.request.user, tuple(changes), opened_on=start, label=label))
    except EditConflict as refusal:
        return Outcome(None, conflicts=refusal.conflicts)
    except ChangeConflict as refusal:
        return Outcome(None, problems=(str(refusal),))
    except DesignError as refusal:
        return Outcome(None, problems=refusal.problems)


def saved(
    bench: Bench, outcome: Outcome, *, at: str | None = None, tab: str = "", text: str | None = None
) -> HttpResponse:
    """After an edit: the pane of the object `at` (an id; None or one that is gone: the design itself), with a
    message that offers to undo it. Fragments announce `designChanged`; without htmx it is a redirect."""
    assert outcome.revision is not None
    schema = schema_of(bench.design)
    place = schema.located.get(at or "")
    if outcome.revision.number > 1:
        said = f"{text or outcome.revision.label}."
        messages.success(
            bench.request, said, extra_tags=reverse("undo", args=[bench.design.id, outcome.revision.number])
        )
    number = bench.design.id
    url = object_url(number, schema, place.value.id, tab=tab) if place else bench.url(tab=tab)
    if not wants_fragment(bench.request):
        return HttpResponseRedirect(url, status=303)
    there = look_at(bench, at, tab)
    return announce(render_side(replace(there, hurried=there.tab == "inspector"), push=url))


def refused(bench: Bench, outcome: Outcome, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form again, with what stands against it; nothing that was typed is lost. 409 or 422."""
    return respond(bench, template, {**context, **against(outcome)}, status=outcome.status)


def against(outcome: Outcome) -> dict[str, Any]:
    """`conflicts` and `problems` as components/form.html and components/conflict.html show them."""
    return {
        "problems": outcome.problems,
        "conflicts": [
            {
                "field": one.field,
                "label": (one.field or one.kind).replace("_", " ").capitalize(),
                "theirs": one.theirs,
                "mine": one.yours,
                "who": one.actor or "somebody",
                "when": f"in revision {one.revision}" if one.revision else "",
                "message": one.message,
            }
            for one in outcome.conflicts
        ],
    }


def respond(bench: Bench, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A pane's own template in the right side: alone for htmx, inside the whole workbench without it."""
    if wants_fragment(bench.request):
        return render_side(bench, template, context, status=status)
    return render_workbench(bench, template, context, status=status)


def look_at(bench: Bench, at: str | None, tab: str) -> Bench:
    """The bench as it is after an edit, with another object chosen."""
    schema = schema_of(bench.design)
    place = schema.located.get(at or "")
    owner = schema.located.get(place.owner) if place else None
    holder = next((one for one in (place, owner) if one and one.kind.name == "entity"), None)
    if place and place.kind.name in HELD_BY:
        holder = schema.located[getattr(place.value, HELD_BY[place.kind.name])]
    entity = holder.value if holder else None
    inside = place if place is not holder else None
    return replace(bench, schema=schema, entity=entity, at=inside, opened_tab=tab or "inspector")


def announce(response: HttpResponse) -> HttpResponse:
    """Tells the page that the design has changed: tree, diagram and counts fetch themselves anew."""
    return trigger_client_event(response, "designChanged", {})
