"""Where people without an account read and write comments, by a link that lets them.

The page says where its forms come from, to this site alone: from a page with "no-referrer" they would come from
nowhere, and be taken for forgeries.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote, urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.schema.errors import DesignError
from designer.store.models import SharePart, Thread
from designer.store.threads import ThreadRefused, Visitor, thread_of
from designer.store.visitors import Saying, TooFast, answer, begin
from designer.web.client import address_of
from designer.web.discussing import forum_of
from designer.web.forms.visitors import LONGEST_NAME, VisitorForm
from designer.web.links import with_query
from designer.web.views.shared import for_visitors, page_context
from designer.web.visiting import Visit, open_visit
from designer.web.visitor_threads import about, subjects, thread_shown, visitor_cards, visitor_page

_COOKIE = "called"
_REMEMBERED = 90 * 24 * 3600
"""Seconds for which the name that a visitor typed is typed already."""


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def shared_comments(request: HttpRequest, token: str) -> HttpResponse:
    """The threads that the link shows, and a form for another one."""
    visit = _opened(request, token)
    choices = subjects(visit)
    if request.method != "POST":
        chosen = visit.at.value.id if visit.at else visit.entity.id if visit.entity else ""
        first = {"on": chosen if chosen in dict(choices) else choices[0][0], "name": _name(request)}
        return _page(visit, VisitorForm(initial=first, on=choices))
    form = VisitorForm(request.POST, on=choices)
    forum = forum_of(visit.design)

    def say(said: Saying) -> Thread:
        what = about(visit, form.cleaned_data["on"])
        if what is None:
            raise ThreadRefused("What you write about is not there any more.")
        return begin(said, forum.holder, forum.review, what)

    return _said(visit, form, say) or _page(visit, form, status=_status(form))


@for_visitors
@require_POST
def shared_reply(request: HttpRequest, token: str, thread: UUID) -> HttpResponse:
    """One more comment in a thread that the link shows."""
    visit = _opened(request, token)
    forum = forum_of(visit.design)
    found = thread_of(forum.holder, thread)
    if found is None or not thread_shown(visit, found, forum):
        raise Http404("There is no such thread.")
    form = VisitorForm(request.POST, on=[("", "")], auto_id=f"reply-{found.id}-%s")

    def say(said: Saying) -> Thread:
        answer(said, found)
        return found

    return _said(visit, form, say) or _page(visit, None, reply=(found.id, form), status=_status(form))


def _opened(request: HttpRequest, token: str) -> Visit:
    return open_visit(request, token, page="shared_comments", part=SharePart.COMMENTS)


def _said(visit: Visit, form: VisitorForm, say: Callable[[Saying], Thread]) -> HttpResponse | None:
    """The way back to what was said; None where it was not, with the reason in the form."""
    assert visit.link is not None
    if not form.is_valid():
        return None
    name, text = form.cleaned_data["name"], form.cleaned_data["text"]
    try:
        thread = say(Saying(Visitor(name, visit.link), text, address_of(visit.request)))
    except (ThreadRefused, DesignError) as refused:
        form.add_error("text", str(refused))
        return None
    except TooFast as refused:
        form.add_error(None, str(refused))
        return None
    chosen = visit.entity.id if visit.entity else ""
    there = with_query(visit.page_url("shared_comments"), {"at": chosen, "thread": str(thread.id)})
    response = HttpResponseRedirect(f"{there}#thread-{thread.id}", status=303)
    response.set_cookie(
        _COOKIE, quote(name), max_age=_REMEMBERED, path=reverse("shared", args=[visit.token]), httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _status(form: VisitorForm) -> int:
    return 429 if form.non_field_errors() else 422


def _page(
    visit: Visit, form: VisitorForm | None, *, reply: tuple[UUID, VisitorForm] | None = None, status: int = 200
) -> HttpResponse:
    request = visit.request
    known = {"name": _name(request)}
    page = visitor_page(visit, reply[0] if reply is not None else None)
    cards = visitor_cards(visit, list(page))
    for card in cards:
        mine = reply is not None and reply[0] == card["id"]
        card["open"] = mine
        card["form"] = (
            reply[1]
            if reply is not None and mine
            else VisitorForm(initial=known, on=[("", "")], auto_id=f"reply-{card['id']}-%s")
        )
    choices = subjects(visit)
    context = {
        "cards": cards,
        "page": page,
        "query": urlencode({"at": visit.request.GET.get("at", "")}) if visit.entity else "",
        "form": form or VisitorForm(initial={**known, "on": choices[0][0]}, on=choices),
        "all_url": visit.page_url("shared_comments"),
        "referrer": "same-origin",
    }
    shown = {**page_context(request, visit, drawn=False), **context}
    response = render(request, "shared/comments.html", shown, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def _name(request: HttpRequest) -> str:
    return unquote(request.COOKIES.get(_COOKIE, ""))[:LONGEST_NAME]
