"""What runs, how often, and what it touches."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from designer.analysis.workload import ParsedPattern
from designer.schema.model import AccessPattern
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.editors import add_url
from designer.web.links import with_query
from designer.web.tuning.keeping import evidence_of
from designer.web.tuning.listing import figures
from designer.web.tuning.status import tuning_context
from designer.web.workload import parsed_patterns, problems, shown

_A_PAGE = 40
_SORTS: dict[str, Callable[[AccessPattern, Mapping[str, Any] | None], float]] = {
    "runs": lambda pattern, plan: pattern.frequency_per_minute or 0,
    "cost": lambda pattern, plan: (plan and plan["cost"]) or 0,
    "load": lambda pattern, plan: (plan and plan["load"]) or 0,
}
"""Orders of the list, the largest first."""


@require_safe
def patterns(request: HttpRequest, number: int) -> HttpResponse:
    """Every access pattern that fits, with what the planner says of it; the most frequent first, or by `?sort=`."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    text, only_faulty = request.GET.get("q", "").strip(), request.GET.get("show") == "problems"
    parsed = parsed_patterns(bench.design, bench.schema)
    faulty = [one for one in parsed if problems(one.statements)]
    fitting = [one for one in (faulty if only_faulty else parsed) if _says(one, text, bench)]
    evidence = evidence_of(bench.design, bench.schema)
    planned = figures(bench, evidence)
    sort = request.GET.get("sort", "")
    sort = sort if sort in _SORTS else "runs"
    fitting.sort(key=lambda one: (-_SORTS[sort](one.pattern, planned.get(one.pattern.id)), one.pattern.name))
    page = Paginator(fitting, _A_PAGE).get_page(request.GET.get("page"))
    url = reverse("patterns", args=[number])
    kept = {"q": text, "show": "problems" if only_faulty else ""}
    context = {
        "page": page,
        **tuning_context(bench, evidence, "patterns"),
        "patterns": [
            {**one, "plan": planned.get(one["id"]), "url": reverse("pattern_plan", args=[number, one["id"]])}
            for one in shown(bench, page.object_list)
        ],
        "planned": bool(planned),
        "sort": sort,
        "sorts": {name: with_query(url, {**kept, "sort": "" if name == "runs" else name}) for name in _SORTS},
        "number": len(parsed),
        "text": text,
        "only_faulty": only_faulty,
        "query": with_query("", {**kept, "sort": "" if sort == "runs" else sort}).removeprefix("?"),
        "shows": [
            {"label": f"All {len(parsed):,}", "url": with_query(url, {"q": text}), "current": not only_faulty},
            {
                "label": f"SQL with mistakes {len(faulty):,}",
                "url": with_query(url, {"q": text, "show": "problems"}),
                "current": only_faulty,
            },
        ],
        "add_url": add_url(bench, "access_pattern"),
    }
    return render(request, "design/patterns.html", bench.context(**context))


def _says(parsed: ParsedPattern, text: str, bench: Bench) -> bool:
    """Whether all words stand in its name, its owner, its SQL or the names of its tables."""
    pattern = parsed.pattern
    tables = (bench.schema.qualified(one) for one in bench.schema.entities if one.id in parsed.entities)
    said = " ".join((pattern.name, pattern.owner or "", *pattern.statements, *tables)).lower()
    return all(word in said for word in text.lower().split())
