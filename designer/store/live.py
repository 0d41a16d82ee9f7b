"""What happens, told to whoever looks at it now: a NOTIFY of ids alone, in the transaction that makes it so.

PostgreSQL delivers it when that transaction commits, and never if it does not. Nothing in it may be shown to anybody:
who hears of it asks again, as who they are, and gets what they may see. A pooler in transaction mode lets it through;
listening takes a session of its own.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from designer.store.models import Design

CHANNEL = "designer_live"
MOST_PEOPLE = 500
"""In one message: PostgreSQL takes 8,000 bytes."""


def tell_edit(design: Design, revision: int, actor: Any) -> None:
    """A design is at another revision. Who looks at the design that a proposal is for hears of it, too."""
    around = [design.id, *([design.proposal_for_id] if design.proposal_for_id else [])]
    _notify(kind="edit", designs=around, about=design.id, revision=revision, by=actor.pk if actor else None)


def tell_event(design: int, proposal: int | None, actor: int | None, review: int | None) -> None:
    """Something was said or decided about a design, or in a review of a proposal for it."""
    _notify(kind="event", designs=[design, *([proposal] if proposal else [])], about=design, by=actor, review=review)


def tell_presence(design: int) -> None:
    """Somebody came or went."""
    _notify(kind="presence", designs=[design], about=design)


def tell_access(team: int) -> None:
    """Somebody may see less than before: a member went, a link was taken back."""
    _notify(kind="access", team=team)


def tell_people(people: Iterable[int]) -> None:
    """These users have something new to read."""
    wanted = sorted(set(people))
    for start in range(0, len(wanted), MOST_PEOPLE):
        _notify(kind="people", people=wanted[start : start + MOST_PEOPLE])


def tell_due() -> None:
    """Something is to be sent: no page needs to know, the workers do."""
    _notify(kind="due")


def _notify(**message: Any) -> None:
    text = json.dumps({name: value for name, value in message.items() if value is not None}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])
