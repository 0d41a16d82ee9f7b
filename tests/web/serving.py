"""The server as it is in production, for tests that need streams: granian with `designer.asgi`, on the test's database.

The rows that a test writes must be committed for another process to see them: `transaction=True`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from designer.network import free_port

POOL = 2
NAME = "served"
"""What the server calls the connections of its pool."""


@dataclass(frozen=True)
class Site:
    """As `live_server` of pytest-django: `url` is its address."""

    url: str


def database_url() -> str:
    """The test's database, as another process names it."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = "&".join(filter(None, (parts.query, f"application_name={NAME}")))
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}", query=query))


@contextmanager
def served(**variables: str) -> Iterator[Site]:
    """Pages and streams on a port of their own, with a pool of two connections."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--log-level", "error"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        "DATABASE_URL": database_url(),
        "DATABASE_POOL_SIZE": str(POOL),
        "DESIGNER_NO_BOOTSTRAP": "1",
        "DESIGNER_SECRET_KEY": settings.SECRET_KEY,
        "DESIGNER_STREAMS": "1",
        "DJANGO_SETTINGS_MODULE": "designer.settings",
        **variables,
    }
    server = subprocess.Popen([*command, "--no-ws", "designer.asgi:application"], env=environment)
    try:
        _await(f"http://127.0.0.1:{port}/ready", server)
        yield Site(f"http://127.0.0.1:{port}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
