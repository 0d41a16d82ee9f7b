"""What axe and the widths of screens have to say about pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours (its tag cat.color, at levels A and AA): what another scheme can break."""

_WIDEST = 1920
_LOOKED_AT: tuple[tuple[int, Any, Any], ...] = ((390, "dark", "light"), (1280, "light", "dark"))
"""Widths of the two layouts, each with the scheme in which every rule looks, and that in which the colours' look."""

_WIDER = """[...document.querySelectorAll("*")]
  .filter(one => document.documentElement.scrollWidth > innerWidth && one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 160))"""

_LOADED = "typeof axe === 'object'"
_RUN = """options => axe.run(document, options).then(found =>
  found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]))"""


def faults(page: Page, rules: Sequence[str] = ()) -> list[Any]:
    """What axe finds on the page as it is, by all its rules or some: [rule, where], short enough to read."""
    if not page.evaluate(_LOADED):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": list(rules)} if rules else {}
    found: list[Any] = page.evaluate(_RUN, {"resultTypes": ["violations"], **only})
    return found


def assert_faultless(page: Page, where: str = "") -> None:
    """axe finds nothing on the page as it is, in both layouts and both schemes, and no window is too narrow for it, be
    it a phone's or a large screen's. The window has its size again afterwards."""
    size = page.viewport_size
    page.emulate_media(reduced_motion="reduce")  # or axe sees colours on their way from one scheme to the other
    for width, scheme, other in _LOOKED_AT:
        _assert_fits(page, width, where)
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == [], (where or page.url, width, scheme)
        page.emulate_media(color_scheme=other)
        assert faults(page, COLOURS) == [], (where or page.url, width, other)
    _assert_fits(page, _WIDEST, where)
    page.emulate_media(color_scheme="null")
    if size is not None:
        page.set_viewport_size(size)


def _assert_fits(page: Page, width: int, where: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wider = page.evaluate(_WIDER)
    assert not wider, (where or page.url, width, wider)


def assert_accessible(page: Page, urls: Iterable[str]) -> None:
    """The same of each address, opened once."""
    for url in urls:
        page.goto(url)
        page.evaluate("document.fonts.ready.then(() => null)")
        assert_faultless(page, url)
