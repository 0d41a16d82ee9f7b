"""A server for the look's own pages under the project's real content security policy, and a Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page

from tests import windows


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are no news here."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The root URL of a running server that knows tests/static/urls.py."""
    templates = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], settings.BASE_DIR / "tests/static/pages"]}
    ]
    slim = override_settings(
        ROOT_URLCONF="tests.static.urls",
        TEMPLATES=templates,
        MIDDLEWARE=["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    )
    with slim:
        server = make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def chromium() -> Browser:
    """The Chromium of this process; tests/windows.py ends it."""
    return windows.browser()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A page of 1280 by 800 that fails its test if the console saw an error or the policy was broken."""
    opened = windows.open_page(address)
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    windows.give_back(opened)
    expected = "status of 503"  # the pin that a test makes the server refuse
    assert [line for line in complaints if expected not in line] == []
