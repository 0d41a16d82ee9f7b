"""Having the access patterns planned, and how far that is."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.http.request import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.requests import signed_in, wants_fragment
from designer.web.tuning.keeping import GROWTH, INDEXES, PARTS, PATTERNS, Evidence, ask, evidence_of
from designer.web.tuning.status import address, tuning_context

MAIN_PART = {"indexes": INDEXES, "growth": GROWTH}
"""What of the results the pages mainly show, where that is not the patterns' own costs."""


@require_http_methods(["GET", "HEAD", "POST"])
def tuning(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for the results (POST), and tells how far they are (GET): as the part of the page that `?as=` names, or by
    way of that page. As soon as there is more than that page has, it is to be loaded anew."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    page, of = request.GET.get("as", ""), request.GET.get("of", "")
    if request.method == "POST" and bench.schema.access_patterns:
        ask(bench.design, bench.schema, signed_in(request))
    if not wants_fragment(request):
        return HttpResponseRedirect(address(number, page, of), status=303)
    evidence = evidence_of(bench.design, bench.schema)
    response = render(request, "tuning/status.html", _context(bench, evidence, page, of))
    if request.method != "POST" and _has_news(evidence, request.GET.get("have", "")):
        response["HX-Refresh"] = "true"
    return response


def _has_news(evidence: Evidence, have: str) -> bool:
    is_open = evidence.job is not None and evidence.job.is_open
    return not is_open or (have.isdecimal() and int(have[:2]) < len(evidence.current) <= len(PARTS))


def _context(bench: Bench, evidence: Evidence, page: str, of: str) -> dict[str, Any]:
    shown = tuning_context(bench, evidence, page, MAIN_PART.get(page, PATTERNS), of)
    return {"design": bench.design, **shown}
