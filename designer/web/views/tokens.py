"""One's personal tokens: made, listed, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.store.api_tokens import TokenError, create_token, is_good, revoke_token, tokens_of
from designer.store.models import ApiToken, Scope
from designer.web.forms.tokens import TokenForm
from designer.web.requests import signed_in

_LISTED = 100
_ENDED = 10


def _asks_again(request: HttpRequest) -> bool:
    """Whoever found a window open must not take a token away; the demo's user has no password to give."""
    return request.method == "POST" and not settings.DEMO


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(enabled=_asks_again)
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens there are, and a form for another. A new token is in the answer to its form and nowhere else."""
    user = signed_in(request)
    form = TokenForm(request.POST if request.method == "POST" else None, user=user, label_suffix="")
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    try:
        made, text = create_token(
            user,
            name=given["name"],
            scopes=given["scopes"],
            days=int(given["days"]),
            team=form.team,
            design=form.design,
        )
    except TokenError as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=422)
    response = _page(request, TokenForm(user=user, label_suffix=""), 201, made=made, text=text)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def token_revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """From this moment it opens nothing."""
    found = revoke_token(signed_in(request), token)
    messages.info(request, f"The token “{found.name}” opens nothing any more.")
    return HttpResponseRedirect(reverse("tokens"), status=303)


def _page(request: HttpRequest, form: TokenForm, status: int = 200, **more: Any) -> HttpResponse:
    found = list(tokens_of(signed_in(request))[:_LISTED])
    context = {
        "form": form,
        "good": [_line(one) for one in found if is_good(one)],
        "ended": [one for one in found if not is_good(one)][:_ENDED],
        **more,
    }
    return render(request, "account/tokens.html", context, status=status)


def _line(token: ApiToken) -> dict[str, Any]:
    """For the list."""
    words = [str(one) for one in Scope if one in token.scopes]
    return {"token": token, "may": ", ".join(words)}
