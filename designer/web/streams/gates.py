"""Who may have a stream, decided as the pages decide it, and asked again for as long as the stream is open.

Everything here asks the database: it runs in a thread, and gives its connection back before it returns.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.core.handlers.asgi import ASGIRequest
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from designer.store.access import get_design, open_shares
from designer.store.models import Membership, ShareLink, SharePart
from designer.web.middleware import DemoSignIn


class Refused(Exception):
    """No stream; `status` is the answer's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Gate:
    """What a stream was let in by. user and session for members, link for who came by a shared link; comments: it shows
    them."""

    team: int
    design: int
    user: int | None = None
    session: str = ""
    link: UUID | None = None
    comments: bool = False


def member_gate(scope: dict[str, Any], design: int) -> Gate:
    """For a member of the design's team. Raises Refused."""
    request = _request(scope)
    user = _user_of(request)
    try:
        found = get_design(user, design)
    except Http404:
        raise Refused(404 if user.is_authenticated else 403) from None
    return Gate(found.team_id, found.id, user.pk, "" if settings.DEMO else request.session.session_key or "")


def visitor_gate(scope: dict[str, Any], ticket: str) -> Gate:
    """For who holds the ticket that a shared page gave out, as long as its link is good. Raises Refused."""
    _request(scope)
    team, _, rest = ticket.partition(".")
    design, _, rest = rest.partition(".")
    key = rest.partition(":")[0]
    if not (_is_number(team) and _is_number(design)):
        raise Refused(404)
    try:
        uid = UUID(key)
    except ValueError:
        raise Refused(404) from None
    link = ShareLink.objects.filter(open_shares(), team_id=int(team), design_id=int(design), id=uid).first()
    if link is None or link.revision is not None or not _is_of(ticket, link):
        raise Refused(404)
    return Gate(link.team_id, link.design_id, link=link.id, comments=link.shows(SharePart.COMMENTS))


def ticket_of(link: ShareLink) -> str:
    """What a shared page that follows its design names in the address of its stream, in place of the link's token."""
    return _signer(link).sign(f"{link.team_id}.{link.design_id}.{link.id}")


def still_open(gates: Iterable[Gate]) -> set[Gate]:
    """Which of these streams would be let in again. Three queries, however many there are."""
    asked = set(gates)
    now = timezone.now()
    people = {(one.team, one.user) for one in asked if one.user is not None}
    users = [user for _, user in people]
    members = set(Membership.objects.filter(user_id__in=users, user__is_active=True).values_list("team_id", "user_id"))
    keys = {one.session for one in asked if one.session}
    sessions = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
    )
    links = {one.link for one in asked if one.link}
    good = set(ShareLink.objects.filter(open_shares(), Q(id__in=links)).values_list("id", flat=True))
    return {
        one
        for one in asked
        if (one.link in good if one.link else (one.team, one.user) in members and one.session in {*sessions, ""})
    }


def _request(scope: dict[str, Any]) -> Any:
    """The request, for hosts that this installation answers for, and from no other site's page. Raises Refused."""
    request = ASGIRequest(scope, io.BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        raise Refused(400) from None
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refused(403)
    return request


def _user_of(request: HttpRequest) -> Any:
    """Whom the pages would take it for: through the same middleware."""
    found: list[Any] = []

    def end(asked: HttpRequest) -> HttpResponse:
        found.append(asked.user)
        bool(asked.user.is_authenticated)  # it is looked up late otherwise, with the connection gone
        return HttpResponse()

    answer: Any = end
    try:
        answer = DemoSignIn(end)
    except MiddlewareNotUsed:
        answer = end
    SessionMiddleware(AuthenticationMiddleware(answer))(request)
    if not found:  # the demo, from another machine
        raise Refused(403)
    return found[0]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _is_of(ticket: str, link: ShareLink) -> bool:
    try:
        return bool(_signer(link).unsign(ticket))
    except BadSignature:
        return False


def _signer(link: ShareLink) -> Signer:
    """The password's hash is part of it, so that another password takes the streams away, too."""
    return Signer(salt=f"streams/{link.password}")
