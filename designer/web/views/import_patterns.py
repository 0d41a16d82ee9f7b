"""Taking in a whole file of access patterns: queries with comments, or what a server counted."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.analysis.workload import parse_patterns
from designer.analysis.workload.counted import add_workload
from designer.importers.result import Imported
from designer.schema.changes import Change
from designer.schema.describe import describe
from designer.schema.diff import diff
from designer.web.access import get_design_for_editor
from designer.web.bench import Bench, open_bench
from designer.web.forms.queries import QueriesForm
from designer.web.settling import in_words, make
from designer.web.templatetags.wording import counted
from designer.web.workload import item

_LINES = 60


@require_http_methods(["GET", "HEAD", "POST"])
def import_patterns(request: HttpRequest, number: int) -> HttpResponse:
    """A file of queries: what it holds is shown first, and added when it is sent again with `add`."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_editor)
    form = QueriesForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _import_page(bench, form, 422 if form.is_bound else 200)
    text, observed = form.cleaned_data["text"], form.cleaned_data["observed"]
    found = add_workload(bench.schema, text, minutes=form.minutes)
    changes = diff(bench.schema, found.schema)
    form = QueriesForm({"text": text, "observed": observed})
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
        "skipped": found.skipped[:_LINES],
        "more_skipped": max(0, len(found.skipped) - _LINES),
        "remarks": found.remarks,
        "can_add": bool(changes),
    }
