"""Pages that no other test lets axe look at; notifications, webhooks and tokens by the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from designer.store.models import ApiToken, Notification, Webhook
from tests.web.accessible import assert_accessible
from tests.web.axe_walks import HERE
from tests.web.conftest import ClientOf
from tests.web.furnishing import furnished
from tests.web.roles import ROLES
from tests.web.windows import chromium, opened, watched

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("a browser on two dozen pages"),
]
ACCOUNTS = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/change/")


def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(
    chromium: Browser, live_server: Any, client_of: ClientOf
) -> None:
    world = furnished()
    alice = User.objects.get(username="alice")
    team = alice.memberships.get().team
    Notification.objects.create(team=team, user=alice, kind="mention", title="Rita names you", excerpt="See", path="/")
    addresses = {name: reverse(name, args=[world.places.get(one, one) for one in ROLES[name][1]]) for name in HERE}
    with watched(opened(chromium, live_server, client_of, alice, bypass_csp=True)) as page:
        assert_accessible(page, (*addresses.values(), *ACCOUNTS))


def tabbed_to(page: Page, name: str) -> None:
    """Presses Tab until the control of this name has the focus, and sees that it has."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME_OF_FOCUS):
            assert page.evaluate(OUTLINED), name
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


NAME_OF_FOCUS = """() => { const at = document.activeElement;
  return (at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent ?? "").trim(); }"""
OUTLINED = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none"; }"""


def test_a_webhook_and_a_token_are_made_and_a_notification_is_read_with_the_keyboard_alone(
    chromium: Browser, live_server: Any, alice: User, client_of: ClientOf
) -> None:
    alice.set_password("correct horse")
    alice.save()
    team = alice.memberships.get().team
    Notification.objects.create(
        team=team, user=alice, kind="mention", title="Rita names you", excerpt="", path="/rules/"
    )
    with watched(opened(chromium, live_server, client_of, alice)) as page:
        page.goto("/notifications/")
        tabbed_to(page, "Rita names you")
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules/")
        assert Notification.objects.get().read_at is not None
        page.goto(reverse("webhooks", args=[team.id]))
        tabbed_to(page, "Address")
        page.keyboard.type("https://hooks.example/")
        page.keyboard.press("Enter")
        expect(page.locator(".panel.once")).to_contain_text("is made")
        assert Webhook.objects.get().url == "https://hooks.example/"
        page.goto(f"{reverse('account_reauthenticate')}?next={reverse('tokens')}")
        tabbed_to(page, "Password")
        page.keyboard.type("correct horse")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Personal tokens")
        tabbed_to(page, "What it is for")
        page.keyboard.type("CI")
        page.keyboard.press("Enter")
        expect(page.locator(".panel.once")).to_be_visible()
        assert ApiToken.objects.get().name == "CI"
