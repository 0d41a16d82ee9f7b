"""Asking people into a team, by a link to pass on or one sent to an address."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone

from designer.store.access import get_team
from designer.store.audit import record
from designer.store.members import TeamError
from designer.store.models import Action, Invitation, Membership, Role, Team
from designer.store.tokens import hash_of, new_token

MOST_DAYS, MOST_USES, MOST_OPEN = 90, 100, 200
"""How long one is good at most, for how many people, and how many of a team wait at once."""


def invite(
    actor: Any, team_id: int, role: Role, *, email: str = "", days: int = 7, uses: int = 1
) -> tuple[Invitation, str]:
    """Makes an invitation; for owners. Returns it with its token, which is not kept.

    Raises Http404 or PermissionDenied as `get_team` does, TeamError for a member's address or too many invitations.
    """
    with transaction.atomic():
        team = get_team(actor, team_id, Role.OWNER)
        Team.objects.select_for_update().get(pk=team.pk)
        if open_invitations(team).count() >= MOST_OPEN:
            raise TeamError(f"{MOST_OPEN} invitations wait for an answer. Take some back first.")
        if email and Membership.objects.filter(team=team, user__email__iexact=email).exists():
            raise TeamError("Whoever has this address is in the team already.")
        token = new_token()
        made = Invitation.objects.create(
            team=team,
            token_hash=hash_of(token),
            email=email,
            role=role,
            invited_by=actor,
            expires_at=timezone.now() + timedelta(days=min(days, MOST_DAYS)),
            uses_allowed=1 if email else min(uses, MOST_USES),
        )
        details = {"role": str(role), "days": days} | ({} if email else {"people": made.uses_allowed})
        record(team.pk, actor, Action.INVITATION_CREATED, email or "by a link", details=details)
    return made, token


def open_invitations(team: Team) -> "QuerySet[Invitation]":
    """Those that can still be accepted, the latest first."""
    return _open().filter(team=team).order_by("-created_at")


def find_invitation(token: str) -> Invitation:
    """The open invitation of a token. Raises Http404 alike for one that is unknown, over, used up or taken back."""
    found = _open().select_related("team", "invited_by").filter(token_hash=hash_of(token)).first()
    if found is None:
        raise Http404("There is no such invitation.")
    return found


def is_open(token_hash: str) -> bool:
    """Whether somebody who came by this token may still join."""
    return _open().filter(token_hash=token_hash).exists()


def accept(user: Any, token: str, addresses: Collection[str]) -> Invitation:
    """Makes the user a member. addresses: those of the account that are known to be the user's own.

    Raises Http404 as `find_invitation`, TeamError for a member or somebody whom it was not sent to. Two people who
    accept the last use at once become one member and one 404.
    """
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(pk=find_invitation(token).pk).first()
        if found is None or not _open().filter(pk=found.pk).exists():
            raise Http404("There is no such invitation.")
        if found.email and found.email.lower() not in {one.lower() for one in addresses}:
            raise TeamError(
                "This invitation was sent to an address that is not one of your account. Sign in with the account "
                "that has it, or add and verify the address."
            )
        _, new = Membership.objects.get_or_create(team_id=found.team_id, user=user, defaults={"role": found.role})
        if not new:
            raise TeamError("You are in this team already; the invitation stays for somebody else.")
        Invitation.objects.filter(pk=found.pk).update(uses=F("uses") + 1)
        record(found.team_id, user, Action.MEMBER_JOINED, details={"role": str(found.role)})
    return found


def decline(user: Any, token: str) -> Invitation:
    """Says no. An invitation to an address ends with it; a link stays good for the others that have it."""
    with transaction.atomic():
        found = find_invitation(token)
        if found.email:
            Invitation.objects.filter(pk=found.pk).update(revoked_at=timezone.now())
        record(found.team_id, user, Action.INVITATION_DECLINED, found.email or "a link")
    return found


def revoke_invitation(actor: Any, team_id: int, number: UUID) -> None:
    """Takes an invitation back; for owners. Raises Http404 for one that the team does not have."""
    with transaction.atomic():
        team = get_team(actor, team_id, Role.OWNER)
        found = Invitation.objects.select_for_update().filter(team=team, id=number).first()
        if found is None:
            raise Http404("There is no such invitation.")
        if found.revoked_at is None:
            Invitation.objects.filter(pk=found.pk).update(revoked_at=timezone.now())
            record(team.pk, actor, Action.INVITATION_REVOKED, found.email or "a link")


def _open() -> "QuerySet[Invitation]":
    return Invitation.objects.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("uses_allowed"))
