"""What stands around every view: the demo's sign-in, and answers that htmx can use when something fails."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from designer.store.sample import DEMO_USER, seed_demo
from designer.web.requests import wants_fragment

Answer = Callable[[HttpRequest], HttpResponse]

_SENTENCES = {
    400: (
        "The request could not be read",
        "The form was not what this page expects.",
        "Reload the page and send it again.",
    ),
    403: ("You may not do that here", "Your role in this team does not allow it.", ""),
    404: (
        "Nothing is here",
        "It was deleted, or it belongs to a team you are not in.",
        "Reload the page to see what there is.",
    ),
    405: ("That cannot be done this way", "The address does not take this kind of request.", ""),
    413: (
        "That is more than one import takes",
        "The text or file is over the size limit.",
        "Leave out the data or split the file.",
    ),
    503: ("The server is busy or being updated", "Nothing you had saved is lost.", "Try again in a minute."),
}
_FAULT = ("That did not work", "The fault is ours and has been recorded. Nothing you had saved is lost.", "")


class DemoSignIn:
    """Signs the local user in, in the demo only, and only from this machine."""

    def __init__(self, answer: Answer) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuses other machines: the demo asks nobody for a password."""
        if not _is_loopback(request.META.get("REMOTE_ADDR", "")):
            return HttpResponseForbidden("The demo answers this machine only.\n", content_type="text/plain")
        if not request.user.is_authenticated:
            request.user = SimpleLazyObject(_demo_user)  # type: ignore[assignment]
        return self.answer(request)


class FragmentErrors:
    """Turns an error page into a small fragment where htmx would put it into a part of a page, and a way to the
    sign-in into one for the whole page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pages' own refusals (409, 422, and whatever a view marked) pass as they are."""
        response = self.answer(request)
        response.headers.setdefault("Vary", "HX-Request, HX-Request-Type, Cookie")
        if "Cache-Control" not in response:  # what a team sees is no business of a cache, nor of the next user
            patch_cache_control(response, private=True, no_cache=True)
        if not wants_fragment(request):
            return _as_page(request, response)
        if response.status_code == 302 and response.headers["Location"].startswith(str(settings.LOGIN_URL)):
            return HttpResponse(status=200, headers={"HX-Redirect": response.headers["Location"]})
        if response.status_code in _SENTENCES or response.status_code >= 500:
            return error_fragment(response.status_code)
        return response


def _as_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page in words for the refusal that Django leaves empty."""
    if response.status_code != 405 or request.method == "OPTIONS":
        return response
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers.get("Allow", "")
    return page


def error_fragment(status: int) -> HttpResponse:
    """fragments/error.html for a status."""
    title, text, remedy = _SENTENCES.get(status, _FAULT)
    context: dict[str, Any] = {"status": status, "title": title, "text": text, "remedy": remedy}
    return HttpResponse(render_to_string("fragments/error.html", context), status=status)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return address == ""  # a local socket
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _demo_user() -> Any:
    return get_user_model().objects.filter(username=DEMO_USER).first() or seed_demo()
