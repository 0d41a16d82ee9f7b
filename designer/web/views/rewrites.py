"""Access patterns in another form: compared on made rows when asked, and shown beside each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.jobs import job_context
from designer.web.requests import signed_in, wants_fragment
from designer.web.rewriting import REWRITES, shown


@require_safe
def rewrites(request: HttpRequest, number: int) -> HttpResponse:
    """Every rewrite that the patterns suggest, and what was seen of it."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    if wants_fragment(request):
        return render(request, "rewrites/result.html", {"design": bench.design, **_context(bench)})
    return render(request, "rewrites/page.html", bench.context(**_context(bench)))


@require_POST
def run_rewrites(request: HttpRequest, number: int) -> HttpResponse:
    """Has them compared. Whoever may look may: it changes nothing."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    if shown(bench, None):
        REWRITES.ask(bench.design, bench.schema, signed_in(request))
    if wants_fragment(request):
        return render(request, "rewrites/result.html", {"design": bench.design, **_context(bench)})
    return HttpResponseRedirect(reverse("rewrites", args=[number]), status=303)


def _context(bench: Bench) -> dict[str, Any]:
    kept, job = REWRITES.answer(bench.design, bench.schema)
    return {
        **job_context(job, "#rewrites"),
        "rewrites": shown(bench, kept),
        "made_at": kept.made_at if kept else None,
    }
