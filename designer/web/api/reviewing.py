"""Reviews: begun from a branch, brought up to date, read, decided, merged."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Query, Router

from designer.importers.reimport import reimport
from designer.schema.schema import Schema
from designer.store.access import get_design_for_editor
from designer.store.cache import schema_of
from designer.store.editing import lock
from designer.store.models import Opinion, Review, ReviewState, Role, Scope
from designer.store.proposals import propose, replace_proposed
from designer.store.review_merging import merge_review
from designer.store.review_rows import ReviewRefused, review_with_key, reviews_of
from designer.store.reviews import close_review, decide, edit_review, open_review
from designer.store.threads import mentioned_in
from designer.web.api.answer_shapes import Listing, MergeOut, ReviewOut, ReviewWhole, RevisionOut
from designer.web.api.answers import answer, nothing, page_of
from designer.web.api.operation import operation
from designer.web.api.problems import Problem
from designer.web.api.reach import actor_of, design_for, review_for
from designer.web.api.review_shown import shown, whole
from designer.web.api.shapes import (
    Closing,
    Cursor,
    Decision,
    Limit,
    Merge,
    NewReview,
    NewState,
    Number,
    ReviewText,
    Small,
)
from designer.web.api.sources import read_source
from designer.web.review_page import found_review, stops_of
from designer.web.reviewing import standings_of

router = Router(tags=["Reviews"])
READ, WRITE, REVIEW, DECIDE = Scope.READ, Scope.WRITE, Scope.REVIEW, Scope.DECIDE
_OPEN = (ReviewState.DRAFT, ReviewState.OPEN)
_PATH = "/designs/{int:number}/reviews/{int:review}"
State = Annotated[Literal["open", "settled", "all"], Query(description="Drafts are among the open ones.")]


@operation(router, "GET", "/designs/{int:number}/reviews", READ, gives={200: Listing[ReviewOut]})
def list_reviews(
    request: HttpRequest,
    number: Number,
    state: State = "open",
    key: Annotated[str, Query(max_length=200, description="The key that a program gave it.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """The reviews of a design, the latest first."""
    design = design_for(request, number)
    found = reviews_of(design)
    if state != "all":
        found = found.filter(state__in=_OPEN) if state == "open" else found.exclude(state__in=_OPEN)
    if key:
        found = found.filter(key=key)
    standings: dict[int, Any] = {}

    def line(one: Review) -> dict[str, Any]:
        one.design = design
        standings[one.number] = standings_of(design, [one])[0]
        return shown(request, one, standings[one.number])

    return page_of(found, "number", cursor, limit, line)


@operation(
    router, "POST", "/designs/{int:number}/reviews", REVIEW, gives={200: ReviewOut, 201: ReviewOut}, creates=True
)  # fmt: skip
def begin_review(request: HttpRequest, number: Number, given: Annotated[NewReview, Body(...)]) -> HttpResponse:
    """Proposes a state of a design, and asks the team to look at it.

    With a key, such as the name of a branch, the review that is under way for it is brought up to date instead of
    another one being begun: then the answer is 200. What is proposed becomes one revision of the proposal.
    """
    design = design_for(request, number, Role.EDITOR)
    actor = actor_of(request)
    with transaction.atomic():
        locked = lock(design)
        known = review_with_key(locked, given.key) if given.key else None
        before = schema_of(known.proposal if known else locked)
        proposed = _proposed(given, before)
        if known is None:
            made = propose(
                design, actor, title=given.title, description=given.description, proposed=proposed, key=given.key
            )
        else:
            made = found_review(design, known.number)
            edit_review(made, actor, title=given.title, description=given.description)
            replace_proposed(made, actor, proposed, label="Take the state of the branch")
        if given.open and made.state == ReviewState.DRAFT:
            _open_if_any(made, actor)
    found = review_for(request, number, made.number)
    where = {"Location": reverse("api:api_read_review", args=[number, found.number])}
    return answer(_shown(request, found), 200 if known else 201, where)


def _open_if_any(review: Review, actor: Any) -> None:
    """A proposal that changes nothing yet stays a draft: the next state of the branch may change something."""
    try:
        open_review(review, actor)
    except ReviewRefused:
        return


def _proposed(given: NewReview | NewState, before: Schema) -> Schema:
    new, _ = read_source(given, before.name)
    return reimport(before, new).target if given.keep else new


@operation(router, "GET", _PATH, READ, gives={200: ReviewWhole})
def read_review(request: HttpRequest, number: Number, review: Small) -> HttpResponse:
    """A review with its difference, the findings that it brings and mends, threads, verdicts, and what blocks it."""
    return answer(whole(request, review_for(request, number, review)))


@operation(router, "PATCH", _PATH, REVIEW, gives={200: ReviewOut})
def describe_review(
    request: HttpRequest, number: Number, review: Small, given: Annotated[ReviewText, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Another title and description."""
    found = review_for(request, number, review, Role.EDITOR)
    edit_review(found, actor_of(request), title=given.title, description=given.description)
    return answer(_shown(request, review_for(request, number, review)))


@operation(router, "PUT", f"{_PATH}/file", REVIEW, gives={200: RevisionOut})
def replace_proposal(
    request: HttpRequest, number: Number, review: Small, given: Annotated[NewState, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Makes the proposal what the request holds, as one revision.

    `base`, where it is given, is the revision of the proposal that was looked at: another one now is a conflict.
    """
    found = review_for(request, number, review, Role.EDITOR)
    get_design_for_editor(actor_of(request), found.proposal_id)
    with transaction.atomic():
        locked = lock(found.proposal)
        if given.base is not None and given.base != locked.revision:
            raise Problem(409, f"The proposal is at revision {locked.revision} by now: look at it again.")
        label = given.label or "Take the state of a file"
        made = replace_proposed(found, actor_of(request), _proposed(given, schema_of(locked)), label=label)
    number_now = found.proposal.revision
    return answer({"revision": number_now, "label": made.label if made else "", "changed": made is not None})


@operation(router, "POST", f"{_PATH}/open", REVIEW, gives={200: ReviewOut})
def ask_for_review(request: HttpRequest, number: Number, review: Small) -> HttpResponse:
    """Asks the team to look at it; opens again what was closed."""
    open_review(review_for(request, number, review, Role.EDITOR), actor_of(request))
    return answer(_shown(request, review_for(request, number, review)))


@operation(router, "POST", f"{_PATH}/close", REVIEW, gives={200: ReviewOut})
def give_up(
    request: HttpRequest, number: Number, review: Small, given: Annotated[Closing, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Gives the proposal up. It stays readable, and can be opened again."""
    close_review(review_for(request, number, review, Role.EDITOR), actor_of(request), given.text)
    return answer(_shown(request, review_for(request, number, review)))


@operation(router, "POST", f"{_PATH}/verdicts", DECIDE, gives={204: None}, creates=True)
def give_verdict(
    request: HttpRequest, number: Number, review: Small, given: Annotated[Decision, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Approves, or asks for changes, at the revision of the proposal that was looked at."""
    found = review_for(request, number, review, Role.REVIEWER)
    mentioned = mentioned_in(given.text, found.team_id)
    opinion = Opinion(given.opinion)
    decide(found, actor_of(request), opinion, given.text, opened_on=given.revision, mentioned=mentioned)
    return nothing()


@operation(router, "POST", f"{_PATH}/merge", DECIDE, WRITE, gives={200: MergeOut}, creates=True)
def merge(
    request: HttpRequest, number: Number, review: Small, given: Annotated[Merge, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Brings the proposal into the design, as one revision that can be undone.

    What both sides changed answers 409 with a key for each conflict; `choices` says whose side is taken. What blocks
    the merge, such as a missing approval, is said in words.
    """
    found = review_for(request, number, review, Role.EDITOR)
    made = merge_review(
        found, actor_of(request), given.choices, proposal_revision=given.proposal_revision,
        design_revision=given.design_revision, stops=stops_of,
    )  # fmt: skip
    return answer({"revision": made.number, "label": made.label})


def _shown(request: HttpRequest, review: Review) -> dict[str, Any]:
    (standing,) = standings_of(review.design, [review])
    return shown(request, review, standing)
