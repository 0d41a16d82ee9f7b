"""What people without an account say by a shared link that lets them.

What they say stays when the link is taken back. They are slowed down, and one link brings so much and no more, so that
a link in wrong hands leaves the team room to talk.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from designer.store.audit import record
from designer.store.models import Action, AuditEntry, Comment, Design, Review, ShareLink, SharePart, Thread
from designer.store.shares import is_good
from designer.store.threads import About, ThreadRefused, Visitor, comment, start_thread

LONGEST_SAID = 4_000
MOST_BY_LINK = 300
"""Comments by one link that are not deleted."""
MOST_SAID, MOST_FROM_ONE, WITHIN = 60, 8, timedelta(minutes=15)
"""Comments that a link takes within that time, altogether and from one address."""


class TooFast(Exception):
    """Not now; the message is a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A visitor's words, before they are kept. address: of the connection, for the team's owners."""

    visitor: Visitor
    text: str
    address: str | None


@transaction.atomic
def begin(said: Saying, holder: Design, review: Review | None, about: About) -> Thread:
    """A thread of a design, or of a review of a proposal for it. Raises as `answer` does."""
    _admit(said)
    made = start_thread(holder, None, about, said.text, review=review, visitor=said.visitor)
    _write_down(said, about.label)
    return made


@transaction.atomic
def answer(said: Saying, thread: Thread) -> Comment:
    """One more comment. Raises ThreadRefused for what cannot be kept, TooFast, and Http404 where the link is over."""
    _admit(said)
    made = comment(thread, None, said.text, visitor=said.visitor)
    _write_down(said, thread.label)
    return made


def _admit(said: Saying) -> None:
    """One at a time for each link, so that the limits hold for requests at the same moment, too."""
    link = ShareLink.objects.select_for_update(of=("self",)).get(pk=said.visitor.link.pk)
    if not is_good(link) or not link.shows(SharePart.COMMENTS):
        raise Http404("There is no such link.")
    if len(said.text) > LONGEST_SAID:
        raise ThreadRefused(f"A comment by a shared link has at most {LONGEST_SAID:,} characters.")
    lately = AuditEntry.objects.filter(
        team_id=link.team_id,
        action=Action.SHARE_COMMENTED,
        created_at__gt=timezone.now() - WITHIN,
        details__id=str(link.id),
    )
    if lately.count() >= MOST_SAID or lately.filter(address=said.address).count() >= MOST_FROM_ONE:
        raise TooFast("That were many comments in a short time. Try again in a quarter of an hour.")
    here = Comment.objects.filter(team_id=link.team_id, share=link.id, deleted_at=None)
    if here.count() >= MOST_BY_LINK:
        raise ThreadRefused("This link has brought as many comments as it can. Ask whoever sent it for another one.")


def _write_down(said: Saying, about: str) -> None:
    link = said.visitor.link
    details = {"by": said.visitor.name, "link": link.label, "about": about, "id": str(link.id)}
    design = link.design
    record(
        link.team_id, None, Action.SHARE_COMMENTED, design.name, design=design, details=details, address=said.address
    )
