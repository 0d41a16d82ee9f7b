"""What stands around the API: no cookies, no pages, no caches, and a problem wherever something fails."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from designer.web.api.problems import MEDIA_TYPE, Problem, problem

PREFIX = "/api/v1/"
MOST_BYTES = settings.IMPORT_MAX_BYTES
_IN_ADDRESS = frozenset({"token", "access_token", "api_key", "apikey", "authorization", "bearer"})
_OWN = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Authorization, Accept",
}


class ApiBoundary:
    """Only a token opens the API: what a browser would send along by itself is taken away before anybody looks."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Other addresses pass as they are."""
        if not request.path_info.startswith(PREFIX):
            return self.answer(request)
        _bare(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        try:
            _admit(request)
            response = self.answer(request)
        except Problem as refused:
            response = problem(refused.status, refused.detail, refused.headers)
        return _clean(response, asked == "HEAD")


def _bare(request: HttpRequest) -> None:
    """Without cookies, and without the headers by which pages ask for parts of themselves."""
    for name in [name for name in request.META if name.startswith("HTTP_HX_") or name == "HTTP_COOKIE"]:
        del request.META[name]
    request.COOKIES = {}
    vars(request).pop("headers", None)  # read anew from what is left


def _admit(request: HttpRequest) -> None:
    if _IN_ADDRESS & {name.lower() for name in request.GET}:
        raise Problem(400, "A token belongs into the header Authorization, never into an address: take this one back.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:12]) > MOST_BYTES:
        raise Problem(413, f"A request has at most {MOST_BYTES >> 20} MB.")
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() not in ("", "identity"):
        raise Problem(415, "Send the body as it is, without Content-Encoding.")


def _clean(response: HttpResponse, bare: bool) -> HttpResponse:
    kind = response.headers.get("Content-Type", "")
    if response.status_code >= 400 and not kind.startswith(MEDIA_TYPE):
        kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
        response = problem(response.status_code, headers=kept)
    response.cookies.clear()
    for name, value in _OWN.items():
        response.headers[name] = value
    if bare:
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
