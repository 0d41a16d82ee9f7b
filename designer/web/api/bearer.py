"""Who asks: the header `Authorization: Bearer …`, and nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from designer.store.api_tokens import WINDOW, use_token
from designer.store.models import ApiToken, Scope
from designer.web.api.problems import Problem
from designer.web.client import address_of

WRONG, WRONG_WITHIN = 20, 300
"""Wrong tokens that one address may send within so many seconds and still be told that they are wrong."""


class Bearer(HttpBearer):
    """A token with all these scopes."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> ApiToken:
        """The token, whose user the request is then of. Raises Problem: 401, 403, 429."""
        kind, _, text = request.headers.get(self.header, "").partition(" ")
        if kind.lower() != "bearer" or not text:
            raise _unknown("Send a personal token in the header Authorization: Bearer ….")
        token = use_token(text.strip())
        if token is None:
            _count_wrong(address_of(request) or "")
            raise _unknown("This token opens nothing: it is unknown, over, or was taken back.", "invalid_token")
        _within_rate(token)
        missing = [str(one) for one in self.scopes if one not in token.scopes]
        if missing:
            raise Problem(
                403,
                f"This token may not do that: it lacks the scope {' and '.join(missing)}.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(missing)}"'},
            )
        request.user = request._cached_user = token.user  # type: ignore[attr-defined]
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never reached: `__call__` tells the ways apart in which it fails."""
        raise NotImplementedError


def _unknown(detail: str, error: str = "") -> Problem:
    asks = f'Bearer realm="Schema Designer", error="{error}"' if error else 'Bearer realm="Schema Designer"'
    return Problem(401, detail, headers={"WWW-Authenticate": asks})


def _count_wrong(address: str) -> None:
    """Raises Problem after too many. Tokens that are right are answered all the same: there is nothing to guess in
    256 random bits, and a neighbour behind the same address must not shut anybody out."""
    key = f"api-wrong/{address}"
    cache.add(key, 0, WRONG_WITHIN)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        return
    if count > WRONG:
        raise Problem(
            429,
            "Too many wrong tokens came from this address. Try again in a few minutes.",
            headers={"Retry-After": str(WRONG_WITHIN)},
        )


def _within_rate(token: ApiToken) -> None:
    most = settings.API_REQUESTS_PER_MINUTE
    if token.window_count <= most:
        return
    left = WINDOW - (timezone.now() - token.window_at) if token.window_at else WINDOW
    seconds = max(1, round(left.total_seconds() + 0.5))
    raise Problem(
        429, f"A token has {most} requests a minute. Go on in {seconds} seconds.", headers={"Retry-After": str(seconds)}
    )
