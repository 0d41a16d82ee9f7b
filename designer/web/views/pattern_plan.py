"""One access pattern: what the planner does with it, before and after the recommended indexes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import open_bench
from designer.web.links import design_url
from designer.web.rewriting import REWRITES
from designer.web.rewriting import shown as rewrites_shown
from designer.web.tuning.keeping import evidence_of
from designer.web.tuning.listing import figures
from designer.web.tuning.pattern_page import pattern_content
from designer.web.tuning.status import tuning_context
from designer.web.workload import parsed_patterns, shown


@require_safe
def pattern_plan(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The pattern with this id."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    parsed = next((one for one in parsed_patterns(bench.design, bench.schema) if one.pattern.id == key), None)
    if parsed is None:
        raise Http404("There is no such access pattern.")
    evidence = evidence_of(bench.design, bench.schema)
    context = {
        **tuning_context(bench, evidence, "pattern_plan", of=key),
        **pattern_content(bench, evidence, parsed.pattern),
        "item": shown(bench, [parsed])[0],
        "plan": figures(bench, evidence).get(key),
        "rewrites": rewrites_shown(bench, REWRITES.answer(bench.design, bench.schema)[0], pattern=key),
        "diagram_url": design_url(number, pattern=key),
    }
    return render(request, "tuning/pattern.html", bench.context(**context))
