"""Normal forms in a real browser: a spreadsheet of thirty columns becomes tables; nothing for axe to find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from designer.analysis.normalization.on_entity import normal_form_of
from designer.store.cache import schema_of
from designer.store.models import Design, Team
from designer.store.sample import seed_sample
from tests.web.accessible import assert_faultless
from tests.web.spreadsheet import RULES, as_csv
from tests.web.windows import chromium, page
from tests.web.working import worker

__all__ = ["chromium", "page", "worker"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
]
TABLES = {
    "sales", "orders", "customers", "countries", "sales_reps", "products", "categories", "suppliers", "warehouses",
    "carriers",
}  # fmt: skip


COUNTING = """addEventListener("mousedown", event => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true)"""
MOST_CLICKS = 20
"""At five seconds for each, reading included, and twenty for choosing the file, it takes a person two minutes."""


def give(page: Page, tmp_path: Path, text: str) -> None:
    """From the first page to what the rows say. Every click of a person counts from here on."""
    file = tmp_path / "sales.csv"
    file.write_text(text)
    page.add_init_script(COUNTING)
    page.goto("/")
    page.get_by_role("link", name="Start from data").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the data").click()
    page.get_by_role("button", name="Accept chosen").wait_for(timeout=60_000)


def cards_of(page: Page, left: str) -> Locator:
    """The cards of a left side: first what no row contradicts."""
    exactly = page.locator("b", has_text=re.compile(f"^{re.escape(left)}$"))
    return page.locator(".data-card label").filter(has=exactly)


def clicks(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.clicks)"))


def assert_clean(design: Design) -> None:
    schema = schema_of(design)
    assert {one.name for one in schema.entities} == TABLES
    assert {normal_form_of(schema, one).report.standing.form for one in schema.entities} == {"BCNF"}
    assert all(one.primary_key for one in schema.entities)
    assert len(schema.relationships) == 9


@pytest.mark.usefixtures("worker")
@pytest.mark.strict_only("a spreadsheet of thirty columns, all the way in another browser")
def test_a_spreadsheet_becomes_tables_that_store_each_fact_once(page: Page, tmp_path: Path) -> None:
    give(page, tmp_path, as_csv())
    assert_faultless(page)
    for left, _ in RULES:
        cards_of(page, left).first.click()
    page.get_by_role("button", name="Accept chosen").click()
    expect(page.locator("h1")).to_have_text("sales")
    expect(page.locator("#decomposition .gates")).to_contain_text("✓ Lossless")
    expect(page.locator("#decomposition .gates")).to_contain_text("✓ Dependencies kept")
    assert_faultless(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#messages")).to_contain_text("Divided sales into 10 tables")
    design = Design.objects.get()
    assert_clean(design)
    # The file's own dialog takes one more.
    assert clicks(page) + 1 == 5 + len(RULES) <= MOST_CLICKS
    assert_faultless(page)
    page.locator("#messages").get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    design.refresh_from_db()
    assert [one.name for one in schema_of(design).entities] == ["sales"]


@pytest.mark.usefixtures("worker")
@pytest.mark.strict_only("the same journey with a mistake in the file")
def test_a_slip_of_the_pen_in_the_spreadsheet_is_shown_and_does_not_spoil_the_tables(
    page: Page, tmp_path: Path
) -> None:
    give(page, tmp_path, as_csv().replace("Customer 3;mail3", "Custmer 3;mail3", 1))
    both = cards_of(page, "Customer No")
    expect(both).to_have_count(2)
    slip = both.last.locator("xpath=ancestor::li")
    expect(slip).to_contain_text("broken by 1 row")
    expect(slip).to_contain_text("Custmer 3")
    for left, _ in RULES:
        cards_of(page, left).first.click()
    both.last.click()
    page.get_by_role("button", name="Accept chosen").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#messages")).to_contain_text("Divided sales into 10 tables")
    assert_clean(Design.objects.get())
    assert clicks(page) + 1 <= MOST_CLICKS


@pytest.mark.strict_only("axe over more pages")
def test_pages_of_the_sample_have_nothing_for_axe_to_find(page: Page, team: Team, alice: User) -> None:
    shop = seed_sample(team, alice)
    page.goto(f"/d/{shop.id}/normalize/")
    assert_faultless(page)
    page.locator(".nf-list tbody a.link").first.click()
    page.locator("#dependencies details").last.locator("summary").click()
    assert_faultless(page)
    page.get_by_role("link", name="Keep on purpose…").first.click()
    assert_faultless(page)
    page.goto(f"/d/{shop.id}/data/")
    assert_faultless(page)
