"""An id for every request, on the way in and on the way out, and a line in the log when it is answered."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from designer.store.tracing import on_behalf_of

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_QUIET = frozenset({"health", "ready", "metrics"})
"""Asked every few seconds by programs."""

_log = logging.getLogger("designer.request")


class Traced:
    """Stands around everything else, so that whatever is logged meanwhile names the request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keeps the id that a proxy gave if it is one, else makes one."""
        given = request.headers.get(HEADER, "")
        found = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with on_behalf_of(found):
            response = self.answer(request)
            response.headers[HEADER] = found
            _note(request, response, time.perf_counter() - began)
        return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    view = request.resolver_match.view_name if request.resolver_match else ""
    level = logging.DEBUG if view in _QUIET else logging.INFO
    if not _log.isEnabledFor(level):
        return
    fields = {
        "method": request.method,
        "path": request.path,
        "view": view,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": _user(request),
    }
    path = request.path.encode("unicode_escape").decode("ascii")  # a line break in an address begins no line here
    _log.log(level, "%s %s %s", request.method, path, response.status_code, extra=fields)


def _user(request: HttpRequest) -> int | None:
    """Who asked, where that is known by now; nothing is looked up for the log."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None
