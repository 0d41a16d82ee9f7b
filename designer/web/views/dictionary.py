"""The data dictionary, to read and to print: the same content as its exports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.exporters.diagram.kept import Kept
from designer.exporters.dictionary import Area, PatternLine, areas, patterns
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench

_kept: Kept[tuple[tuple[Area, ...], tuple[PatternLine, ...]]] = Kept(4)


@require_safe
def dictionary(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that the design knows, table by table."""
    bench = open_bench(request, number, page="dictionary", fetch=get_design_for_viewer)
    parts, lines = _content(bench)
    schema = bench.schema
    context = {
        "areas": parts,
        "patterns": lines,
        "rows_expected": sum(entity.rows or 0 for entity in schema.entities),
        "urls": {entity.id: bench.url(entity) for entity in schema.entities},
    }
    return render(request, "design/dictionary.html", bench.context(**context))


def _content(bench: Bench) -> tuple[tuple[Area, ...], tuple[PatternLine, ...]]:
    key = f"{bench.design.pk}/{bench.design.revision}"
    return _kept.get(key, lambda: (areas(bench.schema), patterns(bench.schema)))
