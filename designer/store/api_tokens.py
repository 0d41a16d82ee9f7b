"""Personal tokens: made, looked up, counted, taken back."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from designer.store.audit import record
from designer.store.models import Action, ApiToken, Design, Membership, Scope, Team
from designer.store.tokens import hash_of, new_token

PREFIX = "sdt_"
"""Every token begins so: what looks through texts for secrets finds them."""
MOST_TOKENS = 50
"""Tokens of one person that are good at once."""
LONGEST_DAYS = 366
LONGEST_NAME = 200
WINDOW = timedelta(minutes=1)


class TokenError(Exception):
    """A token that cannot be made; the message is a sentence for whoever tried."""


@transaction.atomic
def create_token(
    user: User,
    *,
    name: str,
    scopes: Iterable[str],
    days: int,
    team: Team | None = None,
    design: Design | None = None,
) -> tuple[ApiToken, str]:
    """Makes a token of a user; team and design are those that the user may see. Returns it with its text, which is
    not kept. Every token reads.

    Raises TokenError for too many, for a time that is too long, and for a name that is none.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise TokenError(f"Say in 1 to {LONGEST_NAME} characters what the token is for.")
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenError(f"A token is good for 1 to {LONGEST_DAYS} days.")
    User.objects.select_for_update().get(pk=user.pk)
    if good_tokens(user).count() >= MOST_TOKENS:
        raise TokenError(f"You have {MOST_TOKENS} tokens already. Take some back first.")
    token = PREFIX + new_token()
    chosen = [str(one) for one in Scope if one == Scope.READ or one in set(scopes)]
    made = _made(user, called, token, chosen, days, team, design)
    _note(made, Action.TOKEN_CREATED, scopes=", ".join(chosen), until=made.expires_at.date().isoformat())
    return made, token


def _made(
    user: User, name: str, token: str, scopes: list[str], days: int, team: Team | None, design: Design | None
) -> ApiToken:
    return ApiToken.objects.create(
        user=user,
        name=name,
        token_hash=hash_of(token),
        scopes=scopes,
        team_id=design.team_id if design else team.pk if team else None,
        design_id=design.pk if design else None,
        expires_at=timezone.now() + timedelta(days=days),
    )


def tokens_of(user: User) -> "QuerySet[ApiToken]":
    """A person's tokens, the latest first, those that are over among them."""
    return ApiToken.objects.filter(user=user).select_related("team", "design").order_by("-created_at")


def good_tokens(user: User) -> "QuerySet[ApiToken]":
    """Those that open something."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=Now())


def is_good(token: ApiToken) -> bool:
    """Whether it still opens something."""
    return token.revoked_at is None and token.expires_at > timezone.now()


def use_token(text: str) -> ApiToken | None:
    """The token of this text with its user, its use counted; None for one that opens nothing, whatever the reason."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    good = ApiToken.objects.filter(
        token_hash=hash_of(text), revoked_at=None, expires_at__gt=Now(), user__is_active=True
    )
    within = Q(window_at__gt=Now() - Value(WINDOW))
    counted = good.update(
        used_at=Now(),
        window_count=Case(When(within, then=F("window_count") + 1), default=1),
        window_at=Case(When(within, then=F("window_at")), default=Now()),
    )
    return good.select_related("user").first() if counted else None


@transaction.atomic
def revoke_token(user: User, number: UUID) -> ApiToken:
    """Takes one's own token back, from this moment on. Raises Http404 for what is none."""
    found = ApiToken.objects.select_for_update().filter(user=user, id=number).first()
    if found is None:
        raise Http404("There is no such token.")
    if found.revoked_at is None:
        ApiToken.objects.filter(pk=found.pk).update(revoked_at=Now())
        _note(found, Action.TOKEN_REVOKED)
    return found


def _note(token: ApiToken, action: Action, **details: Any) -> None:
    """For the owners of every team that the token can see."""
    mine = Membership.objects.filter(user=token.user).values_list("team_id", flat=True)
    for team in [token.team_id] if token.team_id else list(mine):
        design = token.design if token.design_id else None
        record(team, token.user, action, token.name, design=design, details=details)
