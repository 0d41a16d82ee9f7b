"""The frame in a real browser: the journey with JavaScript and without it, and nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page

from designer.store.cache import schema_of
from designer.store.models import Design
from designer.store.sample import seed_sample
from tests.web.accessible import assert_accessible
from tests.web.conftest import ClientOf, many
from tests.web.windows import chromium, opened, page

__all__ = ["chromium", "page"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
]
SQL = """CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers);
CREATE TABLE oops (a int,, b int);
"""


def import_sql(page: Page) -> None:
    page.goto("/")
    page.click("text=Paste SQL")
    page.fill("#id_text", SQL)
    page.fill("#id_name", "Kiosk")
    page.click("text=Look at it")
    assert "line 3, column" in page.inner_text("main")
    page.click("text=Create design")
    page.wait_for_url("**/d/*/?tab=findings")


def test_paste_look_create_choose_move_undo(page: Page) -> None:
    import_sql(page)
    page.click("#tree a.row:has-text('orders')")
    page.wait_for_selector("#side h2:has-text('orders')")
    assert page.url.endswith("/orders")
    assert page.is_visible("#toolbar >> text=Neighbours")
    node = page.locator("g.entity").first.bounding_box()
    assert node is not None
    page.mouse.move(node["x"] + 20, node["y"] + 8)
    page.mouse.down()
    page.mouse.move(node["x"] + 60, node["y"] + 50, steps=4)
    with page.expect_response("**/canvas/"):
        page.mouse.up()
    page.wait_for_selector(".chip.version:has-text('revision 2')")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "Undo: Move" in page.inner_text("#messages")
    assert page.url.endswith("/orders")


def test_a_table_that_is_not_in_the_drawing_is_drawn_when_it_is_chosen(page: Page, design_of: Any) -> None:
    design = design_of(many(9))
    page.goto(f"/d/{design.id}/t8?reach=1")
    assert page.locator("g.entity").count() == 2
    page.click("#tree a.row:has-text('t2')")
    page.wait_for_selector("g.entity.chosen[data-name='t2']")
    assert {one.get_attribute("data-name") for one in page.locator("g.entity").all()} == {"t1", "t2", "t3"}


def test_the_columns_to_refer_to_follow_the_chosen_table(page: Page, design: Design) -> None:
    orders = schema_of(design).entity("orders").id
    page.goto(reverse("add_inside", args=[design.id, "relationship", orders]))
    page.select_option("#id_parent", label="customers")
    page.wait_for_selector("#id_pairs-0-refers option:has-text('email')", state="attached")
    page.select_option("#id_pairs-0-column", label="customer_id")
    page.select_option("#id_pairs-0-refers", label="email")
    with page.expect_response("**/canvas/"):
        page.click("#editor button.primary")
    assert len(schema_of(Design.objects.get(pk=design.pk)).relationships) == 2


def test_search_leaves_what_fits(page: Page, design: Design) -> None:
    page.goto(f"/d/{design.id}/")
    page.keyboard.press("/")
    page.keyboard.type("placed")
    assert page.locator("#tree li.branch:visible").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders**")


@pytest.mark.strict_only("the journey once more, without JavaScript")
def test_everything_saves_without_javascript(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User
) -> None:
    page = opened(chromium, live_server, client_of, alice, java_script_enabled=False)
    import_sql(page)
    page.click("#tree a.row:has-text('orders')")
    assert "customer_id" in page.inner_text("#side")
    page.goto(page.url.rpartition("/")[0] + "/?find=customer")
    assert page.locator("#tree li.branch").count() == 2  # orders has customer_id
    page.click(".nav a:has-text('Export')")
    page.click("text=Design file")
    with page.expect_download() as download:
        page.click("text=Download .json")
    assert download.value.suggested_filename == "Kiosk.json"
    page.context.close()


@pytest.mark.strict_only("axe over every page of a design")
def test_axe_finds_nothing(chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, team: Any) -> None:
    design = seed_sample(team, alice)
    page = opened(chromium, live_server, client_of, alice, bypass_csp=True)
    key = schema_of(design).entity("orders").name
    paths = ("", key, "?tab=findings", "?tab=history", "history/", "export/", "export/dbml/", "export/svg/")
    assert_accessible(page, ("/", "/new/", "/import/", *(f"/d/{design.id}/{part}" for part in paths)))
    page.context.close()
