"""Normal forms in a real browser: a spreadsheet of thirty columns becomes tables; nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.analysis.normalization.on_entity import normal_form_of
from designer.store.cache import schema_of
from designer.store.models import Design, Team
from designer.store.sample import seed_sample
from tests.web.conftest import ClientOf
from tests.web.spreadsheet import RULES, as_csv
from tests.web.windows import chromium, opened, watched
from tests.web.working import worker

__all__ = ["chromium", "worker"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
]
TABLES = {
    "sales", "orders", "customers", "countries", "sales_reps", "products", "categories", "suppliers", "warehouses",
    "carriers",
}  # fmt: skip


@pytest.fixture
def page(chromium: Browser, live_server: Any, client_of: ClientOf, alice: User) -> Iterator[Page]:
    with watched(opened(chromium, live_server, client_of, alice)) as page:
        yield page


def faultless(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.usefixtures("worker")
def test_a_spreadsheet_becomes_tables_that_store_each_fact_once(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(as_csv())
    page.goto("/")
    page.get_by_role("link", name="Start from data").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the data").click()
    page.get_by_role("button", name="Accept chosen").wait_for(timeout=60_000)
    faultless(page)
    for left, _ in RULES:
        page.locator(".data-card label", has=page.locator("b", has_text=left).first).first.click()
    page.get_by_role("button", name="Accept chosen").click()
    expect(page.locator("h1")).to_have_text("sales")
    expect(page.locator("#decomposition .gates")).to_contain_text("✓ Lossless")
    expect(page.locator("#decomposition .gates")).to_contain_text("✓ Dependencies kept")
    faultless(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#messages")).to_contain_text("Divided sales into 10 tables")
    design = Design.objects.get()
    schema = schema_of(design)
    assert {one.name for one in schema.entities} == TABLES
    assert {normal_form_of(schema, one).report.standing.form for one in schema.entities} == {"BCNF"}
    assert all(one.primary_key for one in schema.entities)
    assert len(schema.relationships) == 9
    faultless(page)
    page.locator("#messages").get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    design.refresh_from_db()
    assert [one.name for one in schema_of(design).entities] == ["sales"]


@pytest.mark.strict_only("axe over more pages")
def test_pages_of_the_sample_have_nothing_for_axe_to_find(page: Page, team: Team, alice: User) -> None:
    shop = seed_sample(team, alice)
    page.goto(f"/d/{shop.id}/normalize/")
    faultless(page)
    page.locator(".nf-list tbody a.link").first.click()
    page.locator("#dependencies details").last.locator("summary").click()
    faultless(page)
    page.get_by_role("link", name="Keep on purpose…").first.click()
    faultless(page)
    page.goto(f"/d/{shop.id}/data/")
    faultless(page)
