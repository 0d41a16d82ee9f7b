"""Signing in: the page, its refusal, and that nobody signs up where the door is shut."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, override_settings

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
def test_the_right_one_leads_to_the_page_that_was_asked_for(client: Client, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
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
