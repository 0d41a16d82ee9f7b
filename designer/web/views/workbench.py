"""See, edit, mend."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from designer.store.cache import schema_of
from designer.web.access import get_design_for_viewer
from designer.web.bench import open_bench
from designer.web.links import entity_url, find_entity
from designer.web.requests import open_place, wants_fragment
from designer.web.side import render_side
from designer.web.tree import leaves as leaves_of
from designer.web.workbench import canvas_context, render_workbench


@require_safe
def workbench(request: HttpRequest, number: int, key: str | None = None) -> HttpResponse:
    """The page with an entity chosen or none; only the right side for htmx."""
    bench = open_bench(request, number, key, fetch=get_design_for_viewer)
    return render_side(bench) if wants_fragment(request) else render_workbench(bench)


@require_safe
def leaves(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The attributes of one entity for the tree, when it is opened in a large design."""
    bench = open_bench(request, number, key, fetch=get_design_for_viewer)
    assert bench.entity is not None
    context = {
        "entity": {"id": bench.entity.id, "name": bench.entity.name, "attributes": leaves_of(bench, bench.entity)}
    }
    return render(request, "design/leaves.html", context)


@require_safe
def canvas(request: HttpRequest, number: int) -> HttpResponse:
    """Tree, diagram, counts and status as they are now, for the page that is open: what follows `designChanged`."""
    key, query = open_place(request, number)
    request.GET = query  # type: ignore[assignment]
    design = get_design_for_viewer(request, number)
    entity = find_entity(schema_of(design), key) if key else None
    bench = open_bench(request, number, entity.id if entity else None, fetch=lambda *_: design)
    context = bench.context(tabs=bench.side_tabs(), workbench_url=bench.url(bench.entity), **canvas_context(bench))
    return render(request, "design/canvas.html", context)


@require_safe
def neighbourhood(request: HttpRequest, number: int) -> HttpResponse:
    """From the id that the diagram knows to the page of an entity with its neighbours."""
    bench = open_bench(request, number, fetch=get_design_for_viewer)
    entity = find_entity(bench.schema, request.GET.get("of", ""))
    if entity is None:
        return redirect("workbench", number)
    return redirect(entity_url(number, bench.schema, entity.id, reach="1", detail=request.GET.get("detail", "")))
