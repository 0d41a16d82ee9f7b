"""Declared rules under two sessions at once: asked for here, and shown statement by statement."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.jobs import job_context
from designer.web.racing import RACES, shown
from designer.web.requests import signed_in, wants_fragment


@require_safe
def races(request: HttpRequest, number: int) -> HttpResponse:
    """The declared rules and the races for them; while they are run, how far that is."""
    bench = open_bench(request, number, page="findings", fetch=get_design_for_viewer)
    if wants_fragment(request):
        return render(request, "races/result.html", {"design": bench.design, **_context(bench)})
    return render(request, "races/page.html", bench.context(**_context(bench)))


@require_POST
def run_races(request: HttpRequest, number: int) -> HttpResponse:
    """Has the races run. Whoever may look may: it changes nothing."""
    bench = open_bench(request, number, page="findings", fetch=get_design_for_viewer)
    if bench.schema.invariants:
        RACES.ask(bench.design, bench.schema, signed_in(request))
    if wants_fragment(request):
        return render(request, "races/result.html", {"design": bench.design, **_context(bench)})
    return HttpResponseRedirect(reverse("races", args=[number]), status=303)


def _context(bench: Bench) -> dict[str, Any]:
    kept, job = RACES.answer(bench.design, bench.schema)
    return {**job_context(job, "#races"), "rules": shown(bench, kept), "made_at": kept.made_at if kept else None}
