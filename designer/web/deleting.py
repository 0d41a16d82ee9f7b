"""Deleting an object: what goes with it is said first, on a page that needs no JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from designer.analysis.withdrawn import OBJECTS
from designer.schema.changes import Alter, Drop
from designer.schema.describe import describe
from designer.store.retiring import retiring
from designer.web.bench import Bench
from designer.web.editors import PAGES, called, object_action
from designer.web.edits import against, look_at, respond, save, saved
from designer.web.forms.place import HELD_BY, Place
from designer.web.forms.registry import word
from designer.web.forms.retiring import RetireForm, RetireWithForm

_LINES = 40


def ask(
    bench: Bench,
    place: Place,
    revision: int,
    change: Drop | None = None,
    *,
    refused: str = "",
    form: RetireForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The question, with every consequence. refused: why it cannot be; then there is no button. form: the reason as it
    was sent."""
    consequences = consequences_of(change, place) if change is not None else []
    context = {
        "place": place,
        "word": word(place.kind),
        "called": called(place),
        "consequences": consequences[:_LINES],
        "more": max(0, len(consequences) - _LINES),
        "revision": revision,
        "refused": refused,
        "action": object_action(bench, "delete_object", place.id),
        "cancel_url": back_url(bench, place),
        "form": (form or RetireWithForm()) if place.kind in OBJECTS else None,
    }
    there = look_at(bench, place.owner if place.kind in HELD_BY else place.id, "inspector")
    return respond(there, "panes/delete.html", context, status=422 if refused else status)


def deleted(bench: Bench, place: Place, change: Drop, revision: int) -> HttpResponse:
    """Deletes what was shown; if more depends on it by now, or it was changed, asks again."""
    form = RetireWithForm(bench.request.POST) if place.kind in OBJECTS else None
    if form is not None and not form.is_valid():
        return ask(bench, place, revision, change, form=form, status=422)
    reason = form.cleaned_data["reason"] if form is not None else ""
    changes = retiring(place.schema, place.id, reason) if reason else (change,)
    verb = "Retire" if reason else "Delete"
    outcome = save(bench, changes, label=f"{verb} {word(place.kind)} {called(place)}", opened_on=revision)
    if outcome.revision is None:
        reasons = outcome.problems or tuple(str(one["message"]) for one in against(outcome)["conflicts"])
        bench.design.refresh_from_db(fields=["revision"])
        messages.warning(bench.request, f"{'; '.join(reasons)}.")
        return HttpResponseRedirect(object_action(bench, "delete_object", place.id), status=303)
    if place.kind in PAGES:
        undo = reverse("undo", args=[bench.design.id, outcome.revision.number])
        messages.success(bench.request, f"{outcome.revision.label}.", extra_tags=undo)
        return HttpResponseRedirect(reverse(PAGES[place.kind], args=[bench.design.id]), status=303)
    return saved(bench, outcome, at=place.owner)


def consequences_of(change: Drop, place: Place) -> list[str]:
    """What goes with it and what is loosened from it, in words. The diagram's own places are not worth a word."""
    worth = [one for one in change.cascades if not (isinstance(one, Alter) and one.kind == "layout")]
    return [f"{line[:1].upper()}{line[1:]}" for line in describe(worth, place.schema)]


def back_url(bench: Bench, place: Place) -> str:
    """Where one goes without deleting."""
    if place.kind in PAGES:
        return reverse(PAGES[place.kind], args=[bench.design.id])
    return bench.url(place.entity, tab="")
