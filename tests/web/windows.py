"""Windows of a real browser: somebody signed in looks at the test's own server, and nothing on the way may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from tests import windows
from tests.web.conftest import ClientOf


@pytest.fixture
def chromium() -> Browser:
    """The Chromium of this process; tests/windows.py ends it."""
    return windows.browser()


def opened(chromium: Browser, live_server: Any, client_of: ClientOf, user: User, **options: Any) -> Page:
    """A page of a browser in which the user is signed in."""
    page = windows.open_page(live_server.url, **options)
    cookie = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@contextmanager
def watched(page: Page, *, refusals: tuple[int, ...] = ()) -> Iterator[Page]:
    """Gives the page's window back afterwards, and fails where its console had an error, the content policy was broken,
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
        windows.give_back(page)
    assert complaints == []
    assert sorted(statuses) == sorted(refusals)


@pytest.fixture
def page(chromium: Browser, live_server: Any, client_of: ClientOf, alice: User) -> Iterator[Page]:
    """Alice's page, which fails its test when the policy was broken, a script failed or an answer was a refusal."""
    with watched(opened(chromium, live_server, client_of, alice)) as page:
        yield page
