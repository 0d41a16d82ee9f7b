"""What requests do while the database is away: wait for it, for some seconds, instead of failing.

Only the requests that are under way when it goes can fail. Those that only read are answered anew when it is back;
those that write are not, since nobody knows how far they came. From then on this process asks the database first, and
whoever comes waits until it answers: nothing was done for them yet, so nothing can be done twice.
"""

import sys
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

SECONDS = 8.0
"""Less than a proxy's patience, and than that of most people."""
_EVERY = 0.25
_SAFE = ("GET", "HEAD", "OPTIONS")
_AWAY = ("connection", "server login has been failing", "query_wait_timeout", "terminating", "starting up", "shutting")
_CLASSES = ("08", "57P", "53300")
"""SQLSTATE of broken connections (a pooler says "server conn crashed?" with one), of a server that ends or begins, and
of one that has no room."""
_gone = False


def is_away(error: BaseException | None) -> bool:
    """Whether an exception says that the database is not there; not that it refuses what it was asked."""
    if isinstance(error, PoolTimeout | InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return state.startswith(_CLASSES) or any(word in str(error).lower() for word in _AWAY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for exceptions: 503, and a page that says so, where it is the database that is away."""
    global _gone
    if not is_away(sys.exception()):
        return render(request, "500.html", status=500)
    _gone = True
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "5"
    setattr(response, "database_is_away", True)  # noqa: B010
    return response


class Patience:
    """Stands before whatever asks the database."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Waits where others have found the database away, and reads once more after finding it so itself."""
        if _gone and request.path not in ("/health", "/ready"):
            _wait()
        response = self.answer(request)
        if getattr(response, "database_is_away", False) and request.method in _SAFE and _wait():
            response = self.answer(request)
        return response


def _wait() -> bool:
    """Whether the database answered in time."""
    global _gone
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        connection.close_if_unusable_or_obsolete()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, PoolTimeout):
            connection.close()
            time.sleep(_EVERY)
        else:
            _gone = False
            return True
    return False
