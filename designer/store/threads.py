"""Threads and their comments, with changes that comments suggest."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length, Now

from designer.schema.change_json import changes_from_json, changes_to_json
from designer.schema.changes import Change
from designer.store.audit import called
from designer.store.editing import edit
from designer.store.events import record
from designer.store.limits import refuse_unkeepable
from designer.store.models import Comment, Design, EventKind, Membership, Review, Revision, ShareLink, Thread
from designer.store.models.reviews import LONGEST_TEXT

MOST_THREADS = 1000
"""In one design and review."""
MOST_COMMENTS = 500
"""In one thread."""
MOST_SAID = 2_000_000
"""Characters in all threads of one design and review: a page shows them together."""
_MENTION = re.compile(r"(?<![\w@.])@([\w.@+-]+)")


class ThreadRefused(Exception):
    """What cannot be said or done there; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class About:
    """What a thread is about: a kind of object, `finding` or `review`; its id or name; what it is called now."""

    kind: str
    subject: str
    label: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Changes made from revision `opened_on` of what the thread's readers look at."""

    changes: tuple[Change, ...]
    opened_on: int


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without an account. name: as they typed it; link: the shared link that let them in."""

    name: str
    link: ShareLink


@transaction.atomic
def start_thread(
    design: Design,
    actor: Any,
    about: About,
    text: str,
    *,
    review: Review | None = None,
    suggestion: Suggestion | None = None,
    visitor: Visitor | None = None,
) -> Thread:
    """Begins a thread about a thing of a design or of a proposal for it, with its first comment.

    visitor: who says it where there is no actor.
    """
    _open(review)
    number = review.number if review else None
    beside = Thread.objects.filter(team_id=design.team_id, design=design, review=number)
    if beside.count() >= MOST_THREADS:
        raise ThreadRefused(f"There are {MOST_THREADS} threads already.")
    thread = Thread.objects.create(
        team_id=design.team_id, design=design, review=number, kind=about.kind, subject=about.subject,
        label=about.label[:300], author=actor, share=visitor.link.id if visitor else None,
    )  # fmt: skip
    comment(thread, actor, text, suggestion=suggestion, visitor=visitor)
    return thread


@transaction.atomic
def comment(
    thread: Thread, actor: Any, text: str, *, suggestion: Suggestion | None = None, visitor: Visitor | None = None
) -> Comment:  # fmt: skip
    """Says something in a thread. visitor: who says it where there is no actor; whom they name is not called."""
    said = text.replace("\r\n", "\n").strip()
    if not said and suggestion is None:
        raise ThreadRefused("Write something first.")
    if len(said) > LONGEST_TEXT:
        raise ThreadRefused(f"A comment has at most {LONGEST_TEXT:,} characters.")
    if (
        Comment.objects.filter(team_id=thread.team_id, design_id=thread.design_id, thread=thread.id).count()
        >= MOST_COMMENTS
    ):
        raise ThreadRefused(f"This thread has {MOST_COMMENTS} comments. Begin another one.")
    room_for(thread, len(said))
    changes = changes_to_json(suggestion.changes) if suggestion else None
    refuse_unkeepable([said, changes], "this comment")
    made = Comment.objects.create(
        team_id=thread.team_id, design_id=thread.design_id, thread=thread.id, text=said, author=actor,
        author_name=visitor.name if visitor else called(actor), share=visitor.link.id if visitor else None,
        share_label=visitor.link.label if visitor else "", changes=changes,
        opened_on=suggestion.opened_on if suggestion else None,
    )  # fmt: skip
    by: dict[str, Any] = {"link": str(visitor.link.id)} if visitor else {}
    record(
        EventKind.COMMENTED, thread.design, actor, review=thread.review, thread=thread.id, text=said,
        mentioned=() if visitor else mentioned_in(said, thread.team_id), about=thread.label, comment=str(made.id),
        actor_name=made.signature, **by,
    )  # fmt: skip
    return made


def room_for(thread: Thread, characters: int) -> None:
    """Raises ThreadRefused where the threads beside this one leave no room for so many more."""
    if _said_beside(thread) + characters > MOST_SAID:
        raise ThreadRefused(f"The threads here have at most {MOST_SAID:,} characters together; this would be more.")


def _said_beside(thread: Thread) -> int:
    beside = Thread.objects.filter(team_id=thread.team_id, design_id=thread.design_id, review=thread.review)
    said = Comment.objects.filter(
        team_id=thread.team_id, design_id=thread.design_id, thread__in=beside.values_list("id", flat=True)
    )
    return said.aggregate(total=Sum(Length("text")))["total"] or 0


@transaction.atomic
def resolve(thread: Thread, actor: Any, resolved: bool = True) -> None:
    """Marks what it was about as done, or takes the mark away."""
    held = Thread.objects.select_for_update().get(pk=thread.pk)
    if (held.resolved_at is not None) == resolved:
        return
    Thread.objects.filter(pk=thread.pk).update(
        resolved_at=Now() if resolved else None, resolved_by=actor if resolved else None
    )
    kind = EventKind.RESOLVED if resolved else EventKind.UNRESOLVED
    record(kind, thread.design, actor, review=thread.review, thread=thread.id, about=thread.label)


@transaction.atomic
def take_over(comment: Comment, thread: Thread, design: Design, actor: Any) -> Revision:
    """Applies what a comment suggests to `design`: the proposal, or the design itself outside of reviews.

    Raises ThreadRefused, EditConflict, DesignError.
    """
    held = Comment.objects.select_for_update().get(pk=comment.pk)
    if held.changes is None or held.deleted_at is not None:
        raise ThreadRefused("This comment suggests no change.")
    if held.applied_revision is not None:
        raise ThreadRefused("This suggestion was taken over already.")
    label = f"Take over a suggestion of {held.author_name} about {thread.label}"[:300]
    revision = edit(design, actor, changes_from_json(held.changes), opened_on=held.opened_on, label=label)
    Comment.objects.filter(pk=held.pk).update(applied_revision=revision.number)
    record(
        EventKind.APPLIED, thread.design, actor, review=thread.review, thread=thread.id, revision=revision.number,
        about=thread.label, comment=str(held.id),
    )  # fmt: skip
    return revision


def threads_of(design: Design, review: int | None) -> "QuerySet[Thread]":
    """The threads of a review, or those about the design itself, the oldest first."""
    found = Thread.objects.filter(team_id=design.team_id, design=design, review=review)
    return found.select_related("author", "resolved_by").order_by("created_at", "id")


def thread_of(design: Design, thread: UUID) -> Thread | None:
    """One thread of a design."""
    return Thread.objects.filter(team_id=design.team_id, design=design, id=thread).select_related("design").first()


def comments_of(design: Design, threads: Iterable[Thread]) -> dict[UUID, list[Comment]]:
    """The comments of these threads, the oldest first."""
    found: dict[UUID, list[Comment]] = defaultdict(list)
    wanted = [one.id for one in threads]
    rows = Comment.objects.filter(team_id=design.team_id, design=design, thread__in=wanted)
    for row in rows.order_by("created_at", "id"):
        found[row.thread].append(row)
    return found


def names_in_team(team: int) -> dict[str, int]:
    """User names of the members, in small letters, with their ids."""
    rows = Membership.objects.filter(team_id=team).values_list("user__username", "user_id")
    return {name.lower(): number for name, number in rows}


def mentioned_in(text: str, team: int) -> set[int]:
    """The ids of the members that a text names as @name."""
    found = _MENTION.findall(text)
    if not found:
        return set()
    names = names_in_team(team)
    return {names[key] for one in found if (key := member_name(one, names)) is not None}


def member_name(written: str, names: Iterable[str]) -> str | None:
    """The member's name that stands behind an @, without the full stop or bracket after it; None for no member's."""
    name = written.lower()
    while name and name not in names:
        name = name[:-1] if not name[-1:].isalnum() else ""
    return name or None


def _open(review: Review | None) -> None:
    if review is not None and review.settled:
        raise ThreadRefused(f"The review is {review.state}: its threads can be read and answered, but none begun.")
