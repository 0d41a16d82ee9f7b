"""The one Chromium of a test process, and its windows, which are used again: a pytest plugin.

A Chromium of its own for each file, and a cold one for each test, costs more than most tests do: a new window reads
and compiles every script and style sheet anew. So the browser stays until a test that needs none comes, and a window
that is given back serves the next test that asks for one of the same kind. Nothing of its user is left in it then:
cookies and stored data go; only files that were fetched stay, each under its own address and tag.
"""

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import optional

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_USUAL: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
_PATIENCE_MS = 15_000  # what comes at once on a machine of one's own takes seconds beside other tests
_STORED = "local_storage,indexeddb,cache_storage,service_workers"


@dataclass
class _Running:
    """The browser under way, and its windows that wait for their next use, by what they were opened with."""

    playwright: Playwright
    browser: Browser
    allowed_before: str | None
    idle: dict[str, list[BrowserContext]] = field(default_factory=dict)
    in_use: dict[BrowserContext, str] = field(default_factory=dict)


_running: list[_Running] = []


def browser() -> Browser:
    """The Chromium of this process, started where there is none."""
    if not _running:
        # Playwright's loop runs in this thread; Django takes it for an asynchronous caller.
        before, os.environ[_UNSAFE] = os.environ.get(_UNSAFE), "1"
        expect.set_options(timeout=_PATIENCE_MS)
        playwright = sync_playwright().start()
        launched = playwright.chromium.launch(executable_path=optional.find("chromium"), args=list(FLAGS))
        _running.append(_Running(playwright, launched, before))
    return _running[0].browser


def close() -> None:
    """End it, if there is one."""
    while _running:
        ended = _running.pop()
        ended.browser.close()
        ended.playwright.stop()
        if ended.allowed_before is None:
            os.environ.pop(_UNSAFE, None)


def open_page(base_url: str, **options: Any) -> Page:
    """An empty page in a window without a past, for somebody who wants no motion: each picture of what is on its way
    would be drawn without a graphics card. options: as Playwright's for a new context."""
    chromium, running = browser(), _running[0]
    kind = repr((base_url, sorted(options.items())))
    idle = running.idle.setdefault(kind, [])
    context = idle.pop() if idle else chromium.new_context(**{**_USUAL, "base_url": base_url, **options})
    running.in_use[context] = kind
    context.clear_cookies()
    page = context.new_page()
    inside = context.new_cdp_session(page)
    inside.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": _STORED})
    inside.detach()
    return page


def give_back(page: Page) -> None:
    """Close every page of the window and keep it for the next test; one that was not opened here is closed."""
    context = page.context
    kind = _running[0].in_use.pop(context, None) if _running else None
    if kind is None:
        context.close()
        return
    for one in context.pages:
        one.close()
    context.clear_cookies()
    context.clear_permissions()
    _running[0].idle[kind].append(context)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The browser, whose loop would run in this thread, ends before the first test that needs none."""
    if item.get_closest_marker("browser") is None:
        close()


def pytest_sessionfinish() -> None:
    """With the last test it ends too."""
    close()
