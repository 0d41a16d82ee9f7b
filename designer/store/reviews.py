"""Reviews: opened, described, decided or closed.

Who may do what is decided before (`access`); what a review's own state allows is decided here, with its row or the
design's held, and refused with a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from designer.schema.diff import diff
from designer.store.audit import called
from designer.store.cache import schema_of
from designer.store.editing import Actor, lock
from designer.store.events import record
from designer.store.meaning import changed_since, has_worked_on
from designer.store.models import Design, EventKind, Membership, Opinion, Review, ReviewState, Role, Verdict
from designer.store.review_rows import (
    ReviewMovedOn,
    ReviewRefused,
    base_of,
    held_review,
    refuse_settled,
    refuse_taken_key,
    refuse_without_room,
    set_values,
    settle,
    text_of,
    title_of,
)


@transaction.atomic
def open_review(review: Review, actor: Actor) -> None:
    """Asks the team to look at it. Raises ReviewRefused where nothing is proposed yet."""
    held = held_review(review)
    if held.state == ReviewState.OPEN:
        return
    if held.state == ReviewState.MERGED:
        raise ReviewRefused("The review is merged; begin another proposal for what is to change now.")
    if not diff(base_of(review), schema_of(review.proposal)):
        raise ReviewRefused("The proposal changes nothing yet. Edit it first, then open the review.")
    again = held.state == ReviewState.CLOSED
    if again:
        design = lock(review.design)
        refuse_taken_key(design, held.key)
        refuse_without_room(design, more=0)
    set_values(review, state=ReviewState.OPEN, opened_at=Now(), settled_at=None)
    Design.objects.filter(team_id=review.team_id, id=review.proposal_id).update(settled=False)
    record(EventKind.REOPENED if again else EventKind.OPENED, review.design, actor, review=review.number)


@transaction.atomic
def edit_review(review: Review, actor: Actor, *, title: str, description: str) -> None:
    """Another title and description."""
    refuse_settled(review)
    name, text = title_of(title), text_of(description)
    if (name, text) != (review.title, review.description):
        set_values(review, title=name, description=text)
        record(EventKind.EDITED, review.design, actor, review=review.number)


@transaction.atomic
def close_review(review: Review, actor: Actor, text: str = "") -> None:
    """Gives the proposal up. It stays readable, and the review can be opened again."""
    refuse_settled(review)
    settle(review, ReviewState.CLOSED)
    record(EventKind.CLOSED, review.design, actor, review=review.number, text=text_of(text))


@transaction.atomic
def decide(
    review: Review, actor: Any, opinion: Opinion, text: str, *, opened_on: int, mentioned: Iterable[int]
) -> None:
    """Somebody's verdict on the proposal as it is at revision `opened_on`. Raises ReviewRefused, ReviewMovedOn."""
    held = held_review(review)
    if held.state != ReviewState.OPEN:
        raise ReviewRefused("Only an open review can be decided.")
    if opinion == Opinion.APPROVED and held.author_id == actor.pk and not review.design.team.author_may_approve:
        raise ReviewRefused("In this team, authors do not approve what they propose themselves.")
    said = text_of(text)
    if opinion == Opinion.CHANGES and not said:
        raise ReviewRefused("Say what has to change.")
    proposal = lock(review.proposal)
    if (
        opinion == Opinion.APPROVED
        and not review.design.team.author_may_approve
        and held.author_id != actor.pk
        and has_worked_on(actor, proposal)
    ):
        raise ReviewRefused("You changed this proposal yourself: in this team somebody else approves it.")
    if proposal.revision != opened_on:
        raise ReviewMovedOn(
            f"The proposal is at revision {proposal.revision} by now; you looked at revision {opened_on}."
            " Look at it again, then decide."
        )
    Verdict.objects.create(
        team_id=review.team_id, design_id=review.design_id, review=review.number, opinion=opinion,
        revision=proposal.revision, text=said, author=actor, author_name=called(actor),
    )  # fmt: skip
    kind = EventKind.APPROVED if opinion == Opinion.APPROVED else EventKind.CHANGES_REQUESTED
    record(
        kind, review.design, actor,
        review=review.number, text=said, revision=proposal.revision, mentioned=mentioned,
    )  # fmt: skip


def verdicts_of(design: Design, reviews: Iterable[int]) -> dict[int, list[Verdict]]:
    """By review, the verdict that counts of each person, the latest first: the last one, of who may still review.

    Each says by `changed_since` whether the proposal became another one after it.
    """
    mine = Verdict.objects.filter(team_id=design.team_id, design=design, review__in=tuple(reviews))
    reviewers = Membership.objects.filter(team_id=design.team_id).exclude(role=Role.VIEWER).values_list("user_id")
    # The server picks them: nobody is kept from deciding a thousand times.
    last = mine.filter(author_id__in=reviewers).order_by("review", "author_id", "-created_at", "-id")
    found: dict[int, list[Verdict]] = defaultdict(list)
    rows = last.distinct("review", "author_id").annotate(changed_since=changed_since())
    for verdict in sorted(rows, key=lambda one: (one.created_at, one.id), reverse=True):
        found[verdict.review].append(verdict)
    return found
