"""Reviews as their rows stand: found, held, written; and why one is refused."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from designer.schema.schema import Schema
from designer.store.limits import MOST_PROPOSALS, MOST_REVIEWS, refuse_unkeepable
from designer.store.models import Design, Review, ReviewState
from designer.store.models.reviews import LONGEST_TEXT, LONGEST_TITLE
from designer.store.versions import schema_of_version, version_of

UNSETTLED = (ReviewState.DRAFT, ReviewState.OPEN)


class ReviewRefused(Exception):
    """What a review does not allow; the message is a sentence for the user."""


class ReviewMovedOn(ReviewRefused):
    """The proposal or the design is no longer what the user looked at."""


def reviews_of(design: Design) -> "QuerySet[Review]":
    """A design's reviews, the latest first, with their proposals."""
    mine = Review.objects.filter(team_id=design.team_id, design=design)
    return mine.select_related("proposal", "author").order_by("-number")


def review_of_proposal(proposal: Design) -> Review | None:
    """The review that a proposal belongs to."""
    found = Review.objects.filter(team_id=proposal.team_id, proposal=proposal)
    return found.select_related("design", "author").first()


def review_with_key(design: Design, key: str) -> Review | None:
    """The review of a design that a program finds by this key and that is not settled; there is at most one."""
    return reviews_of(design).filter(key=key, state__in=UNSETTLED).first()


def base_of(review: Review) -> Schema:
    """The design as the proposal began from it."""
    version = version_of(review.design, review.base)
    assert version is not None
    return schema_of_version(version)


def refuse_taken_key(locked: Design, key: str | None) -> None:
    """The design's row is locked, so nobody takes the key in between."""
    taken = review_with_key(locked, key) if key is not None else None
    if taken is not None:
        raise ReviewRefused(f"Review #{taken.number} is already under way for {taken.key!r}: settle it first.")


def refuse_without_room(locked: Design, more: int = 1) -> None:
    """Each proposal is a copy of the design, so there are only so many. Raises ReviewRefused."""
    rows = reviews_of(locked)
    if rows.filter(state__in=UNSETTLED).count() >= MOST_PROPOSALS:
        raise ReviewRefused(f"{MOST_PROPOSALS} proposals for this design are under way. Merge or close some first.")
    if rows.count() + more > MOST_REVIEWS:
        raise ReviewRefused(f"This design has had {MOST_REVIEWS:,} reviews; no more are kept for one design.")


def held_review(review: Review) -> Review:
    """The review as it is now, kept from others until the transaction ends."""
    return Review.objects.select_for_update(of=("self",)).get(pk=review.pk)


def refuse_settled(review: Review) -> None:
    held = held_review(review)
    if held.settled:
        raise ReviewRefused(f"The review is {held.state}; nothing changes about it any more.")


def set_values(review: Review, **values: Any) -> None:
    Review.objects.filter(pk=review.pk).update(**values)
    review.refresh_from_db(fields=list(values))


def settle(review: Review, state: ReviewState, **values: Any) -> None:
    set_values(review, state=state, settled_at=Now(), **values)
    Design.objects.filter(team_id=review.team_id, id=review.proposal_id).update(settled=True)
    review.proposal.settled = True


def title_of(title: str) -> str:
    name = " ".join(title.split())
    if not name:
        raise ReviewRefused("Say in a line what you propose.")
    if len(name) > LONGEST_TITLE:
        raise ReviewRefused(f"A title has at most {LONGEST_TITLE} characters.")
    refuse_unkeepable(name, "this title")
    return name


def text_of(text: str) -> str:
    """Of a description, a verdict or a comment."""
    said = text.replace("\r\n", "\n").strip()
    if len(said) > LONGEST_TEXT:
        raise ReviewRefused(f"A text has at most {LONGEST_TEXT:,} characters.")
    refuse_unkeepable(said, "this text")
    return said
