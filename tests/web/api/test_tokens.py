"""The page of one's tokens: what it makes is shown once, and taken back for good."""

from __future__ import annotations

import re
import time
from hashlib import sha256

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.store import api_tokens
from designer.store.api_tokens import TokenError, create_token
from designer.store.models import ApiToken, AuditEntry, Design
from tests.web.api.conftest import Program
from tests.web.conftest import ClientOf, client_signed_in

pytestmark = pytest.mark.django_db
GIVEN = {"name": "CI of the shop", "scopes": ["review"], "place": "", "days": "90"}


@pytest.fixture
def lately(alice: User) -> Client:
    """Alice's browser, in which she gave her password a moment ago."""
    client = client_signed_in(alice)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(alice.pk)
    session.save()
    return client


def test_a_token_is_shown_once_and_kept_as_its_hash(lately: Client, alice: User, design: Design) -> None:
    page = lately.post(reverse("tokens"), GIVEN)
    assert (page.status_code, page.headers["Cache-Control"]) == (201, "private, no-store")
    (token,) = re.findall(r'value="(sdt_[\w-]{43})"', page.content.decode())
    kept = ApiToken.objects.get()
    assert (kept.token_hash, kept.scopes) == (sha256(token.encode()).hexdigest(), ["read", "review"])
    assert (kept.expires_at - kept.created_at).days in (89, 90)
    assert token not in str(ApiToken.objects.values())
    assert Program(token)("GET", "/me").json()["token"]["name"] == "CI of the shop"
    again = lately.get(reverse("tokens")).content.decode()
    assert token not in again
    assert "last used" in again
    entry = AuditEntry.objects.get(action="token.created")
    assert (entry.subject, entry.details["scopes"]) == ("CI of the shop", "read, review")
    assert token not in str(entry.details)
    assert lately.post(reverse("token_revoke", args=[kept.id])).status_code == 303
    assert Program(token)("GET", "/me").status_code == 401
    assert "taken back" in lately.get(reverse("tokens")).content.decode()
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1


def test_a_window_left_open_gives_no_token_away(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    assert client.get(reverse("tokens")).status_code == 200
    answer = client.post(reverse("tokens"), GIVEN)
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert not ApiToken.objects.exists()


def test_a_token_is_limited_to_what_its_owner_sees(lately: Client, design: Design, charlie: User) -> None:
    own = lately.post(reverse("tokens"), {**GIVEN, "place": f"design-{design.pk}"})
    assert own.status_code == 201
    assert ApiToken.objects.get().design_id == design.pk
    elsewhere = charlie.memberships.get().team_id  # type: ignore[attr-defined]
    for wrong in (
        {"place": f"team-{elsewhere}"},
        {"days": "9999"},
        {"scopes": ["admin"]},
        {"name": ""},
        {"name": "a\nb"},
    ):
        assert lately.post(reverse("tokens"), {**GIVEN, **wrong}).status_code == 422
    assert ApiToken.objects.count() == 1


def test_nobody_takes_back_what_is_anothers(lately: Client, client_of: ClientOf, edgar: User) -> None:
    kept, _ = create_token(edgar, name="his", scopes=(), days=7)
    assert lately.post(reverse("token_revoke", args=[kept.id])).status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_a_person_has_so_many_tokens(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_tokens, "MOST_TOKENS", 3)
    for number in range(3):
        create_token(alice, name=str(number), scopes=(), days=1)
    with pytest.raises(TokenError, match="Take some back"):
        create_token(alice, name="more", scopes=(), days=1)
    with pytest.raises(TokenError, match="1 to 366 days"):
        create_token(alice, name="more", scopes=(), days=0)


def test_the_manual_shows_every_operation_without_a_script(client_of: ClientOf, alice: User) -> None:
    page = Client().get(reverse("api_manual"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "POST /api/v1/designs/{number}/reviews" in text
    assert text.count('<details class="more"') == text.count("curl --fail-with-body")
    document = Client().get(reverse("openapi"))
    assert document.json()["openapi"] == "3.1.0"
