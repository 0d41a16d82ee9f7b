"""What axe and the widths of screens have to say about pages."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_WIDTHS = (390, 1280, 1920)
_LOOKED_AT: tuple[tuple[int, Any], ...] = ((390, "dark"), (1280, "light"))
"""Windows and colours that axe sees: each of the layouts, and both sets of colours. What it says of a width depends on
no colour, and of a colour on no width."""

_WIDER = """[...document.querySelectorAll("*")]
  .filter(one => document.documentElement.scrollWidth > innerWidth && one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 160))"""


def assert_accessible(page: Page, urls: Iterable[str]) -> None:
    """axe finds nothing on any page, and none is wider than the window, be it a phone's or a large screen's."""
    for url in urls:
        page.emulate_media(reduced_motion="reduce")  # or axe sees colours on their way from one theme to the other
        page.goto(url)
        page.evaluate("document.fonts.ready.then(() => null)")
        for width in _WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate(_WIDER)
            assert not wider, (url, width, wider)
        for width, colours in _LOOKED_AT:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == [], (url, width)
