"""What a page that is open asks for again and again: who else is here, what has changed since, what it has missed.

The page's own addresses answer it, as JSON: the streams only say when to ask.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.crypto import salted_hmac

from designer.exporters.wording import legible
from designer.store import presence
from designer.store.audit import called
from designer.store.editing import history
from designer.store.models import Comment, Design, Event, ShareLink, SharePart
from designer.web.notices.shown import MOST_COUNTED, unread_count
from designer.web.streams.gates import ticket_of
from designer.web.streams.serving import PREFIX

_LATEST = 3


def place_of(design: Design, also: Design | None = None) -> dict[str, Any]:
    """For components/live.html on a member's page. also: the proposal that the page is about, too."""
    suffix = f"?also={also.id}" if also is not None else ""
    return {
        "url": reverse("live", args=[design.id]) + suffix,
        "stream": f"{PREFIX}d/{design.id}/" if settings.STREAMS else "",
        "also": also.revision if also is not None else "",
    }


def place_of_link(link: ShareLink, token: str) -> dict[str, Any] | None:
    """The same for a visitor's page; None for a link to one state, which does not change."""
    if link.revision is not None:
        return None
    return {
        "url": reverse("shared_live", args=[token]),
        "stream": f"{PREFIX}s/{ticket_of(link)}/" if settings.STREAMS else "",
        "state": state_of_link(link),
    }


def state_of_link(link: ShareLink) -> str:
    """Different after every edit, and where comments are shown after each of them; tells a visitor neither how many
    there were nor of what."""
    said = _talk_of(link) if link.shows(SharePart.COMMENTS) else ""
    return salted_hmac("designer.web.live", f"{link.id}/{link.design.revision}{said}").hexdigest()[:16]


def _talk_of(link: ShareLink) -> str:
    """The latest event in the threads that the link may show, and how many were edited or deleted since."""
    holder = link.design.proposal_for_id or link.design_id
    latest = Event.objects.filter(team_id=link.team_id, design_id=holder).exclude(thread=None).aggregate(id=Max("id"))
    said = Comment.objects.filter(team_id=link.team_id, design_id=holder)
    changed = said.aggregate(edited=Max("edited_at"), deleted=Max("deleted_at"))
    return f"/{latest['id']}/{changed['edited']}/{changed['deleted']}"


def state_of(design: Design, user: Any, since: int, also: Design | None = None) -> dict[str, Any]:
    """revision and event: what there is now; people: the others who have it open; unread: notifications; said: what
    was done since revision `since` by others, the latest first."""
    talk = Event.objects.filter(team_id=design.team_id, design_id__in=[design.proposal_for_id or design.id])
    latest = talk.aggregate(event=Max("id"), at=Max("created_at"))
    people = presence.people_here(design.team_id, design.id)
    return {
        "revision": design.revision,
        "also": also.revision if also is not None else None,
        "event": latest["event"] or 0,
        "at": int(latest["at"].timestamp() * 1000) if latest["at"] else 0,
        "people": [_person(one) for one in people if one.pk != user.pk],
        "unread": min(unread_count(user), MOST_COUNTED),
        "said": _said(design, user, since) if 0 < since < design.revision else [],
    }


def note_page(design: Design, user: Any, page: UUID) -> None:
    """A page without a stream says that it is open."""
    presence.arrive((design.team_id, design.id, page), user.pk)


def _said(design: Design, user: Any, since: int) -> list[dict[str, Any]]:
    rows = history(design).filter(number__gt=since).exclude(actor_id=user.pk)[:_LATEST]
    return [
        {"who": called(one.actor) if one.actor else "Somebody", "what": legible(one.label), "revision": one.number}
        for one in rows
    ]


def _person(user: Any) -> dict[str, Any]:
    name = called(user)
    return {"id": user.pk, "name": legible(name), "initials": initials(name)}


def initials(name: str) -> str:
    """Two letters for a circle: of the first and the last word, or the first two of the only one."""
    words = [word for word in legible(name).replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()
