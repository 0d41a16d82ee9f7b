"""Windows of a real browser: somebody signed in looks at the test's own server, and nothing on the way may go wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, sync_playwright

from tests import optional
from tests.static.conftest import CHROMIUM
from tests.web.conftest import ClientOf


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django takes it for an asynchronous caller.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=optional.find("chromium"), args=list(CHROMIUM))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opened(chromium: Browser, live_server: Any, client_of: ClientOf, user: User, **options: Any) -> Page:
    """A page of a browser in which the user is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=live_server.url, **options)
    cookie = client_of(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


@contextmanager
def watched(page: Page, *, refusals: tuple[int, ...] = ()) -> Iterator[Page]:
    """Closes the page's browser afterwards, and fails where its console had an error, the content policy was broken,
    a script failed or an answer was a refusal. refusals: the statuses that the test provokes, one each."""
    complaints: list[str] = []
    statuses: list[int] = []
    # A refusal is also reported on the console, without saying more than its status.
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "the server responded with a status of" not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda answer: statuses.append(answer.status) if answer.status >= 400 else None)
    try:
        yield page
    finally:
        page.context.close()
    assert complaints == []
    assert sorted(statuses) == sorted(refusals)
