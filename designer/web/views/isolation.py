"""Transactions at every isolation level: run when asked, and shown as two sessions side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.isolating import ISOLATION, shown
from designer.web.jobs import job_context
from designer.web.requests import signed_in, wants_fragment


@require_safe
def isolation(request: HttpRequest, number: int) -> HttpResponse:
    """What two transactions of the design do to each other; while they are run, how far that is."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    if wants_fragment(request):
        return render(request, "isolation/result.html", {"design": bench.design, **_context(bench)})
    return render(request, "isolation/page.html", bench.context(**_context(bench)))


@require_POST
def run_isolation(request: HttpRequest, number: int) -> HttpResponse:
    """Has them run. Whoever may look may: it changes nothing."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    ISOLATION.ask(bench.design, bench.schema, signed_in(request))
    if wants_fragment(request):
        return render(request, "isolation/result.html", {"design": bench.design, **_context(bench)})
    return HttpResponseRedirect(reverse("isolation", args=[number]), status=303)


def _context(bench: Bench) -> dict[str, Any]:
    kept, job = ISOLATION.answer(bench.design, bench.schema)
    return {**job_context(job, "#isolation"), **shown(kept), "made_at": kept.made_at if kept else None}
