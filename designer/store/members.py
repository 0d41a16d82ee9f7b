"""Who is in a team, and as what. Every change holds the team's row, so that the last owner cannot go twice at once.

Each function looks at the actor's role after it has the lock: a form that was opened as an owner is no right to send
it as something else. What the rules forbid raises TeamError with a sentence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from designer.store.audit import called, record
from designer.store.live import tell_access
from designer.store.models import Action, Membership, Role, Team

MOST_TEAMS = 50
"""Teams that one person may own."""


class TeamError(Exception):
    """What a team's rules do not allow; the message is a sentence for whoever tried."""


def create_team(user: Any, name: str) -> Team:
    """A team with the user as its owner. Raises TeamError for who owns too many."""
    if Membership.objects.filter(user=user, role=Role.OWNER).count() >= MOST_TEAMS:
        raise TeamError(f"You own {MOST_TEAMS} teams already. Leave or transfer one first.")
    with transaction.atomic():
        team = Team.objects.create(name=name)
        Membership.objects.create(team=team, user=user, role=Role.OWNER)
        record(team.pk, user, Action.TEAM_CREATED, name)
    return team


def rename_team(actor: Any, team_id: int, name: str) -> Team:
    """Gives the team another name; for owners."""
    with held(team_id, actor, Role.OWNER) as team:
        if team.name != name:
            record(team.pk, actor, Action.TEAM_RENAMED, name, details={"was": team.name})
            team.name = name
            team.save(update_fields=["name"])
    return team


def set_review_rules(
    actor: Any, team_id: int, *, required_approvals: int, blocking_severity: str, author_may_approve: bool
) -> Team:
    """How many approvals a merge takes, what findings stop it, whether authors approve their own; for owners."""
    now: dict[str, Any] = {
        "required_approvals": required_approvals,
        "blocking_severity": blocking_severity,
        "author_may_approve": author_may_approve,
    }
    with held(team_id, actor, Role.OWNER) as team:
        was = {name: getattr(team, name) for name in now}
        if was != now:
            Team.objects.filter(pk=team.pk).update(**now)
            words = {name.replace("_", " "): str(value) for name, value in now.items()}
            record(team.pk, actor, Action.REVIEW_RULES_CHANGED, team.name, details=words)
    return team


def change_role(actor: Any, team_id: int, user_id: int, role: Role) -> Membership:
    """Makes a member something else; for owners. Raises TeamError for the last owner."""
    with held(team_id, actor, Role.OWNER) as team:
        member = _member(team, user_id)
        if member.role == role:
            return member
        _keep_an_owner(member, role)
        was = member.role
        Membership.objects.filter(team=team, user_id=user_id).update(role=role)
        member.role = role
        record(team.pk, actor, Action.ROLE_CHANGED, called(member.user), details={"was": str(was), "now": str(role)})
    return member


def remove_member(actor: Any, team_id: int, user_id: int) -> Membership:
    """Takes somebody out of the team; for owners. Raises TeamError for the last owner."""
    with held(team_id, actor, Role.OWNER) as team:
        member = _member(team, user_id)
        _keep_an_owner(member, None)
        Membership.objects.filter(team=team, user_id=user_id).delete()
        tell_access(team.pk)
        record(team.pk, actor, Action.MEMBER_REMOVED, called(member.user), details={"was": str(member.role)})
    return member


def leave_team(user: Any, team_id: int) -> Team:
    """Goes out of the team. Raises TeamError for the last owner."""
    with held(team_id, user, Role.VIEWER) as team:
        member = _member(team, user.pk)
        _keep_an_owner(member, None)
        Membership.objects.filter(team=team, user=user).delete()
        tell_access(team.pk)
        record(team.pk, user, Action.MEMBER_LEFT, details={"was": str(member.role)})
    return team


def transfer_ownership(actor: Any, team_id: int, user_id: int) -> Membership:
    """Makes a member owner in the actor's place, who stays as an editor. Raises TeamError for a transfer to oneself."""
    with held(team_id, actor, Role.OWNER) as team:
        heir = _member(team, user_id)
        if heir.user_id == actor.pk:
            raise TeamError("The ownership is yours already. Choose somebody else.")
        Membership.objects.filter(team=team, user_id=user_id).update(role=Role.OWNER)
        Membership.objects.filter(team=team, user=actor).update(role=Role.EDITOR)
        was, heir.role = heir.role, Role.OWNER
        record(team.pk, actor, Action.OWNERSHIP_TRANSFERRED, called(heir.user), details={"was": str(was)})
    return heir


@contextmanager
def held(team_id: int, actor: Any, least: Role) -> Iterator[Team]:
    """The team, locked, for an actor who is at least `least` in it by then. Http404 for a stranger, PermissionDenied
    for a lower role."""
    with transaction.atomic():
        team = Team.objects.select_for_update().filter(id=team_id).first()
        role = Membership.objects.filter(team_id=team_id, user_id=actor.pk).values_list("role", flat=True).first()
        if team is None or role is None:
            raise Http404("There is no such team.")
        if not Role(role).includes(least):
            raise PermissionDenied("This takes the role of an owner.")
        yield team


def _member(team: Team, user_id: int) -> Membership:
    found = Membership.objects.select_related("user").filter(team=team, user_id=user_id).first()
    if found is None:
        raise TeamError("This person is not in the team any more.")
    return found


def _keep_an_owner(member: Membership, role: Role | None) -> None:
    """The team is locked, so nobody else's change can come between the count and the write."""
    if member.role != Role.OWNER or role == Role.OWNER:
        return
    others = Membership.objects.filter(team_id=member.team_id, role=Role.OWNER).exclude(user_id=member.user_id)
    if not others.exists():
        raise TeamError(
            f"{called(member.user)} is the only owner. Make somebody else an owner first, so that the team has one."
        )
