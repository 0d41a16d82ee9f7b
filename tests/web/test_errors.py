"""What people get when something fails: a page in words, or a small fragment where htmx would put it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.store.models import Design
from tests.web.conftest import ClientOf


def test_a_stranger_gets_the_same_page_as_for_nothing(charlie: User, client_of: ClientOf, design: Design) -> None:
    client = client_of(charlie)
    theirs, none = client.get(f"/d/{design.id}/"), client.get("/d/999999/")
    assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
    assert b"Nothing is here" in none.content


def test_a_role_that_is_too_low_is_said_in_words(victor: User, client_of: ClientOf, design: Design) -> None:
    answer = client_of(victor).post(f"/d/{design.id}/unpin/")
    assert answer.status_code == 403
    assert b"Your role in this team does not allow it" in answer.content


def test_a_form_without_its_token_is_explained(design: Design, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.post(f"/d/{design.id}/unpin/")
    assert answer.status_code == 403
    assert b"gone stale" in answer.content


@pytest.mark.parametrize("path", ["/d/999999/", "/d/999999/canvas/", "/import/x/"])
def test_htmx_gets_a_fragment_for_a_404(path: str, browser: Client, fragment: dict[str, str]) -> None:
    answer = browser.get(path, headers=fragment)
    assert answer.status_code == 404
    assert answer.content.startswith(b'<div class="notice error" role="alert">')


def test_htmx_gets_a_fragment_for_a_fault(
    browser: Client, design: Design, fragment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("designer.web.views.workbench.render_side", fail)
    browser.raise_request_exception = False
    answer = browser.get(f"/d/{design.id}/", headers=fragment)
    assert answer.status_code == 500
    assert b"<html" not in answer.content
    assert b"The fault is ours" in answer.content
    assert b"a bug" not in answer.content


def test_htmx_is_sent_to_sign_in_with_the_whole_page(design: Design, fragment: dict[str, str]) -> None:
    answer = Client().get(f"/d/{design.id}/", headers=fragment)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=")


def test_pages_and_their_parts_are_kept_apart_by_caches(browser: Client, design: Design) -> None:
    assert "HX-Request" in browser.get(f"/d/{design.id}/").headers["Vary"]
