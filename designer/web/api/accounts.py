"""Who asks, and the teams that are within reach."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from designer.analysis.settings import settings_to_json
from designer.store.audit import called
from designer.store.models import Membership, Scope, Team
from designer.store.rule_settings import settings_of
from designer.web.api.answer_shapes import AccountOut, Listing, TeamOut, TeamWithMembers
from designer.web.api.answers import answer, page_of
from designer.web.api.operation import operation
from designer.web.api.reach import actor_of, team_for, teams_within, token_of
from designer.web.api.shapes import Cursor, Limit, Number

router = Router(tags=["Account"])


@operation(router, "GET", "/me", Scope.READ, gives={200: AccountOut})
def whoami(request: HttpRequest) -> HttpResponse:
    """Whose token this is, what it may be used for, and until when."""
    token, user = token_of(request), actor_of(request)
    about = {
        "name": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat(),
        "team": token.team_id,
        "design": token.design_id,
    }
    return answer({"user": user.get_username(), "name": called(user), "token": about})


@operation(router, "GET", "/teams", Scope.READ, gives={200: Listing[TeamOut]})
def list_teams(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The teams of the token's owner, or the one that the token is limited to."""
    return page_of(teams_within(token_of(request)), "id", cursor, limit, _shown, falling=False)


@operation(router, "GET", "/teams/{int:team}", Scope.READ, gives={200: TeamWithMembers})
def read_team(request: HttpRequest, team: Number) -> HttpResponse:
    """A team with its members."""
    found = team_for(request, team)
    members = Membership.objects.filter(team=found).select_related("user").order_by("user__username")
    return answer({**_shown(found), "members": [_member(one) for one in members]})


def _shown(team: Team) -> dict[str, Any]:
    return {
        "id": team.pk,
        "name": team.name,
        "role": team.role,  # type: ignore[attr-defined]
        "required_approvals": team.required_approvals,
        "blocking_severity": team.blocking_severity,
        "author_may_approve": team.author_may_approve,
        "rule_settings": settings_to_json(settings_of(team)),
    }


def _member(member: Membership) -> dict[str, Any]:
    return {"user": member.user.get_username(), "name": called(member.user), "role": member.role}
