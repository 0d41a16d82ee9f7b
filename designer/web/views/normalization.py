"""Normal forms: of all entities, and of one with its dependencies, its violations and what would mend them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.schema.changes import Change
from designer.schema.edits import add, alter
from designer.schema.errors import DesignError
from designer.schema.model import FunctionalDependency
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.decomposition import applied, choices, chosen, division_of
from designer.web.editors import opened_on
from designer.web.forms.normalization import DependenciesForm, Dependency, additions
from designer.web.forms.place import Place
from designer.web.forms.registry import FORMS
from designer.web.links import with_query
from designer.web.normalization_shown import entity_context, overview_context
from designer.web.normalizing import overview, report_of
from designer.web.settling import in_words, make
from designer.web.templatetags.wording import counted

_A_PAGE = 60
_WORDS = {"accepted": ("Accept", "Accepted"), "rejected": ("Reject", "Rejected"), "undecided": ("Reopen", "Reopened")}
_KINDS = ("functional_dependency", "multivalued_dependency")


@require_safe
def normalization(request: HttpRequest, number: int) -> HttpResponse:
    """Every entity with its normal form, those that need work first."""
    bench = open_bench(request, number, page="normalization", fetch=get_design_for_viewer)
    lines = overview(bench)
    page = Paginator(lines, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "design/normalization.html", bench.context(page=page, **overview_context(bench, lines)))


@require_safe
def normalize_entity(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """One entity. `?form=3nf|bcnf|4nf` says which decomposition is shown."""
    return _page(open_bench(request, number, key, page="normalization", fetch=get_design_for_viewer))


@require_POST
def normalize_add(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """More dependencies: written by name, or picked (`kind` says which form was sent)."""
    bench = open_bench(request, number, key, page="normalization", fetch=get_design_for_editor)
    entity = _entity(bench)
    revision, schema = opened_on(bench)
    kind = request.POST.get("kind", "")
    form: Any
    if kind in _KINDS:
        form = FORMS[kind](Place(schema, kind, None, entity.id), request.POST, revision=revision)
        if not form.is_valid():
            return _page(bench, picked=form, status=422)
        changes: tuple[Change, ...] = form.changes()
    else:
        form = DependenciesForm(entity, request.POST)
        if not form.is_valid():
            return _page(bench, written=form, status=422)
        try:
            changes = additions(schema, entity, form.found)
        except (DesignError, KeyError):
            form.add_error("lines", "The table has changed since the page was opened; look at it again.")
            return _page(bench, written=form, status=409)
        if not changes:
            messages.info(request, "The design says so already.")
            return _back(bench)
    what = counted(len(changes), "dependency", "dependencies")
    label = f"Add {what} of {entity.name}"
    refusal = make(bench, changes, label=label, said=f"Added {what}.", opened_on=revision)
    if refusal is not None:
        form.add_error(None, in_words(bench, refusal))
        return _page(bench, **{"picked" if kind in _KINDS else "written": form}, status=refusal.status)
    return _back(bench)


@require_POST
def normalize_decide(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Whether dependencies hold: `dependency` ids, or a proposal that names suggest (`from`, `to`); and `state`."""
    bench = open_bench(request, number, key, page="normalization", fetch=get_design_for_editor)
    state = request.POST.get("state", "")
    if state not in _WORDS:
        raise Http404("There is no such decision.")
    changes = _decisions(bench, state)
    if not changes:
        messages.info(request, "Nothing to do: the dependency is settled like that, or gone.")
        return _back(bench)
    verb, done = _WORDS[state]
    what = counted(len(changes), "dependency", "dependencies")
    refusal = make(bench, changes, label=f"{verb} {what} of {_entity(bench).name}", said=f"{done} {what}.")
    if refusal is not None:
        messages.warning(request, " ".join(in_words(bench, refusal)))
    return _back(bench)


@require_POST
def normalize_apply(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Makes the decomposition that the page showed, as one revision."""
    bench = open_bench(request, number, key, page="normalization", fetch=get_design_for_editor)
    entity = _entity(bench)
    revision, _ = opened_on(bench)
    form = request.POST.get("form", "")
    found = report_of(bench, entity)
    if form not in choices(found):
        messages.warning(request, "The table has changed since the page was opened. Look at what is proposed now.")
        return _back(bench)
    if revision != bench.design.revision:
        messages.warning(request, "The design has changed since the page was opened. Look again, then apply.")
        return _back(bench)
    division = division_of(bench, found, form)
    if not division.changes:
        return _page(bench, refused=division.blocked, status=422)
    changes, label = applied(division, form, entity)
    refusal = make(bench, changes, label=label, said=label.replace("Divide ", "Divided ", 1) + ".", opened_on=revision)
    if refusal is not None:
        return _page(bench, refused=tuple(in_words(bench, refusal)), status=refusal.status)
    left = [one.pattern for one in division.patterns if one.rewritten is None]
    if left:
        names = ", ".join(f"“{name}”" for name in left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        messages.warning(request, f"{names} could not be rewritten: change what is read there by hand.")
    return HttpResponseRedirect(reverse("normalization", args=[number]), status=303)


def _decisions(bench: Bench, state: str) -> tuple[Change, ...]:
    entity, given = _entity(bench), bench.request.POST
    both: tuple[Dependency, ...] = (*entity.functional_dependencies, *entity.multivalued_dependencies)
    held = {one.id: one for one in both}
    known = [one for one in dict.fromkeys(given.getlist("dependency")) if one in held]
    changes: list[Change] = [alter(bench.schema, one, state=state) for one in known if held[one].state != state]
    ids = {one.id for one in entity.attributes}
    left, right = tuple(given.getlist("from")), tuple(given.getlist("to"))
    if right and {*left, *right} <= ids and not known:
        proposal = FunctionalDependency(determinant=left, dependent=right, source="name", state=state)
        changes.append(add(bench.schema, proposal, to=entity.id))
    return tuple(changes)


def _entity(bench: Bench) -> Any:
    assert bench.entity is not None
    return bench.entity


def _back(bench: Bench) -> HttpResponse:
    url = reverse("normalize_entity", args=[bench.design.id, _entity(bench).id])
    form = bench.request.POST.get("form", "")
    return HttpResponseRedirect(with_query(url, {"form": form}), status=303)


def _page(bench: Bench, status: int = 200, **given: Any) -> HttpResponse:
    form = chosen(report_of(bench, _entity(bench)), bench.request.POST.get("form") or bench.request.GET.get("form", ""))
    context = bench.context(**entity_context(bench, _entity(bench), form, **given))
    return render(bench.request, "design/normalize_entity.html", context, status=status)
