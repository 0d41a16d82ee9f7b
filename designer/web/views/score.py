"""The history of a design's score, and saying why something that it once said is gone for good."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.schema.edits import drop
from designer.schema.model import RETIRED
from designer.store.retiring import retiring
from designer.web.access import get_design_for_reviewer, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.editors import PAGES, edit_url
from designer.web.edits import Outcome
from designer.web.forms.retiring import RetireForm
from designer.web.links import object_url
from designer.web.score_history import Silent, looks_of, no_longer_said
from designer.web.score_line import marks_of, score_line
from designer.web.settling import in_words, make

_MOST = 40
"""Things that are listed with a form each; the rest is a number, and follows when these are settled."""


@require_safe
def score(request: HttpRequest, number: int) -> HttpResponse:
    """The score now, what it was, and what it stands on no longer."""
    return _page(open_bench(request, number, page="findings", fetch=get_design_for_viewer))


@require_POST
def retire(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Says why something that the design no longer says is gone for good."""
    bench = open_bench(request, number, page="findings", fetch=get_design_for_reviewer)
    silent, retired = no_longer_said(bench.design, bench.schema, bench.findings.report)
    known = {one.object_id: one.what for one in silent if one.object_id}
    known |= {one.object_id: one.what for one in retired}
    if key not in known:
        raise Http404("The design says that still, or never did.")
    form = RetireForm(request.POST)
    if not form.is_valid():
        return _page(bench, 422, {key: form})
    changes = retiring(bench.schema, key, form.cleaned_data["reason"])
    refusal = make(bench, changes, label=f"Retire {known[key]}", said=f"Retired {known[key]}.")
    return _after(bench, refusal)


@require_POST
def unretire(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Takes the reason back: what was found by it counts again."""
    bench = open_bench(request, number, page="findings", fetch=get_design_for_reviewer)
    if not any(one.id == key and one.finding == RETIRED for one in bench.schema.decisions):
        raise Http404("There is no such reason.")
    changes = (drop(bench.schema, key),)
    return _after(bench, make(bench, changes, label="Take back why something is gone", said="Taken back."))


def _after(bench: Bench, refusal: Outcome | None) -> HttpResponse:
    if refusal is not None:
        return _page(bench, refusal.status, refusals=in_words(bench, refusal))
    return HttpResponseRedirect(reverse("score", args=[bench.design.id]), status=303)


def _page(bench: Bench, status: int = 200, forms: dict[str, RetireForm] | None = None, **more: Any) -> HttpResponse:
    line = None
    if bench.schema.entities and bench.findings.report:  # which keeps the mark of this revision
        line = score_line(bench, marks_of(bench)[0])
    silent, retired = no_longer_said(bench.design, bench.schema, bench.findings.report)
    looks, earlier = looks_of(bench.design)
    given = forms or {}
    asked = sorted(silent, key=lambda one: one.object_id not in given)  # what was refused is shown again
    context = {
        "score": line,
        "looks": looks,
        "earlier_looks": earlier,
        "silent": [_asked(bench, one, given) for one in asked[:_MOST]],
        "more_silent": max(0, len(silent) - _MOST),
        "retired": retired[:_MOST],
        "more_retired": max(0, len(retired) - _MOST),
        **more,
    }
    return render(bench.request, "design/score.html", bench.context(**context), status=status)


def _asked(bench: Bench, silent: Silent, forms: dict[str, RetireForm]) -> dict[str, Any]:
    form = forms.get(silent.object_id) or RetireForm(
        initial={"reason": silent.given}, auto_id=f"id-{silent.object_id}-%s"
    )
    return {"silent": silent, "form": form if silent.object_id else None, "url": _form_url(bench, silent.at)}


def _form_url(bench: Bench, at: str) -> str:
    """Where a value is said."""
    if not at or at == "requirements":
        return bench.url(at=at) if at else ""
    if bench.schema.located[at].kind.name in PAGES:
        return edit_url(bench, at)
    return object_url(
        bench.design.id, bench.schema, at, **({"at": at} if bench.schema.located[at].kind.name == "entity" else {})
    )
