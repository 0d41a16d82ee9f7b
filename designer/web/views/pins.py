"""Where a table stands in the diagram, when somebody put it there."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from designer.schema.edits import alter
from designer.schema.frozen import FrozenMap
from designer.web.access import get_design_for_editor
from designer.web.bench import open_bench
from designer.web.edits import save, saved

_FAR = 1_000_000.0


@require_POST
def pin(request: HttpRequest, number: int) -> HttpResponse:
    """Notes the place of one entity. 204, 422 for what is no place, 409 if somebody else moved the same table."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    entity = bench.schema.located.get(request.POST.get("entity", ""))
    place = _place(request)
    if entity is None or entity.kind.name != "entity" or place is None:
        return HttpResponse("There is no such table, or no such place.", status=422, content_type="text/plain")
    pins = FrozenMap({**bench.schema.layout.pins, entity.value.id: place})
    outcome = save(bench, (alter(bench.schema, "layout", pins=pins),), label=f"Move {entity.value.name} in the diagram")
    return HttpResponse(status=204 if outcome.revision else outcome.status)


@require_POST
def unpin_all(request: HttpRequest, number: int) -> HttpResponse:
    """Lets the diagram place every table by itself again."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    change = alter(bench.schema, "layout", pins=FrozenMap({}))
    return saved(bench, save(bench, (change,), label="Arrange the diagram anew"))


def _place(request: HttpRequest) -> tuple[float, float] | None:
    try:
        x, y = (float(request.POST.get(axis, "")) for axis in ("x", "y"))
    except ValueError:
        return None
    return (x, y) if abs(x) < _FAR and abs(y) < _FAR else None
