"""What an author does to a comment afterwards: say it otherwise, with what was said before kept, or take it back."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from designer.store import audit
from designer.store.limits import refuse_unkeepable
from designer.store.live import tell_event
from designer.store.models import Action, Comment, Event, EventKind, Notification, Review, Thread
from designer.store.models.reviews import LONGEST_TEXT
from designer.store.threads import ThreadRefused, room_for

MOST_EDITS = 50
"""Of one comment, all of which are kept."""


def comment_of(thread: Thread, comment: UUID) -> Comment | None:
    """One comment of a thread."""
    return Comment.objects.filter(
        team_id=thread.team_id, design_id=thread.design_id, thread=thread.id, id=comment
    ).first()


@transaction.atomic
def edit_comment(comment: Comment, thread: Thread, actor: Any, text: str) -> None:
    """Another text in the place of the one there is, which readers can still look up. Raises ThreadRefused."""
    held = _own(comment, actor)
    said = text.replace("\r\n", "\n").strip()
    if said == held.text:
        return
    if not said and held.changes is None:
        raise ThreadRefused("Write something, or delete the comment.")
    if len(said) > LONGEST_TEXT:
        raise ThreadRefused(f"A comment has at most {LONGEST_TEXT:,} characters.")
    if len(held.earlier) >= MOST_EDITS:
        raise ThreadRefused(f"This comment was edited {MOST_EDITS} times. Write another one.")
    room_for(thread, len(said))
    refuse_unkeepable(said, "this comment")
    earlier = [*held.earlier, {"text": held.text, "until": timezone.now().isoformat(timespec="seconds")}]
    Comment.objects.filter(pk=held.pk).update(text=said, earlier=earlier, edited_at=Now())
    _tell(thread, actor)


@transaction.atomic
def delete_comment(comment: Comment, thread: Thread, actor: Any, *, visitors: bool = False) -> None:
    """Leaves the place of a comment in its thread, and nothing of what it said; a suggestion that was taken over stays,
    since the design's history leads to it. visitors: the actor may delete what visitors said. Raises ThreadRefused."""
    held = _own(comment, actor, visitors=visitors)
    changes = held.changes if held.applied_revision is not None else None
    Comment.objects.filter(pk=held.pk).update(
        text="", earlier=[], changes=changes, opened_on=held.opened_on if changes else None, deleted_at=Now()
    )
    said = Event.objects.filter(team_id=thread.team_id, design_id=thread.design_id, thread=thread.id)
    of_it = said.filter(kind=EventKind.COMMENTED, details__comment=str(held.id))
    told = Notification.objects.filter(team_id=thread.team_id, event__in=list(of_it.values_list("id", flat=True)))
    told.update(excerpt="")
    of_it.update(text="")
    if held.share is not None:
        details = {"by": held.signature, "about": thread.label}
        audit.record(
            thread.team_id, actor, Action.SHARE_SILENCED, thread.design.name, design=thread.design, details=details
        )
    _tell(thread, actor)


def _own(comment: Comment, actor: Any, *, visitors: bool = False) -> Comment:
    """The comment as it is now, kept from others meanwhile."""
    held = Comment.objects.select_for_update().get(pk=comment.pk)
    if not (visitors and held.share is not None) and (held.author_id is None or held.author_id != actor.pk):
        raise ThreadRefused("Only who wrote a comment can change it.")
    if held.deleted_at is not None:
        raise ThreadRefused("This comment is deleted.")
    return held


def _tell(thread: Thread, actor: Any) -> None:
    """Open pages show it anew; nobody is sent a message for it."""
    proposal = None
    if thread.review is not None:
        mine = Review.objects.filter(team_id=thread.team_id, design_id=thread.design_id, number=thread.review)
        proposal = mine.values_list("proposal_id", flat=True).first()
    tell_event(thread.design_id, proposal, actor.pk, thread.review)
