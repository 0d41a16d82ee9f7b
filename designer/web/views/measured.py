"""Access patterns run on made rows: asked for here, and shown with the scale that they were run at."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.lab.measuring import DEFAULT_ROWS
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.jobs import job_context
from designer.web.measuring import ROWS, ask, measured_of, shown
from designer.web.requests import signed_in, wants_fragment, whole_number
from designer.web.tuning.status import tabs


@require_safe
def measured(request: HttpRequest, number: int) -> HttpResponse:
    """The last measurement of the design as it is; while one is made, how far that is."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    if wants_fragment(request):
        return render(request, "tuning/measured_result.html", {"design": bench.design, **_context(bench)})
    return render(request, "tuning/measured.html", bench.context(**_context(bench)))


@require_POST
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Has the patterns measured at `rows` rows of the largest table. Whoever may look may: it changes nothing."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    rows = whole_number(request.POST.get("rows", ""))
    if bench.schema.access_patterns:
        ask(bench.design, bench.schema, rows if rows in ROWS else DEFAULT_ROWS, signed_in(request))
    if wants_fragment(request):
        return render(request, "tuning/measured_result.html", {"design": bench.design, **_context(bench)})
    return HttpResponseRedirect(reverse("measured", args=[number]), status=303)


def _context(bench: Bench) -> dict[str, Any]:
    kept, job = measured_of(bench.design, bench.schema)
    return {
        **job_context(job, "#measured"),
        "measurement": shown(bench, kept) if kept else None,
        "has_patterns": bool(bench.schema.access_patterns),
        "tuning_tabs": tabs(bench, "measured"),
        "choices": [{"rows": rows, "label": label, "current": rows == DEFAULT_ROWS} for rows, label in ROWS.items()],
    }
