"""What a request asks for: a whole page, or a part of one."""

from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

_DIGITS = 18


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page that is open; never for the page itself, nor for history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def open_place(request: HttpRequest, number: int) -> tuple[str | None, QueryDict]:
    """Which entity of a design the page that is open in the browser shows, and its query; for fragments that follow it.

    Only a path of this application's own is read: whatever else the header says counts as no place.
    """
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        match = resolve(unquote(parts.path))
    except (ValueError, Resolver404):
        return None, QueryDict()
    if match.url_name not in ("workbench", "workbench_entity") or match.kwargs["number"] != number:
        return None, QueryDict()
    return match.kwargs.get("key"), QueryDict(parts.query)


def whole_number(text: str) -> int | None:
    """The number that decimal digits say; None for other texts, and for more digits than any number here has."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def signed_in(request: HttpRequest) -> User:
    """The user of a page that nobody else reaches (`LoginRequiredMiddleware`)."""
    assert request.user.is_authenticated
    return request.user
