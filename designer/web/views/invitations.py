"""What somebody sees who was asked into a team."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from designer.store.audit import called
from designer.store.invitations import accept, decline, find_invitation
from designer.store.members import TeamError
from designer.store.tokens import hash_of
from designer.web.accounts import INVITED, addresses_of
from designer.web.teams import choose_team


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, into which team, as what; POST `answer=accept|decline` by somebody who is signed in."""
    found = find_invitation(token)
    if request.method == "POST" and request.user.is_authenticated:
        return _answered(request, token)
    if not request.user.is_authenticated:
        request.session[INVITED] = hash_of(token)  # opens the door to an account
    return _page(request, found, token)


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    if request.POST.get("answer") == "decline":
        decline(request.user, token)
        messages.info(request, "You declined the invitation.")
        return HttpResponseRedirect(reverse("home"), status=303)
    try:
        found = accept(request.user, token, addresses_of(request.user))
    except TeamError as refused:
        return _page(request, find_invitation(token), token, refused=str(refused), status=409)
    request.session.pop(INVITED, None)
    choose_team(request, found.team)
    messages.info(request, f"Welcome to {found.team.name}.")
    return HttpResponseRedirect(reverse("team", args=[found.team_id]), status=303)


def _page(request: HttpRequest, found: Any, token: str, *, refused: str = "", status: int = 200) -> HttpResponse:
    here = urlencode({"next": reverse("invitation", args=[token])})
    context = {
        "invitation": found,
        "inviter": called(found.invited_by) if found.invited_by else "",
        "refused": refused,
        "sign_in": f"{reverse('account_login')}?{here}",
        "sign_up": f"{reverse('account_signup')}?{here}",
    }
    response = render(request, "teams/invitation.html", context, status=status)
    # Not "no-referrer": a form sent from such a page says its origin is null, and would be taken for a forgery.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
