"""What happens to reviews and in threads, written down in the transaction that makes it so.

The rows are the history of a review. They are an outbox as well: whoever tells people about it takes those whose
`delivered_at` is empty, and fills it in: nothing is lost with a request, and nothing is said of what was undone.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from designer.store.audit import called
from designer.store.live import tell_event
from designer.store.models import Design, Event, EventKind, Review, ReviewState


def record(
    kind: EventKind,
    design: Design,
    actor: Any,
    *,
    review: int | None = None,
    thread: UUID | None = None,
    text: str = "",
    revision: int | None = None,
    mentioned: Iterable[int] = (),
    actor_name: str = "",
    **details: Any,
) -> Event:
    """Writes an event about a design (the one that a proposal is for, never the proposal).

    mentioned: ids of users. actor_name: of somebody without an account.
    """
    known = actor is not None and actor.is_authenticated
    people = sorted(set(mentioned))
    made = Event.objects.create(
        team_id=design.team_id,
        design_id=design.id,
        review=review,
        thread=thread,
        kind=kind,
        actor_id=actor.pk if known else None,
        actor_name=called(actor) if known else actor_name,
        text=text,
        revision=revision,
        details={**details, **({"mentioned": people} if people else {})},
    )
    proposal = None
    if review is not None:
        mine = Review.objects.filter(team_id=design.team_id, design_id=design.id, number=review)
        proposal = mine.values_list("proposal_id", flat=True).first()
    tell_event(design.id, proposal, made.actor_id, review)
    return made


def record_change(proposal: Design, revision: int, actor: Any) -> None:
    """A proposal was edited. Where its review is open, whoever takes part is told: once for all edits that one person
    makes until something else happens to it."""
    of = Review.objects.filter(team_id=proposal.team_id, proposal_id=proposal.id, state=ReviewState.OPEN)
    review = of.select_related("design").first()
    if review is None:
        return
    latest = events_of(review.design, review.number).first()
    mine = actor.pk if actor is not None and actor.is_authenticated else None
    if latest is None or (latest.kind, latest.actor_id) != (EventKind.CHANGED, mine):
        record(EventKind.CHANGED, review.design, actor, review=review.number, revision=revision)


def events_of(design: Design, review: int) -> "QuerySet[Event]":
    """What happened to a review, the latest first."""
    return Event.objects.filter(team_id=design.team_id, design_id=design.id, review=review).order_by("-id")
