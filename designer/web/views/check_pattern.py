"""The SQL of an access pattern, looked at while it is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from designer.web.access import get_design_for_editor
from designer.web.bench import open_bench
from designer.web.checking import checked

LONGEST = 20_000
"""Characters that are looked at as they are typed: a fifth of a second's work. What is saved is read whole."""


@require_POST
def check_pattern(request: HttpRequest, number: int) -> HttpResponse:
    """What the design does not have of what stands in `sql`, with the place of each marked. Nothing is saved."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_editor)
    text = request.POST.get("sql", "").replace("\r\n", "\n")
    if len(text) > LONGEST:
        return render(request, "design/pattern_check.html", {"longest": LONGEST})
    found = checked(text, bench.schema) if text.strip() else None
    touched = [one for one in bench.schema.entities if found and one.id in found.entities]
    tables = [{"name": bench.schema.qualified(one), "url": bench.url(one)} for one in touched]
    return render(request, "design/pattern_check.html", {"found": found, "tables": tables})
