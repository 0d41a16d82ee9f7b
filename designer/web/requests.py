"""What a request asks for: a whole page, or a part of one."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page that is open; never for the page itself, nor for history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def page_before(request: HttpRequest) -> str:
    """The path and query of the page that is open in the browser, for fragments that follow its state; else "".

    Only its path is used: what a header says of another site is dropped.
    """
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{parts.path}?{parts.query}" if parts.path.startswith("/") else ""
