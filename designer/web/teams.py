"""Where a new design goes."""

from typing import Any

from django.db import transaction

from designer.store.access import teams_of
from designer.store.models import Membership, Role, Team


@transaction.atomic
def team_for_new_design(user: Any) -> Team:
    """The first team in which the user may make designs; one of the user's own if there is none."""
    for team in teams_of(user).order_by("id"):
        if Role(team.role).includes(Role.EDITOR):  # type: ignore[attr-defined]
            return team
    team = Team.objects.create(name=user.get_full_name() or user.get_username())
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return team
