"""Signing in: the page, its refusal, and that nobody signs up where the door is shut."""

from __future__ import annotations

import html
import logging
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from designer import settings as configured
from designer.store.invitations import invite
from designer.store.models import Membership, Role
from designer.web.logs import WithoutTokens
from designer.web.middleware import DemoSignIn


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_words(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    answer = client.post("/accounts/login/", {"login": "alice", "password": "battery"})
    assert answer.status_code == 200
    assert b'role="alert"' in answer.content
    assert b'value="alice"' in answer.content


@pytest.mark.django_db
@override_settings(PASSWORD_HASHERS=configured.PASSWORD_HASHERS)
def test_the_right_one_leads_to_the_page_that_was_asked_for(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    assert alice.password.startswith("argon2$")
    answer = client.post(
        "/accounts/login/?next=/new/", {"login": "alice", "password": "correct horse", "next": "/new/"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/new/")
    assert b"Sign out" in client.get("/new/").content


@pytest.mark.django_db
def test_nobody_signs_up_where_the_door_is_shut(client: Client) -> None:
    given = {
        "username": "mallory",
        "email": "m@example.org",
        "password1": "correct horse",
        "password2": "correct horse",
    }
    client.post("/accounts/signup/", given)
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/"])
def test_account_pages_wear_the_frame(path: str, client: Client) -> None:
    page = client.get(f"/accounts/{path}").content.decode()
    assert 'class="sheet"' in page
    assert "<script" not in page


@pytest.mark.parametrize("address", ["10.0.0.7", "::ffff:10.0.0.7", "203.0.113.9", "nonsense"])
def test_the_demo_answers_no_other_machine(address: str) -> None:
    with override_settings(DEMO=True):
        demo = DemoSignIn(lambda request: pytest.fail("it was let in"))
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert demo(request).status_code == 403


@pytest.mark.django_db
def test_the_page_of_addresses_runs_no_script_of_its_own(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse"})
    asked = client.post("/accounts/email/", {"action_add": "", "email": "second@example.org"})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked.headers["Location"], {"password": "correct horse", "next": "/accounts/email/"})
    page = client.get("/accounts/email/").content.decode()
    assert "second@example.org" in page
    assert "<script" not in page


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.django_db
def test_two_steps_are_set_up_asked_for_and_replaced_by_a_recovery_code(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse"})
    client.post("/accounts/reauthenticate/", {"password": "correct horse", "next": "/"})
    page = client.get("/accounts/two-steps/totp/activate/").content.decode()
    assert "<svg" in page
    assert "<script" not in page
    found = re.search(r'id="authenticator_secret" type="text" value="([A-Z2-7]+)"', page)
    assert found
    first = code_of(found.group(1))
    answer = client.post("/accounts/two-steps/totp/activate/", {"code": first})
    assert answer.status_code == 302, answer.content.decode()
    kept = Authenticator.objects.get(user=alice, type="totp")
    assert found.group(1) not in kept.data["secret"]
    # Sent when the transaction is committed, which here it never is.
    authenticator_added.send(Authenticator, request=answer.wsgi_request, user=alice, authenticator=kept)  # type: ignore[attr-defined]
    codes = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()
    fresh = Client()
    step = fresh.post("/accounts/login/", {"login": "alice", "password": "correct horse"})
    assert step.headers["Location"].startswith("/accounts/two-steps/authenticate/")
    assert fresh.get("/new/").status_code == 302
    assert fresh.post("/accounts/two-steps/authenticate/", {"code": "000000"}).status_code == 200
    assert fresh.post("/accounts/two-steps/authenticate/", {"code": first}).status_code == 200  # good once
    assert fresh.get("/new/").status_code == 302
    fresh.post("/accounts/two-steps/authenticate/", {"code": codes[0]})
    assert fresh.get("/new/").status_code == 200


@pytest.mark.django_db
def test_guessing_a_password_is_slowed_down_for_the_right_one_too(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    for _ in range(11):
        client.post("/accounts/login/", {"login": "alice", "password": "battery"})
    answer = client.post("/accounts/login/", {"login": "alice", "password": "correct horse"})
    assert "_auth_user_id" not in client.session
    assert b"Too many" in answer.content


@pytest.mark.django_db
def test_a_forgotten_password_is_set_by_a_link_that_is_good_once(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    (message,) = mail.outbox
    assert "Set another password" in message.subject
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)
    assert found
    form = client.get(found.group(1), follow=True)
    there = form.redirect_chain[-1][0]
    client.post(there, {"password1": "staple battery 7", "password2": "staple battery 7"})
    alice.refresh_from_db()
    assert alice.check_password("staple battery 7")
    assert b"This link is over" in Client().get(found.group(1), follow=True).content


@pytest.mark.django_db
def test_who_asks_for_an_unknown_address_learns_nothing(client: Client, alice: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


@pytest.mark.parametrize(
    "address",
    ["/s/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG/", "/e/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG/?at=1",
     "/invitations/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG/"],
)  # fmt: skip
def test_no_token_gets_into_a_log(address: str) -> None:
    record = logging.LogRecord("django.server", logging.INFO, "", 0, '"GET %s HTTP/1.1" %s', (address, 200), None)
    assert WithoutTokens().filter(record)
    assert "abcdefgh" not in record.getMessage()
    assert record.getMessage().endswith('HTTP/1.1" 200')
    kept = logging.LogRecord("django.server", logging.INFO, "", 0, "GET %s", ("/d/7/orders",), None)
    WithoutTokens().filter(kept)
    assert kept.getMessage() == "GET /d/7/orders"


@pytest.mark.django_db
@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
def test_who_was_invited_makes_an_account_confirms_the_address_and_is_led_back_to_the_invitation(alice: User) -> None:
    asked, token = invite(alice, alice.memberships.get().team_id, Role.VIEWER, email="new@example.org")
    there = reverse("invitation", args=[token])
    browser, other = Client(), Client()
    sign_up = re.search(r'href="(/accounts/signup/[^"]+)"', browser.get(there).content.decode())
    assert sign_up
    words = {"password1": "correct horse 77", "password2": "correct horse 77"}
    given = {"email": "new@example.org", "username": "new", "next": there, **words}
    assert browser.post(html.unescape(sign_up[1]), given).headers["Location"] == "/accounts/confirm-email/"
    link = re.search(r"/accounts/confirm-email/\S+/", mail.outbox[-1].body)
    assert link
    assert browser.post(link[0]).headers["Location"] == there
    browser.post(there, {"answer": "accept"})
    assert Membership.objects.get(user__username="new").role == Role.VIEWER
    assert other.post(link[0]).headers.get("Location", "") != there
    assert asked.email == "new@example.org"
