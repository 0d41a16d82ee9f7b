"""Proposals for a design, and their reviews: listed, begun, described, given up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.schema.errors import DesignError
from designer.store.models import ReviewState
from designer.store.proposals import propose as begin
from designer.store.proposals import replace_proposed
from designer.store.review_rows import ReviewRefused, review_of_proposal, reviews_of
from designer.store.reviews import close_review, edit_review, open_review
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import open_bench
from designer.web.forms.reviews import ProposedFileForm, ProposeForm, ReviewForm
from designer.web.requests import signed_in
from designer.web.review_page import found_review, to_review
from designer.web.reviewing import standings_of

_A_PAGE = 50
_STATES = {"open": "Open", "settled": "Settled", "all": "All"}
_OPEN = (ReviewState.DRAFT, ReviewState.OPEN)


@require_safe
def reviews(request: HttpRequest, number: int) -> HttpResponse:
    """A design's reviews, the latest first; of a proposal, its own review."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_viewer)
    if bench.design.proposal_for_id is not None:
        own = review_of_proposal(bench.design)
        if own is not None:
            return HttpResponseRedirect(reverse("review", args=[own.design_id, own.number]))
    asked = request.GET.get("state", "")
    asked = asked if asked in _STATES else "open"
    found = reviews_of(bench.design)
    if asked != "all":
        found = found.filter(state__in=_OPEN) if asked == "open" else found.exclude(state__in=_OPEN)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    here = reverse("reviews", args=[number])
    context = {
        "page": page,
        "standings": standings_of(bench.design, page.object_list),
        "asked": asked,
        "states": [
            {"label": label, "url": f"{here}?state={key}", "current": key == asked} for key, label in _STATES.items()
        ],
    }
    return render(request, "reviews/list.html", bench.context(**context))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """The form for a proposal (GET), and the proposal (POST): a copy to edit, or the state that a file holds."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
    form = ProposeForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = begin(
                bench.design,
                signed_in(request),
                title=given["title"],
                description=given["description"],
                proposed=given["file"],
            )
        except (ReviewRefused, DesignError) as refused:
            form.add_error("file" if given["file"] and isinstance(refused, DesignError) else None, str(refused))
        else:
            if given["file"] is not None:
                return to_review(made)
            messages.info(request, "This is your copy of the design. Edit it; then open the review.")
            return HttpResponseRedirect(reverse("workbench", args=[made.proposal_id]), status=303)
    context = bench.context(form=form)
    return render(request, "reviews/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review_edit(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """Another title and description."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
    found = found_review(bench.design, review)
    initial = {"title": found.title, "description": found.description}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            edit_review(found, signed_in(request), **form.cleaned_data)
        except (ReviewRefused, DesignError) as refused:
            form.add_error(None, str(refused))
        else:
            return to_review(found)
    context = bench.context(form=form, review=found)
    return render(request, "reviews/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review_file(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """A design file as the proposed state."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
    found = found_review(bench.design, review)
    form = ProposedFileForm(request.POST if request.method == "POST" else None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            revision = replace_proposed(
                found, signed_in(request), form.cleaned_data["file"], label="Take the state of a file"
            )
        except (ReviewRefused, DesignError) as refused:
            form.add_error("file", str(refused))
        else:
            if revision is None:
                messages.info(request, "The proposal is what the file holds already.")
            else:
                undo = reverse("undo", args=[found.proposal_id, revision.number])
                messages.success(request, f"{revision.label}.", extra_tags=undo)
            return to_review(found)
    context = bench.context(form=form, review=found)
    return render(request, "reviews/file.html", context, status=422 if form.errors else 200)


@require_POST
def review_open(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """Asks the team to look at it; opens again what was closed."""
    return _act(request, number, review, lambda found: open_review(found, signed_in(request)), "The review is open.")


@require_POST
def review_close(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """Gives the proposal up."""
    text = request.POST.get("text", "")
    said = "The review is closed; it can be opened again."
    return _act(request, number, review, lambda found: close_review(found, signed_in(request), text), said)


def _act(request: HttpRequest, number: int, review: int, act: Any, said: str) -> HttpResponse:
    design = get_design_for_editor(request, number)
    found = found_review(design, review)
    try:
        act(found)
    except (ReviewRefused, DesignError) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return to_review(found)
