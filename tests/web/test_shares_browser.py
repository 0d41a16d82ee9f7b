"""Shared links and teams in a real browser: with JavaScript, without it, and nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from designer.store.invitations import invite
from designer.store.models import Design, Membership, Role, ShareLink, SharePart
from designer.store.shares import create_share
from tests import windows
from tests.web.accessible import assert_accessible
from tests.web.conftest import ClientOf
from tests.web.windows import chromium, opened, watched

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
]


def stranger(chromium: Browser, live_server: Any, **options: Any) -> Page:
    """A browser in which nobody is signed in."""
    return windows.open_page(live_server.url, **{"viewport": {"width": 390, "height": 844}, **options})


def test_a_visitor_gives_the_password_and_reads_a_table(
    chromium: Browser, live_server: Any, design: Design, alice: User
) -> None:
    _, token = create_share(alice, design, parts=["dictionary"], password="open sesame")
    with watched(stranger(chromium, live_server)) as page:
        page.goto(reverse("shared", args=[token]))
        page.fill("#id_password", "open sesame")
        page.click("text=Open")
        page.wait_for_selector("svg.er")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click("#tree a.row:not(.leaf):has-text('orders')")
        expect(page.locator("#side h2")).to_have_text("orders")
        expect(page.locator("#side h2")).to_be_in_viewport()  # though the list stands below
        assert "customer_id" in page.inner_text("#side")
        page.click("#side >> text=In the dictionary")
        page.wait_for_selector("h1:has-text('shop')")


@pytest.mark.strict_only("two browsers")
def test_without_javascript_a_link_is_made_opened_and_taken_back(
    chromium: Browser, live_server: Any, design: Design, alice: User, client_of: ClientOf
) -> None:
    with watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)) as page:
        page.goto(f"/d/{design.id}/")
        page.click("header >> text='Share'")
        page.fill("#id_label", "Auditors")
        page.get_by_role("checkbox", name="Findings").check()
        page.click("text=Make the link")
        address = page.input_value("#made-link")
        with watched(stranger(chromium, live_server, java_script_enabled=False)) as guest:
            guest.goto(address)
            guest.click("#tree a.row:has-text('orders')")
            assert guest.inner_text("#side h2") == "orders"
            guest.click("nav >> text=Findings")
            assert guest.locator("article.finding").count() > 0
        page.goto(f"/d/{design.id}/shares/")
        page.click("text=Take back")
        assert "leads nowhere any more" in page.inner_text("#messages")
    assert ShareLink.objects.get().revoked_at is not None
    with watched(stranger(chromium, live_server), refusals=(404,)) as guest:
        guest.goto(address)
        assert "Nothing is here" in guest.inner_text("h1")


@pytest.mark.strict_only("two browsers")
def test_without_javascript_somebody_accepts_and_the_owner_changes_the_role(
    chromium: Browser, live_server: Any, alice: User, charlie: User, client_of: ClientOf
) -> None:
    team = alice.memberships.get().team
    _, token = invite(alice, team.id, Role.VIEWER)
    with watched(opened(chromium, live_server, client_of, charlie, java_script_enabled=False)) as page:
        page.goto(reverse("invitation", args=[token]))
        page.click("text=Accept")
        assert page.inner_text("h1") == "Shop"
    with watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)) as page:
        page.goto(reverse("team", args=[team.id]))
        row = page.locator("li:has-text('Charlie'), li:has-text('charlie')").first
        row.locator("select").select_option("editor")
        row.locator("text=Save").click()
        assert "is editor now" in page.inner_text("#messages")
    assert Membership.objects.get(team=team, user=charlie).role == Role.EDITOR


@pytest.mark.strict_only("axe over every page of sharing and teams")
def test_axe_finds_nothing(
    chromium: Browser, live_server: Any, design: Design, alice: User, client_of: ClientOf
) -> None:
    parts = SharePart.values
    _, token = create_share(alice, design, parts=parts, origins=["https://wiki.example.org"])
    _, locked = create_share(alice, design, label="Board", password="x")
    _, asked = invite(alice, design.team_id, Role.VIEWER)
    at = f"/s/{token}/"
    public = [at, f"{at}dictionary/", f"{at}findings/", f"/e/{token}/", f"/s/{locked}/", f"/invitations/{asked}/"]
    team = f"/teams/{design.team_id}/"
    own = ["/teams/", team, f"{team}audit/", f"/d/{design.id}/shares/", "/accounts/two-steps/", "/accounts/email/"]
    page = opened(chromium, live_server, client_of, alice, bypass_csp=True)
    assert_accessible(page, (*public, *own))
    windows.give_back(page)
