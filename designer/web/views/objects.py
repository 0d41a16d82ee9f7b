"""Creating, editing, reordering and deleting the objects of a design, each kind by its form."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.schema.edits import alter, drop, move
from designer.schema.errors import DesignError
from designer.schema.kinds import SINGLETONS
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.answers import answer, show
from designer.web.bench import open_bench
from designer.web.deleting import ask, deleted
from designer.web.editors import called, editor_of, existing, fresh, opened_on
from designer.web.edits import save, saved
from designer.web.forms.registry import word
from designer.web.requests import whole_number
from designer.web.side import side_context


@require_safe
def inspector(request: HttpRequest, number: int, key: str | None = None) -> HttpResponse:
    """The inspector without its tabs, as it follows an edit when what the rules say of it is known."""
    bench = open_bench(request, number, key, fetch=get_design_for_viewer)
    return render(request, "panes/inspector.html", side_context(bench))


@require_http_methods(["GET", "POST"])
def add_object(request: HttpRequest, number: int, kind: str, owner: str = "") -> HttpResponse:
    """The form of a new object of the design, or of the object `owner`."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    revision, schema = opened_on(bench)
    editor = editor_of(bench, fresh(schema, kind, owner), revision, request.POST if request.method == "POST" else None)
    return answer(editor) if request.method == "POST" else show(editor)


@require_http_methods(["GET", "POST"])
def edit_object(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The form of an object, or of the design's own `design`, `requirements` and `layout`."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    revision, schema = opened_on(bench)
    place = existing(schema, key)
    if place is None:
        raise Http404("There is no such object.")
    editor = editor_of(bench, place, revision, request.POST if request.method == "POST" else None)
    return answer(editor) if request.method == "POST" else show(editor)


@require_http_methods(["GET", "POST"])
def delete_object(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Says what goes with an object, and deletes it when that was read and confirmed."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    revision, schema = opened_on(bench)
    place = existing(schema, key)
    if place is None or place.kind in SINGLETONS:
        raise Http404("There is no such object.")
    try:
        change = drop(schema, key)
    except DesignError as refused:
        return ask(bench, place, revision, refused=str(refused))
    return deleted(bench, place, change, revision) if request.method == "POST" else ask(bench, place, revision, change)


@require_POST
def move_object(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """One place up or down among its siblings, or `to` a place counted from 0."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    place = existing(bench.schema, key)
    located = bench.schema.located.get(key)
    if place is None or located is None or not located.kind.ordered:
        raise Http404("There is no such object.")
    siblings = [one.id for one in getattr(bench.schema.get(located.owner), located.kind.field)]
    steps = {"up": siblings.index(key) - 1, "down": siblings.index(key) + 1}
    asked = request.POST.get("to", "")
    wanted = whole_number(asked)
    wanted = steps.get(asked, siblings.index(key)) if wanted is None else wanted
    change = move(bench.schema, key, max(0, min(len(siblings) - 1, wanted)))
    outcome = save(
        bench, (change,) if change.old != change.new else (), label=f"Move {word(place.kind)} {called(place)}"
    )
    return saved(bench, outcome, at=located.owner)


@require_POST
def decide(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Whether a dependency holds: accepted, rejected or undecided."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    place = existing(bench.schema, key)
    state = request.POST.get("state", "")
    if place is None or place.kind not in ("functional_dependency", "multivalued_dependency"):
        raise Http404("There is no such dependency.")
    if state not in ("accepted", "rejected", "undecided"):
        raise Http404("There is no such decision.")
    words = {"accepted": "Accept", "rejected": "Reject", "undecided": "Reopen"}[state]
    change = alter(bench.schema, key, state=state)
    outcome = save(bench, (change,) if change.set else (), label=f"{words} dependency {called(place)}")
    return saved(bench, outcome, at=place.owner)
