"""From a version to a proved migration in a real browser, with and without JavaScript; nothing for axe to find."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.schema.edits import add, drop, rename
from designer.schema.model import Attribute
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.versions import make_version
from tests.web.accessible import assert_accessible
from tests.web.conftest import ClientOf
from tests.web.windows import chromium, opened, page, watched
from tests.web.working import worker

__all__ = ["chromium", "page", "worker"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("worker"),
]


def keep(page: Page, design: Design, message: str, tag: str = "") -> None:
    page.goto(f"/d/{design.id}/versions/")
    page.get_by_label("What it is about").fill(message)
    page.get_by_label("Tag").fill(tag)
    page.get_by_role("button", name="Keep version").click()
    expect(page.locator("#messages")).to_contain_text("is kept.")


def journey(page: Page, design: Design) -> Path:
    """Version, edit, compare, plan, prove, download; the path of the zip."""
    keep(page, design, "As it was", "2026-11")
    page.goto(f"/d/{design.id}/orders")
    page.locator("#side .line a.name[title='placed_at']").click()
    page.fill("#id_type", "date")
    page.locator("#editor .form-foot button", has_text="Save").click()
    expect(page.locator("#messages")).to_contain_text("Change column orders.placed_at")
    page.goto(f"/d/{design.id}/versions/")
    page.get_by_role("link", name="Compare with now").click()
    expect(page.locator("h1")).to_have_text("From v1 2026-11 to now (revision 2)")
    expect(page.locator(".change")).to_contain_text("placed_at")
    expect(page.locator(".change del")).to_have_text("timestamptz")
    expect(page.locator("svg.er .node.changed")).to_have_count(1)
    page.get_by_role("link", name="Plan the migration").first.click()
    expect(page.locator(".plan-step").first).to_contain_text("ACCESS EXCLUSIVE")
    return prove_and_download(page)


def prove_and_download(page: Page) -> Path:
    page.get_by_role("button", name="Prove it").click()
    expect(page.locator("#proof strong.ok").last).to_contain_text("Proved on PostgreSQL", timeout=60_000)
    expect(page.locator(".survival")).to_contain_text("orders of a customer")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download .zip").click()
    assert download.value.suggested_filename.endswith(".zip")
    return Path(download.value.path())


@pytest.mark.strict_only("another browser")
def test_a_change_becomes_a_proved_migration(page: Page, design: Design) -> None:
    path = journey(page, design)
    with zipfile.ZipFile(path) as zipped:
        assert any("ALTER COLUMN placed_at TYPE date" in zipped.read(name).decode() for name in zipped.namelist())
    # Another strategy is another plan, with a proof of its own; and another tool other files.
    page.get_by_label("Strategy").select_option("expand-contract")
    page.wait_for_url("**strategy=expand-contract**")
    expect(page.locator("#proof")).to_contain_text("A throw-away PostgreSQL runs all")
    expect(page.get_by_role("heading", name="Backfill")).to_be_visible()
    page.locator("select[name=as]").select_option("flyway")
    page.wait_for_url("**as=flyway**")
    page.locator(".file-list > summary").click()
    expect(page.locator(".file-list code", has_text="V1__").first).to_be_visible()


@pytest.mark.strict_only("another browser")
def test_a_card_of_the_picture_leads_to_its_changes(page: Page, design: Design, alice: User) -> None:
    make_version(design, alice, message="As it was")
    schema = schema_of(design)
    edit(design, alice, (rename(schema, schema.entity("orders").id, "purchases"),), label="Rename")
    page.goto(f"/d/{design.id}/compare/")
    expect(page.locator(".stage.live")).to_be_visible()
    edit(design, alice, (rename(schema_of(design), schema.entity("customers").id, "clients"),), label="Rename")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it looks whether something is new
    expect(page.locator(".changes .change", has_text="clients")).to_be_visible()
    expect(page.locator(".stage.live")).to_be_visible()
    page.locator("svg.er .node.changed .name", has_text="purchases").click()
    page.wait_for_url("**#change-*")
    expect(page.locator(".change-group:target h3")).to_have_text("purchases")
    page.get_by_role("link", name="Renamed 2").click()
    expect(page.locator(".change")).to_have_count(2)


@pytest.mark.strict_only("the journey once more")
def test_all_of_it_works_without_javascript(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, design: Design
) -> None:
    with watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)) as page:
        zipfile.ZipFile(journey(page, design)).close()
        page.goto(f"/d/{design.id}/versions/")
        page.get_by_role("link", name="Restore…").click()
        expect(page.locator("#main")).to_contain_text("What would change")
        page.get_by_role("button", name="Restore v1").click()
        expect(page.locator("#messages")).to_contain_text("Restore version v1 2026-11.")
        page.locator("#messages").get_by_role("button", name="Undo").click()
        expect(page.locator("#messages")).to_contain_text("Undo: Restore version v1 2026-11.")


@pytest.mark.strict_only("axe over every page")
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(page: Page, design: Design, alice: User) -> None:
    make_version(design, alice, message="As it was", tag="2026-11")
    schema = schema_of(design)
    orders = schema.entity("orders")
    edit(design, alice, (drop(schema, orders.attributes[2].id),), label="Drop")
    new = Attribute(name="a_name_that_is_as_long_as_names_can_be_in_postgresql_and_no_more", type="text")
    edit(design, alice, (add(schema_of(design), new, to=orders.id),), label="Add")
    page.goto(f"/d/{design.id}/plan/?strategy=direct")
    page.get_by_role("button", name="Prove it").click()
    expect(page.locator(".proof-panel")).to_be_visible(timeout=60_000)
    same = "compare/?from=1&to=1"
    pages = ("versions/", "versions/1/tag/", "versions/1/restore/", "compare/", same, "plan/?strategy=direct")
    assert_accessible(page, (f"/d/{design.id}/{one}" for one in pages))
