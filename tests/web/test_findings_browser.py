"""Triage in a real browser: by keyboard, by pointer, in the pane and on the page; nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design, Team
from designer.store.sample import seed_sample
from designer.web.findings import known
from designer.web.reports import findings_of
from tests.web.accessible import assert_accessible
from tests.web.conftest import ClientOf
from tests.web.windows import chromium, opened, page, watched

__all__ = ["chromium", "page"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("another browser"),
]


@pytest.fixture
def shop(team: Team, alice: User) -> Design:
    return seed_sample(team, alice)


def open_count(page: Page) -> int:
    return int(page.locator("#side .tabs [aria-current] .count").inner_text())


def test_pane_is_worked_by_keyboard_alone(page: Page, shop: Design) -> None:
    page.goto(f"/d/{shop.id}/?tab=findings")
    before = open_count(page)
    page.keyboard.press("j")
    first = page.locator("#side .finding.current")
    title = first.locator("h3").inner_text()
    with page.expect_response("**/canvas/"):
        page.keyboard.press("a")
    expect(page.locator("#messages .notice")).to_contain_text(f"Applied: {title}.")
    expect(page.locator("#side h3", has_text=title)).to_have_count(0)
    assert open_count(page) < before
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.locator("#side .asking textarea").wait_for()
    expect(page.locator("#side .asking textarea")).to_be_focused()
    page.keyboard.type("as the ledger wants it")
    page.keyboard.press("Tab")
    with page.expect_response("**/canvas/"):
        page.locator("#side .asking button[type=submit]").click()
    expect(page.locator("#messages .notice").last).to_contain_text("Dismissed: ")
    expect(page.locator("#side .dismissed")).to_contain_text("Dismissed")
    page.keyboard.press("u")
    page.wait_for_load_state()
    expect(page.locator("#messages .notice")).to_contain_text("Undo: Dismiss")


@pytest.mark.parametrize("where", ["?tab=findings", "findings/?group=none"])
def test_the_next_finding_takes_the_place_of_the_settled_one(where: str, page: Page, shop: Design) -> None:
    page.goto(f"/d/{shop.id}/{where}")
    cards = page.locator("[data-finding]")
    third = cards.filter(has=page.locator("[data-action=accept]")).nth(2)
    third.locator("h3 a, h2 a").first.wait_for()
    title = third.locator("h3, h2").first.inner_text()
    place = cards.evaluate_all("(all, one) => all.findIndex((card) => card.innerText.includes(one))", title)
    for _ in range(place + 1):
        page.keyboard.press("j")
    expect(page.locator(".finding.current")).to_contain_text(title)
    page.keyboard.press("a")
    expect(page.locator("#messages .notice")).to_contain_text(f"Applied: {title}.")
    current = page.locator(".finding.current")
    expect(current).to_be_focused()
    assert cards.evaluate_all("(all) => all.findIndex((card) => card.classList.contains('current'))") == place
    page.keyboard.press("j")
    assert cards.evaluate_all("(all) => all.findIndex((card) => card.classList.contains('current'))") == place + 1


def test_a_reason_that_is_missing_is_asked_for_in_the_card(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, shop: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice), refusals=(422,)) as page:
        page.goto(f"/d/{shop.id}/findings/")
        card = page.locator("#findings .finding").first
        title = card.locator("h3").inner_text()
        card.get_by_role("link", name="Dismiss…").click()
        page.locator(".asking button[type=submit]").click()
        expect(page.locator(".asking .errors")).to_contain_text("Say why it is kept")
        page.locator(".asking").get_by_role("link", name="Cancel").click()
        expect(page.locator("#findings .finding").first.locator("h3")).to_have_text(title)
        assert page.url.endswith("/findings/")


def test_the_list_follows_what_was_decided_and_keeps_its_filter(page: Page, shop: Design) -> None:
    page.goto(f"/d/{shop.id}/findings/")
    page.select_option("select[name=family]", "IX")
    page.wait_for_url("**family=IX**")
    codes = page.locator("#findings .meta .code")
    assert {code[:2] for code in codes.all_inner_texts()} == {"IX"}
    card = page.locator("#findings .finding", has=page.get_by_role("button", name="Apply", exact=True)).first
    title = card.locator("h3").inner_text()
    card.get_by_role("button", name="Apply", exact=True).click()
    expect(page.locator("#messages .notice")).to_contain_text(f"Applied: {title}.")
    expect(page.locator("#findings h3", has_text=title)).to_have_count(0)
    assert {code[:2] for code in codes.all_inner_texts()} == {"IX"}
    assert "family=IX" in page.url


def test_all_on_the_page_are_chosen_and_mended_at_once(page: Page, shop: Design) -> None:
    page.goto(f"/d/{shop.id}/findings/?rule=IX002")
    page.get_by_label("All on this page").check()
    number = page.locator('input[name="finding"]:checked').count()
    assert number > 1
    page.get_by_role("button", name="Apply chosen").click()
    expect(page.locator("#messages .notice.good")).to_contain_text(f"Applied {number} fixes in one revision.")
    expect(page.locator("#findings")).to_contain_text("Nothing fits")


def test_somebody_else_was_faster_and_the_pane_says_so(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, edgar: User, shop: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice), refusals=(409,)) as page:
        page.goto(f"/d/{shop.id}/findings/?rule=TY004")
        schema = schema_of(shop)
        price = schema.entity("products").attribute("price")
        assert price is not None
        edit(shop, edgar, (alter(schema, price.id, type="real"),), label="Smaller")
        page.locator("#findings").get_by_role("button", name="Apply", exact=True).click()
        expect(page.locator("#findings .notice.error")).to_contain_text(
            "products.price: Type was changed by someone else since (edgar, revision 2). It is real now."
        )


@pytest.mark.strict_only("waits for what others do")
def test_the_page_of_a_finding_says_when_it_is_mended(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, edgar: User, shop: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice)) as page:
        name = next(one for one in known(findings_of(shop, schema_of(shop))) if one.startswith("TY004-"))
        page.goto(f"/d/{shop.id}/findings/{name}/")
        schema = schema_of(shop)
        price = schema.entity("products").attribute("price")
        assert price is not None
        edit(shop, edgar, (alter(schema, price.id, type="numeric(12,2)"),), label="Exact")
        expect(page.locator("#main")).to_contain_text("This finding is no longer there.", timeout=15_000)


@pytest.mark.strict_only("axe over every page")
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(page: Page, shop: Design) -> None:
    design_pages = (
        "?tab=findings",
        "findings/",
        "findings/?group=entity",
        "findings/dismiss/?all=1",
        "patterns/",
        "patterns/import/",
        "dictionary/",
    )
    assert_accessible(page, (*(f"/d/{shop.id}/{one}" for one in design_pages), "/rules/", "/rules/NF003/"))


def test_everything_is_decided_without_javascript(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, shop: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)) as page:
        page.goto(f"/d/{shop.id}/orders?tab=findings")
        page.locator("#side").get_by_role("button", name="Apply", exact=True).first.click()
        assert page.url.endswith("/orders?tab=findings")
        assert "Applied: " in page.locator("#messages").inner_text()
        page.locator("#messages").get_by_role("button", name="Undo").click()
        assert "Undo: Apply" in page.locator("#messages").inner_text()
        page.locator("#side").get_by_role("link", name="Dismiss…").first.click()
        page.fill("textarea[name=reason]", "as it is")
        page.get_by_role("button", name="Dismiss").click()
        assert page.url.endswith("/orders?tab=findings")
        page.locator(".dismissed summary").click()
        page.locator(".dismissed").get_by_role("button", name="Reopen").click()
        assert "Reopened 1 finding." in page.locator("#messages").inner_text()
