"""What runs, how often, and what it touches; and taking in a whole file of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from designer.analysis.workload import ParsedPattern, parse_patterns
from designer.importers.queries import add_queries
from designer.importers.result import Imported
from designer.schema.changes import Change
from designer.schema.describe import describe
from designer.schema.diff import diff
from designer.schema.model import AccessPattern
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.editors import add_url
from designer.web.forms.queries import QueriesForm
from designer.web.links import with_query
from designer.web.settling import in_words, make
from designer.web.templatetags.wording import counted
from designer.web.tuning.keeping import evidence_of
from designer.web.tuning.listing import figures
from designer.web.tuning.status import tuning_context
from designer.web.workload import item, parsed_patterns, problems, shown

_A_PAGE = 40
_LINES = 60
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
                "label": f"With problems {len(faulty):,}",
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


@require_http_methods(["GET", "HEAD", "POST"])
def import_patterns(request: HttpRequest, number: int) -> HttpResponse:
    """A query file: what it holds is shown first, and added when it is sent again with `add`."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_editor)
    form = QueriesForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _import_page(bench, form, 422 if form.is_bound else 200)
    text = form.cleaned_data["text"]
    found = add_queries(bench.schema, text)
    changes = diff(bench.schema, found.schema)
    form = QueriesForm({"text": text})
    if not changes:
        said = "It holds no query." if not found.lines else "The design has all of it already."
        return _import_page(bench, form, 422, refused=said, **_account(bench, found, changes))
    if "add" in request.POST:
        label = f"Add {counted(len(found.lines), 'access pattern')} from a query file"
        url = reverse("patterns", args=[number])
        refusal = make(bench, changes, label=label, said=label.replace("Add", "Added", 1) + ".")
        if refusal is None:
            return HttpResponseRedirect(url, status=303)
        return _import_page(bench, form, refusal.status, refused="; ".join(in_words(bench, refusal)))
    return _import_page(bench, form, 200, **_account(bench, found, changes))


def _import_page(bench: Bench, form: QueriesForm, status: int, **account: Any) -> HttpResponse:
    return render(bench.request, "design/import_patterns.html", bench.context(form=form, **account), status=status)


def _account(bench: Bench, found: Imported, changes: tuple[Change, ...]) -> dict[str, Any]:
    """What the file holds, pattern by pattern, what else it says, and what in it was not understood."""
    known = {pattern.id for pattern in bench.schema.access_patterns}
    parsed = [one for one in parse_patterns(found.schema) if one.pattern.id in found.lines]
    parsed.sort(key=lambda one: found.lines[one.pattern.id])
    items = [
        {**item(bench, one, []), "edit_url": "", "delete_url": "", "line": found.lines[one.pattern.id],
         "replaces": one.pattern.id in known}
        for one in parsed
    ]  # fmt: skip
    volumes = [change for change in changes if getattr(change, "kind", "") in ("entity", "attribute")]
    return {
        "previewed": True,
        "items": items,
        "volumes": describe(volumes, bench.schema, found.schema)[:_LINES],
        "problems": found.problems[:_LINES],
        "more_problems": max(0, len(found.problems) - _LINES),
        "can_add": bool(changes),
    }
