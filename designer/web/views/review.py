"""One review: read, decided, brought up to date, merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.schema.diff import diff
from designer.schema.errors import DesignError
from designer.schema.merging import Merged, merge
from designer.store.cache import schema_of
from designer.store.editing import rename_here
from designer.store.models import Opinion, Review
from designer.store.review_merging import MergeConflict, merge_review, merged_with, update_proposal
from designer.store.review_rows import ReviewMovedOn, ReviewRefused, base_of
from designer.store.reviews import decide
from designer.store.threads import About, ThreadRefused, mentioned_in, start_thread
from designer.web.access import get_design_for_editor, get_design_for_reviewer, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.changes import groups_of
from designer.web.forms.reviews import DecisionForm
from designer.web.live import place_of
from designer.web.requests import signed_in, whole_number
from designer.web.review_page import found_review, review_context, stops_of, to_review
from designer.web.reviewing import conflicts_in_words
from designer.web.sides import Difference

_CHOOSE = "choose:"


@require_safe
def review(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """What is proposed, what the rules and the people say of it, and what keeps it from being merged."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_viewer)
    return _page(bench, found_review(bench.design, review, reader=request.user))


def _page(bench: Bench, found: Review, status: int = 200, **more: Any) -> HttpResponse:
    place = place_of(bench.design, found.proposal)
    context = bench.context(**{"refused": "", "typed": {}, "place": place, **review_context(bench, found), **more})
    return render(bench.request, "reviews/review.html", context, status=status)


@require_POST
def review_decide(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """Approves, asks for changes, or says something about the whole."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_reviewer)
    found = found_review(bench.design, review)
    form = DecisionForm(request.POST)
    typed = {"opinion": request.POST.get("opinion", ""), "text": request.POST.get("text", "")}
    if not form.is_valid():
        return _page(bench, found, 422, refused="Choose what you decide.", typed=typed)
    given, actor = form.cleaned_data, signed_in(request)
    try:
        if given["opinion"] == DecisionForm.COMMENT:
            about = About("review", "", "the whole")
            made = start_thread(found.design, actor, about, given["text"], review=found)
            return to_review(found, f"thread-{made.id}")
        mentioned = mentioned_in(given["text"], found.team_id)
        opinion = Opinion(given["opinion"])
        decide(found, actor, opinion, given["text"], opened_on=given["revision"], mentioned=mentioned)
    except ReviewMovedOn as refused:
        found = found_review(bench.design, review)
        return _page(bench, found, 409, refused=str(refused), typed=typed)
    except (ReviewRefused, ThreadRefused, DesignError) as refused:
        return _page(bench, found, 422, refused=str(refused), typed=typed)
    messages.success(request, f"You {opinion.label} #{found.number}.")
    return to_review(found)


@require_http_methods(["GET", "HEAD", "POST"])
def review_merge(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """What the merge changes in the design and what both sides changed (GET), and the merge (POST)."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
    found = found_review(bench.design, review)
    choices = chosen(request.POST)
    if request.method != "POST":
        return _merge_page(bench, found, choices)
    try:
        revision = merge_review(found, signed_in(request), choices, stops=stops_of, **_seen(request.POST))
    except MergeConflict as conflict:
        refused = str(conflict) if choices else ""
        return _merge_page(bench, found, choices, conflict.merged, refused, 409)
    except (ReviewMovedOn, ReviewRefused, DesignError) as refused:
        bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
        return _page(bench, found_review(bench.design, review), 409, refused=str(refused))
    undo = reverse("undo", args=[number, revision.number])
    messages.success(request, f"{revision.label}.", extra_tags=undo)
    return to_review(found)


@require_http_methods(["GET", "HEAD", "POST"])
def review_update(request: HttpRequest, number: int, review: int) -> HttpResponse:
    """What changed in the design since, brought into the proposal."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
    found = found_review(bench.design, review)
    choices = chosen(request.POST)
    if request.method != "POST":
        return _update_page(bench, found, choices)
    try:
        revision = update_proposal(found, signed_in(request), choices, **_seen(request.POST))
    except MergeConflict as conflict:
        return _update_page(bench, found, choices, conflict.merged, str(conflict) if choices else "", 409)
    except (ReviewMovedOn, ReviewRefused, DesignError) as refused:
        bench = open_bench(request, number, page="reviews", fetch=get_design_for_editor)
        return _page(bench, found_review(bench.design, review), 409, refused=str(refused))
    undo = reverse("undo", args=[found.proposal_id, revision.number])
    messages.success(request, f"{revision.label}.", extra_tags=undo)
    return to_review(found)


def chosen(given: QueryDict) -> dict[str, str]:
    """The choices that a form of conflicts was sent with, by the keys of the conflicts."""
    return {name.removeprefix(_CHOOSE): value for name, value in given.items() if name.startswith(_CHOOSE)}  # type: ignore[misc]


def _seen(given: QueryDict) -> dict[str, int]:
    """The revisions that a form was opened on; 0 for what is none, which fits nothing."""
    return {name: whole_number(given.get(name, "")) or 0 for name in ("proposal_revision", "design_revision")}


def _merge_page(
    bench: Bench, found: Review, choices: Mapping[str, str], merged: Merged | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    made = merged or merged_with(found, bench.design, choices)
    words = {"title": "Merge", "mine": "The design now", "theirs": "The proposal", "into": "the design"}
    return _conflicts(bench, found, made, words, "review_merge", refused, status)


def _update_page(
    bench: Bench, found: Review, choices: Mapping[str, str], merged: Merged | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    made = merged or merge(base_of(found), schema_of(found.proposal), bench.schema, choices, renamer=rename_here)
    words = {"title": "Bring up to date", "mine": "The proposal", "theirs": "The design now", "into": "the proposal"}
    return _conflicts(bench, found, made, words, "review_update", refused, status)


def _conflicts(
    bench: Bench, found: Review, merged: Merged, words: dict[str, str], action: str, refused: str, status: int
) -> HttpResponse:
    proposal = schema_of(found.proposal)
    before = bench.schema if action == "review_merge" else proposal
    stops = stops_of(found) if action == "review_merge" else []
    changes = diff(before, merged.schema)
    context = {
        "review": found,
        "words": words,
        "conflicts": conflicts_in_words(merged.conflicts, base_of(found), proposal, bench.schema),
        "problems": [*stops, *(f"Together they would be no design: {one}." for one in merged.problems)],
        "refused": refused,
        "groups": groups_of(Difference(before, merged.schema, changes, (), ())),
        "action": reverse(action, args=[found.design_id, found.number]),
    }
    return render(bench.request, "reviews/merge.html", bench.context(**context), status=status)
