"""The team somebody works in: whose designs come first, and where a new one goes."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from designer.store.access import teams_of
from designer.store.models import Membership, Role, Team

_CHOSEN = "team"


@transaction.atomic
def team_for_new_design(user: Any, chosen: int | None = None) -> Team:
    """The chosen team if the user may make designs in it, else the first such; a new one if there is none."""
    found = [
        team
        for team in teams_of(user).order_by("id")
        if Role(team.role).includes(Role.EDITOR)  # type: ignore[attr-defined]
    ]
    for team in found:
        if team.pk == chosen:
            return team
    if found:
        return found[0]
    team = Team.objects.create(name=user.get_full_name() or user.get_username())
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return team


def choose_team(request: HttpRequest, team: Team) -> None:
    """Remembers it for as long as the user is signed in."""
    request.session[_CHOSEN] = team.pk


def chosen_team(request: HttpRequest) -> int | None:
    """The number of the team that the user chose; whether the user is still in it is not looked at."""
    found = request.session.get(_CHOSEN)
    return found if isinstance(found, int) else None
