"""The recommended indexes: why each, at which price, and into the design with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.settling import in_words, make
from designer.web.tuning.advice import advice, wanted
from designer.web.tuning.keeping import INDEXES, evidence_of
from designer.web.tuning.matrix import matrix_of
from designer.web.tuning.status import tuning_context


@require_safe
def indexes(request: HttpRequest, number: int) -> HttpResponse:
    """What to add, what to drop, what to write otherwise, and what was not taken."""
    return _page(open_bench(request, number, page="patterns", fetch=get_design_for_viewer))


def _page(bench: Bench, status: int = 200, **more: Any) -> HttpResponse:
    evidence = evidence_of(bench.design, bench.schema)
    context = {**tuning_context(bench, evidence, "indexes", INDEXES), "advice": advice(bench, evidence), **more}
    return render(bench.request, "tuning/indexes.html", bench.context(**context), status=status)


@require_POST
def indexes_apply(request: HttpRequest, number: int) -> HttpResponse:
    """Makes one of the recommendations, or all indexes at once, as one revision that can be undone.

    `what`: see `advice.wanted`; `stamp`: of the results that the button stood beside.
    """
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_editor)
    part = evidence_of(bench.design, bench.schema).part(INDEXES)
    asked = wanted(bench.schema, part, request.POST.get("what", "")) if part else None
    if part is None or asked is None:
        return _page(bench, 422, refused="Nothing was done", refusals=["There is no such recommendation."])
    if request.POST.get("stamp", "") != part.made_at.isoformat():
        said = "The recommendations were computed anew since this page was opened. These are the new ones."
        return _page(bench, 409, refused="Nothing was done", refusals=[said])
    if not asked.changes:
        messages.info(request, "Nothing to do: the design is like that already.")
        return _back(number)
    refusal = make(bench, asked.changes, label=asked.label, said=f"{asked.label}: done.", opened_on=part.revision)
    if refusal is not None:
        title = "It was not done, since the design has moved on"
        return _page(bench, refusal.status, refused=title, refusals=in_words(bench, refusal))
    return _back(number)


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("indexes", args=[number]), status=303)


@require_safe
def matrix(request: HttpRequest, number: int) -> HttpResponse:
    """Which pattern reads which index, of one table or of all."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    evidence = evidence_of(bench.design, bench.schema)
    context = {
        **tuning_context(bench, evidence, "matrix"),
        "matrix": matrix_of(bench, evidence, request.GET.get("table", "")),
    }
    return render(request, "tuning/matrix.html", bench.context(**context))
