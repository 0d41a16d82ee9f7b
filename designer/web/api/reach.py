"""What a token reaches: what its owner sees, within the team or the design that it is limited to."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from designer.store import access
from designer.store.models import ApiToken, Design, Review, Role, Team
from designer.web.api.problems import Problem
from designer.web.review_page import found_review


def token_of(request: HttpRequest) -> ApiToken:
    """The token that the request came with."""
    return cast(ApiToken, request.auth)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Any:
    """The token's owner."""
    return token_of(request).user


def designs_within(token: ApiToken) -> QuerySet[Design]:
    """The designs that the token sees, each with the owner's `role`; proposals among them."""
    found = access.visible_to(token.user).select_related("team", "proposal_for")
    if token.design_id is not None:
        return found.filter(Q(id=token.design_id) | Q(proposal_for_id=token.design_id))
    return found.filter(team_id=token.team_id) if token.team_id is not None else found


def design_for(request: HttpRequest, number: int, least: Role = Role.VIEWER) -> Design:
    """The design with its `role`. Raises Http404 for what the token does not see, PermissionDenied for a role that is
    too low."""
    design = designs_within(token_of(request)).filter(id=number).first()
    if design is None:
        raise Http404("There is no such design.")
    return design if least == Role.VIEWER else access.get_design(actor_of(request), number, least)


def review_for(request: HttpRequest, number: int, review: int, least: Role = Role.VIEWER) -> Review:
    """The review with its design and proposal. Raises like `design_for`."""
    return found_review(design_for(request, number, least), review)


def teams_within(token: ApiToken) -> QuerySet[Team]:
    """The teams that the token sees, each with the owner's `role`."""
    found = access.teams_of(token.user)
    return found.filter(id=token.team_id) if token.team_id is not None else found


def team_for(request: HttpRequest, number: int, least: Role = Role.VIEWER) -> Team:
    """The team with its `role`. Raises Http404, PermissionDenied; Problem where a token of one design makes others."""
    token = token_of(request)
    if not teams_within(token).filter(id=number).exists():
        raise Http404("There is no such team.")
    if token.design_id is not None and least != Role.VIEWER:
        raise Problem(403, "This token is for one design, and makes no others.")
    return access.get_team(token.user, number, least)
