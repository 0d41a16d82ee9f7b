"""Teams: who is in them, and the one that new designs go to."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.store.access import get_team, teams_of
from designer.store.audit import called
from designer.store.invitations import invite, open_invitations, revoke_invitation
from designer.store.members import (
    TeamError,
    change_role,
    create_team,
    leave_team,
    remove_member,
    rename_team,
    set_review_rules,
    transfer_ownership,
)
from designer.store.models import Membership, Role, Team
from designer.web.forms.reviews import TeamReviewsForm
from designer.web.forms.teams import InviteForm, MemberForm, RoleForm, TeamForm
from designer.web.mail import send
from designer.web.requests import signed_in
from designer.web.teams import choose_team, chosen_team


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The user's teams, and a form for another."""
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_team(signed_in(request), form.cleaned_data["name"])
        except TeamError as refused:
            form.add_error(None, str(refused))
        else:
            choose_team(request, made)
            return _to_team(made.pk)
    found = list(teams_of(request.user).order_by("name", "id"))
    context = {"form": form, "teams": found, "chosen": chosen_team(request)}
    return render(request, "teams/index.html", context, status=422 if form.errors else 200)


@require_POST
def switch_team(request: HttpRequest, team: int) -> HttpResponse:
    """Makes it the team whose designs come first and that new designs go to."""
    found = get_team(request.user, team)
    choose_team(request, found)
    messages.info(request, f"You work in {found.name} now.")
    return HttpResponseRedirect(reverse("home"), status=303)


@require_safe
def team(request: HttpRequest, team: int) -> HttpResponse:
    """Who is in it; for owners, everything that changes it."""
    return _page(request, get_team(request.user, team))


@require_POST
def team_rename(request: HttpRequest, team: int) -> HttpResponse:
    """Another name."""
    found = get_team(request.user, team, Role.OWNER)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, rename=form)
    rename_team(request.user, team, form.cleaned_data["name"])
    messages.info(request, "The team has its new name.")
    return _to_team(team)


@require_POST
def team_reviews(request: HttpRequest, team: int) -> HttpResponse:
    """How proposals are decided."""
    found = get_team(request.user, team, Role.OWNER)
    form = TeamReviewsForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, found, 422, reviewing=form)
    set_review_rules(request.user, team, **form.cleaned_data)
    messages.info(request, "Proposals are decided by these rules now.")
    return _to_team(team)


@require_POST
def team_invite(request: HttpRequest, team: int) -> HttpResponse:
    """Makes an invitation. Its link is in this answer and nowhere else."""
    found = get_team(request.user, team, Role.OWNER)
    form = InviteForm(request.POST, sends_mail=_sends_mail())
    if not form.is_valid():
        return _page(request, found, 422, invite=form)
    given = form.cleaned_data
    try:
        made, token = invite(
            request.user,
            team,
            Role(given["role"]),
            email=given.get("email", ""),
            days=given["days"],
            uses=given["uses"],
        )
    except TeamError as refused:
        form.add_error(None, str(refused))
        return _page(request, found, 422, invite=form)
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    about = {
        "inviter": called(request.user), "team": found.name, "role": made.get_role_display().lower(),
        "until": made.expires_at, "link": link, "host": request.get_host(),
    }  # fmt: skip
    if made.email and send(made.email, "invitation", about):
        messages.success(request, f"The invitation was sent to {made.email}.")
        return _to_team(team)
    return _page(request, found, 201, made={"link": link, "invitation": made, "unsent": made.email})


@require_POST
def invitation_revoke(request: HttpRequest, team: int, invitation: UUID) -> HttpResponse:
    """Takes it back."""
    revoke_invitation(request.user, team, invitation)
    messages.info(request, "The invitation leads nowhere any more.")
    return _to_team(team)


@require_POST
def member_role(request: HttpRequest, team: int, user: int) -> HttpResponse:
    """Makes a member something else."""
    found = get_team(request.user, team, Role.OWNER)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, refused="There is no such role.")
    try:
        member = change_role(request.user, team, user, Role(form.cleaned_data["role"]))
    except TeamError as refused:
        return _page(request, found, 409, refused=str(refused))
    messages.info(request, f"{called(member.user)} is {member.role} now.")
    return _to_team(team)


@require_POST
def member_remove(request: HttpRequest, team: int, user: int) -> HttpResponse:
    """Takes somebody out."""
    found = get_team(request.user, team, Role.OWNER)
    try:
        member = remove_member(request.user, team, user)
    except TeamError as refused:
        return _page(request, found, 409, refused=str(refused))
    messages.info(request, f"{called(member.user)} is not in the team any more.")
    return HttpResponseRedirect(
        reverse("teams") if user == request.user.pk else reverse("team", args=[team]), status=303
    )


@require_POST
def team_transfer(request: HttpRequest, team: int) -> HttpResponse:
    """Hands the ownership to a member."""
    found = get_team(request.user, team, Role.OWNER)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, refused="Choose the member who is to own the team.")
    try:
        heir = transfer_ownership(request.user, team, form.cleaned_data["user"])
    except TeamError as refused:
        return _page(request, found, 409, refused=str(refused))
    messages.info(request, f"{called(heir.user)} owns the team now; you are an editor.")
    return _to_team(team)


@require_POST
def team_leave(request: HttpRequest, team: int) -> HttpResponse:
    """Goes."""
    found = get_team(request.user, team)
    try:
        leave_team(request.user, team)
    except TeamError as refused:
        return _page(request, found, 409, refused=str(refused))
    messages.info(request, f"You are not in {found.name} any more.")
    return HttpResponseRedirect(reverse("teams"), status=303)


def _page(request: HttpRequest, team: Team, status: int = 200, **more: Any) -> HttpResponse:
    """The team's page. more: `rename`, `invite` (forms as they were typed), `made` (a new invitation), `refused`."""
    members = list(Membership.objects.filter(team=team).select_related("user").order_by("created_at", "user_id"))
    order = list(Role)
    members.sort(key=lambda one: order.index(Role(one.role)))
    owns = Role(team.role) == Role.OWNER  # type: ignore[attr-defined]
    context = {
        "team": team,
        "owns": owns,
        "members": members,
        "roles": Role.choices,
        "last_owner": sum(one.role == Role.OWNER for one in members) == 1,
        "invitations": list(open_invitations(team).select_related("invited_by")) if owns else [],
        "rename": TeamForm(initial={"name": team.name}, prefix=None),
        "invite": InviteForm(sends_mail=_sends_mail()),
        "reviewing": TeamReviewsForm(
            initial={name: getattr(team, name) for name in TeamReviewsForm.base_fields}, label_suffix=""
        ),
        "sends_mail": _sends_mail(),
        **more,
    }
    response = render(request, "teams/team.html", context, status=status)
    if "made" in more:  # the link is shown once, so nothing keeps the page
        response["Cache-Control"] = "private, no-store"
    return response


def _sends_mail() -> bool:
    return bool(settings.SENDS_MAIL or settings.DEMO)


def _to_team(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("team", args=[number]), status=303)
