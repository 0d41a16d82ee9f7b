"""From patterns to indexes in a real browser, with and without JavaScript; nothing for axe to find on any page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.store.cache import schema_of as stored
from designer.store.editing import create_design
from designer.store.models import Design, Team
from tests.web.accessible import assert_accessible, assert_faultless
from tests.web.conftest import ClientOf
from tests.web.test_tuning import pages_of, shop
from tests.web.windows import chromium, opened, page, watched
from tests.web.working import worker

__all__ = ["chromium", "page", "worker"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("worker"),
    pytest.mark.strict_only("a planner at all sizes, and a browser"),
]


@pytest.fixture
def sold(team: Team, alice: User) -> Design:
    return create_design(team.id, alice, shop(), label="Created for a test")


def plan_all(page: Page, design: Design) -> None:
    page.goto(f"/d/{design.id}/patterns/")
    page.get_by_role("button", name="Plan the patterns").click()
    expect(page.locator("#tuning")).to_contain_text("Computed for the design as it is", timeout=60_000)
    expect(page.get_by_role("button", name="Plan again")).to_be_visible(timeout=60_000)


def test_patterns_are_planned_and_their_index_is_added(page: Page, sold: Design) -> None:
    plan_all(page, sold)
    expect(page.locator(".pattern-list")).to_contain_text("+ orders_customer_id_idx")
    assert_accessible(page, (f"/d/{sold.id}/{url}" for url in pages_of(sold, "orders of a customer").values()))
    walk_the_slider(page, sold)
    walk_the_diagram(page, sold)
    page.goto(f"/d/{sold.id}/indexes/")
    page.get_by_role("button", name="Add the index").click()
    expect(page.locator("#messages")).to_contain_text("Add 1 recommended index: done.")
    expect(page.locator("#tuning")).to_contain_text("Computed for revision 1; 1 change since.")
    assert_faultless(page)
    page.locator("#messages").get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    sold.refresh_from_db()
    assert "orders_customer_id_idx" not in [one.name for one in stored(sold).entity("orders").indexes]


def walk_the_slider(page: Page, design: Design) -> None:
    page.goto(f"/d/{design.id}/growth/")
    slider = page.get_by_role("slider", name="Rows in orders")
    expect(page.locator("[data-growth-says]")).to_contain_text(
        "At the declared 3,000,000 rows in orders, 1 of 3 patterns is bad"
    )
    slider.focus()
    slider.press("Home")
    expect(page.locator("[data-growth-rows]")).to_have_text("1,000")
    expect(page.locator("[data-growth-says]")).to_contain_text("0 of 3 patterns are bad")
    expect(page.locator(".growth-table thead .shown")).to_have_text("1k")
    slider.press("ArrowRight")
    expect(page.locator("[data-growth-rows]")).to_have_text("10,000")


def walk_the_diagram(page: Page, design: Design) -> None:
    page.goto(f"/d/{design.id}/{pages_of(design, 'orders of a customer')['pattern']}")
    page.locator(".raw > summary").first.click()
    expect(page.locator(".raw pre").first).to_contain_text("<-- costliest")
    page.get_by_role("link", name="Show on the diagram").click()
    expect(page.locator(".lit-note")).to_contain_text("orders of a customer")
    expect(page.locator("svg.er .node.near")).to_have_count(1)
    expect(page.locator("svg.er .row-light")).to_have_count(1)
    assert_faultless(page)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".lit-note")).to_have_count(0)


def test_all_of_it_works_without_javascript(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, sold: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)) as page:
        plan_all(page, sold)
        page.goto(f"/d/{sold.id}/growth/")
        expect(page.locator(".growth-table")).to_contain_text("stays good with the indexes")
        expect(page.locator(".slider-line")).to_be_hidden()
        page.goto(f"/d/{sold.id}/indexes/")
        page.get_by_role("button", name="Drop orders_note_idx").click()
        expect(page.locator("#messages")).to_contain_text("Drop index orders_note_idx: done.")
        page.locator("#messages").get_by_role("button", name="Undo").click()
        expect(page.locator("#messages")).to_contain_text("Undo: Drop index orders_note_idx.")


@pytest.mark.usefixtures("worker")
def test_a_job_is_called_off_with_its_button(page: Page, sold: Design) -> None:
    page.goto(f"/d/{sold.id}/patterns/")
    page.get_by_role("button", name="Plan the patterns").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#tuning")).to_contain_text("It was cancelled.", timeout=60_000)
    expect(page.get_by_role("button", name="Plan", exact=False).first).to_be_visible()
