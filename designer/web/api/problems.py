"""Refusals as programs read them: `application/problem+json` (RFC 9457), with a sentence in `detail`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
SENTENCES = {
    400: "The request cannot be read.",
    403: "That is not allowed.",
    404: "Nothing is here, or it is not for this token to see.",
    405: "The address does not take this method; Allow names those that it takes.",
    413: "The request is larger than this address takes.",
    429: "Too many requests.",
    500: "The fault is ours and has been recorded. Nothing that was saved is lost.",
    503: "The server is busy or being updated. Try again in a minute.",
}


class Problem(Exception):
    """A refusal. more: further members of the answer, such as `conflicts`."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, dict(headers or {}), more


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """The answer."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Refused"
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail or SENTENCES.get(status, title)}
    body = json.dumps({**said, **more}, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))
