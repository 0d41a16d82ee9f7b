"""How the plans fare as the tables grow, and what of the recommendation other volumes would undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import open_bench
from designer.web.tuning.growing import growth_content
from designer.web.tuning.keeping import GROWTH, evidence_of
from designer.web.tuning.status import tuning_context


@require_safe
def growth(request: HttpRequest, number: int) -> HttpResponse:
    """From a thousand rows to a billion."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    evidence = evidence_of(bench.design, bench.schema)
    context = {**tuning_context(bench, evidence, "growth", GROWTH), **growth_content(bench, evidence)}
    return render(request, "tuning/growth.html", bench.context(**context))
