"""What was done to a design, by whom; taking it back and doing it again."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from designer.store import undoing
from designer.store.conflicts import CannotUndo
from designer.store.editing import history as revisions_of
from designer.store.models import Revision
from designer.store.undoing import next_redo
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.requests import wants_fragment
from designer.web.revisions import shown

_A_PAGE = 50


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """All revisions, the latest first."""
    bench = open_bench(request, number, page="history", fetch=get_design_for_viewer)
    page = Paginator(revisions_of(bench.design), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "revisions": shown(bench.design, page.object_list, bench.may_edit),
        "can_redo": bench.may_edit and next_redo(bench.design) is not None,
    }
    return render(request, "design/history.html", bench.context(**context))


@require_POST
def undo(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """Takes a revision back; undoing an undo does it again."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    return _after(bench, lambda: undoing.undo(bench.design, request.user, revision))


@require_POST
def undo_last(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back the latest edit that is in effect."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    return _after(bench, lambda: undoing.undo_last(bench.design, request.user))


@require_POST
def redo(request: HttpRequest, number: int) -> HttpResponse:
    """Does again what was undone last."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    return _after(bench, lambda: undoing.redo(bench.design, request.user))


def _after(bench: Bench, act: Callable[[], Revision]) -> HttpResponse:
    """Back to the page that asked, with what was done or why it was not."""
    try:
        revision = act()
    except CannotUndo as refusal:
        messages.error(bench.request, str(refusal))
    else:
        way_back = reverse("undo", args=[bench.design.id, revision.number])
        messages.success(bench.request, f"{revision.label}.", extra_tags=way_back)
    asked = bench.request.POST.get("next", "") or bench.request.headers.get("Referer", "")
    host = {bench.request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, host, require_https=bench.request.is_secure())
    url = asked if safe else reverse("history", args=[bench.design.id])
    if wants_fragment(bench.request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)
