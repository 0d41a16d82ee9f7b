"""`Idempotency-Key`: a request that is sent again is done once, and answered alike."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

from designer.store.replies import LONGEST_KEY, Reply, once
from designer.web.api.problems import Problem
from designer.web.api.reach import token_of

HEADER = "Idempotency-Key"
_KEPT = ("Content-Type", "ETag", "Location", "Retry-After")


def done_once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `act`, or what the same request was answered before. Without a key, just the former."""
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise Problem(400, f"An {HEADER} has 1 to {LONGEST_KEY} printable ASCII characters.")
    whole = sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    found = once(token_of(request), key, whole, lambda: _kept(act()))
    response = HttpResponse(found.body.encode(), status=found.status, headers=found.headers)
    if found.again:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _kept(response: HttpResponse) -> Reply:
    headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
    return Reply(response.status_code, headers, response.content.decode())
