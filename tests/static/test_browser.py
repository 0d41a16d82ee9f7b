"""The browser code in a real Chromium, under the real policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.static import samples, urls
from tests.web.accessible import COLOURS, faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.strict_only("the browser code piece by piece, where the journeys show it at work"),
]


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("where", ["/", "/d/7/orders/", "/styleguide/", "/nothing/"])
def test_axe_finds_nothing_in_the_light_and_in_the_dark(page: Page, where: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(where)
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    # Colours go over into others: axe would see what is between them.
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert faults(page, COLOURS) == []


@pytest.mark.parametrize("where", ["/", "/styleguide/"])
def test_page_is_never_wider_than_the_window(page: Page, where: str) -> None:
    page.goto(where)
    for width in (320, 390, 899, 900, 1080, 1240, 1280, 1400, 1600, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"at {width}"


def test_axe_finds_nothing_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    assert faults(page) == []


def test_choosing_a_column_opens_its_table_beside_and_dims_strangers(page: Page) -> None:
    page.goto("/")
    page.locator('#e-customers [data-attribute="email"]').click()
    expect(page.locator("#side h2")).to_have_text("customers")
    assert page.url.endswith("/d/7/customers/")
    expect(page.locator("#e-customers")).to_have_class("node entity g1 movable chosen")
    expect(page.locator("#e-orders")).to_have_class("node entity g1 movable near")
    assert float(page.locator("#e-payments").evaluate("node => getComputedStyle(node).opacity")) < 0.5
    expect(page.locator("#r-1")).to_have_class("edge rel lit")


def await_drawing(page: Page) -> None:
    """Until it stands where the stage puts it, which takes a frame."""
    expect(page.locator("#stage.live")).to_be_visible()
    page.wait_for_function("document.querySelector('svg.er').style.transform !== ''")


def test_zoom_fit_and_pan_move_the_drawing_and_are_remembered(page: Page) -> None:
    page.goto("/")
    await_drawing(page)
    before = box(page, "#e-orders")
    level = page.locator("[data-zoom-level]").first
    for _ in range(2):
        shown = level.inner_text()
        page.get_by_role("button", name="Zoom in").click()
        expect(level).not_to_have_text(shown)  # drawn with the next frame
    zoomed = box(page, "#e-orders")
    assert zoomed["width"] == pytest.approx(before["width"] * 1.25**2, rel=0.01)
    stage = box(page, "#stage")
    page.mouse.move(stage["x"] + 20, stage["y"] + 600)
    page.mouse.down()
    page.mouse.move(stage["x"] + 80, stage["y"] + 560, steps=4)
    page.mouse.up()
    panned = box(page, "#e-orders")
    assert (panned["x"] - zoomed["x"], panned["y"] - zoomed["y"]) == pytest.approx((60, -40), abs=1)
    page.reload()
    await_drawing(page)
    assert box(page, "#e-orders") == pytest.approx(panned, abs=1)
    page.get_by_role("button", name="Fit").click()
    page.wait_for_timeout(50)
    assert box(page, "#e-orders") == pytest.approx(before, abs=1)


def test_search_in_the_tree_centres_the_table(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("paym")
    expect(page.locator("#tree .branch:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#side h2")).to_have_text("payments")
    stage, card = box(page, "#stage"), box(page, "#e-payments")
    assert card["x"] + card["width"] / 2 == pytest.approx(stage["x"] + stage["width"] / 2, abs=2)


def drag(page: Page, name: str, dx: float, dy: float) -> None:
    card = box(page, f"#e-{name}")
    page.mouse.move(card["x"] + 20, card["y"] + 8)
    page.mouse.down()
    page.mouse.move(card["x"] + 20 + dx, card["y"] + 8 + dy, steps=5)
    page.mouse.up()


def test_dragging_a_table_pins_its_middle_in_the_axes_of_graphviz(page: Page) -> None:
    urls.pins.clear()
    page.goto("/")
    page.locator('[data-zoom="fit"]').click()
    scale = page.evaluate("document.querySelector('svg.er').getBoundingClientRect().width") / 700
    before = box(page, "#e-orders")
    with page.expect_response("**/pin/"):
        drag(page, "orders", 30 * scale, 50 * scale)
    x, y, rows = samples.CARDS["orders"]
    middle = (x + 80, -(y - 300 + (30 + 20 * len(rows)) / 2))
    assert urls.pins[0]["entity"] == "orders"
    assert (float(urls.pins[0]["x"]), float(urls.pins[0]["y"])) == pytest.approx(
        (middle[0] + 30, middle[1] - 50), abs=2
    )
    after = box(page, "#e-orders")
    assert after["y"] - before["y"] == pytest.approx(50 * scale, abs=1)


def test_a_pin_that_the_server_refuses_goes_back_and_says_so(page: Page) -> None:
    page.goto("/")
    before = box(page, "#e-payments")
    with page.expect_response("**/pin/"):
        drag(page, "payments", 20, 30)
    expect(page.locator("#messages .notice")).to_contain_text("payments could not be pinned")
    assert box(page, "#e-payments") == pytest.approx(before, abs=1)


def test_diagram_is_worked_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.locator("#e-orders").focus()
    expect(page.locator("#e-orders")).to_have_attribute("aria-label", "orders, 4 columns shown, 2 errors")
    page.keyboard.press("Enter")
    expect(page.locator("#side h2")).to_have_text("orders")
    page.locator("#stage").focus()
    before = box(page, "#e-orders")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(50)
    assert box(page, "#e-orders")["y"] == pytest.approx(before["y"] - 60, abs=1)
    page.locator("#e-orders").focus()
    page.keyboard.press("Shift+Enter")
    page.wait_for_url("**/around/?id=orders")


def test_palette_finds_by_scattered_letters_and_opens(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ordli")
    expect(page.locator("#palette-list [aria-selected=true] .label")).to_have_text("order_lines")
    page.keyboard.press("Enter")
    expect(page.locator("#side h2")).to_have_text("order_lines")


def test_letters_rest_while_one_types_and_when_switched_off(page: Page) -> None:
    page.goto("/")
    page.locator("[data-search]").fill("")
    page.locator("[data-search]").press("j")
    expect(page.locator(".finding.current")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".finding.current")).to_have_id("finding-f1")
    page.keyboard.press("?")
    page.get_by_label("Keyboard shortcuts", exact=True).uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".finding.current")).to_have_id("finding-f1")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".finding.current")).to_have_count(0)


def test_appearance_is_remembered_and_applied_before_the_first_paint(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.keyboard.press("?")
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 17, 21)"


def test_without_javascript_the_drawing_the_tree_and_the_forms_are_there(
    page: Page, chromium: Any, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    still = context.new_page()
    still.goto("/")
    expect(still.locator("svg.er")).to_be_visible()
    expect(still.get_by_role("link", name="order_lines")).to_have_attribute("href", "/d/7/order_lines/")
    expect(still.locator("#finding-f1 form button")).to_be_visible()
    expect(still.locator("[data-opens=palette]")).to_be_hidden()
    context.close()
