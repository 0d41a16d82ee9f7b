"""Who sees what. What one may not see does not exist: the answer is 404, never 403."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from designer.store.models import Design, Role, ShareLink, SharePart, Team
from designer.store.prepared import Prepared
from designer.store.tokens import hash_of

User = Any
"""A user of Django, signed in or not."""


def visible_to(user: User) -> "QuerySet[Design]":
    """The designs of the user's teams, each with the user's `role`."""
    if not user.is_authenticated:
        return Design.objects.none()
    return _of_teams(user)


def _of_teams(user: Any) -> "QuerySet[Design]":
    return Design.objects.filter(team__memberships__user=user).annotate(role=F("team__memberships__role"))


def teams_of(user: User) -> "QuerySet[Team]":
    """The user's teams, each with the user's `role`."""
    if not user.is_authenticated:
        return Team.objects.none()
    return Team.objects.filter(memberships__user=user).annotate(role=F("memberships__role"))


_DESIGN = Prepared(lambda user, design: _of_teams(user).select_related("team", "proposal_for").filter(id=design)[:1])


def get_design(user: User, design_id: int, least: Role = Role.VIEWER) -> Design:
    """The design, with its `role`, for a user who is at least `least` in its team.

    Raises Http404 for a stranger, PermissionDenied for a member whose role does not allow it. One query.
    """
    design = _DESIGN.first(user.pk, design_id) if user.is_authenticated else None
    if design is None:
        raise Http404("There is no such design.")
    if design.settled and least.includes(Role.REVIEWER):
        raise PermissionDenied("This proposal is merged or closed: it can be looked at, and is not changed any more.")
    if not Role(design.role).includes(least):  # type: ignore[attr-defined]
        raise PermissionDenied(f"This takes the role of {_article(least)}.")
    return design


def get_design_for_editor(user: User, design_id: int) -> Design:
    """The design, for a user who may change it."""
    return get_design(user, design_id, Role.EDITOR)


def get_team(user: User, team_id: int, least: Role = Role.VIEWER) -> Team:
    """The team, with the user's `role`. Raises like `get_design`."""
    team = teams_of(user).filter(id=team_id).first()
    if team is None:
        raise Http404("There is no such team.")
    if not Role(team.role).includes(least):  # type: ignore[attr-defined]
        raise PermissionDenied(f"This takes the role of {_article(least)}.")
    return team


def open_shares() -> Q:
    """What is true of a link that still leads somewhere."""
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def get_share(token: str, part: SharePart | None = None) -> ShareLink:
    """The link of a token, with its design, if it shows `part`; the diagram is shown by all.

    Raises Http404 alike for a token that is unknown, over or taken back, and for what the link does not show.
    """
    found = ShareLink.objects.filter(open_shares(), token_hash=hash_of(token)).select_related("design__team").first()
    if found is None or (part is not None and not found.shows(part)):
        raise Http404("There is no such link.")
    return found


def _article(role: Role) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
