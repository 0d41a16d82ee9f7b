"""Give files of data, see what they say, and take from it what is a rule."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.jobs import queue
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.store.editing import create_design
from designer.store.models import Design
from designer.web import sampling
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.data_models import DataRun
from designer.web.data_shown import choices_of, run_context, runs_of
from designer.web.discovered import is_made, seen, taken
from designer.web.discovering import KIND
from designer.web.forms.data import DataForm
from designer.web.jobs import job_context
from designer.web.requests import signed_in, wants_fragment, whole_number
from designer.web.settling import in_words, make
from designer.web.teams import team_for_new_design
from designer.web.templatetags.wording import counted

_STATES = {"accepted": "Accept", "rejected": "Reject", "undecided": "Note"}


@require_http_methods(["GET", "HEAD", "POST"])
def discovery(request: HttpRequest, number: int) -> HttpResponse:
    """The files of a design and the form for more; `?as=<run>` shows one, while it is looked at and afterwards."""
    if request.method == "POST":
        bench = open_bench(request, number, page="normalization", fetch=get_design_for_editor)
        form = DataForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(bench, form.shown(), form.status)
        run = _begin(bench.design, form, request)
        return HttpResponseRedirect(_url(number, run), status=303)
    bench = open_bench(request, number, page="normalization", fetch=get_design_for_viewer)
    asked = request.GET.get("as", "")
    if not asked:
        return _page(bench, DataForm())
    run = _run(bench.design, asked)
    context = _run_page(bench, run)
    if wants_fragment(request):
        return render(request, "data/run.html", {"design": bench.design, "may_edit": bench.may_edit, **context})
    return render(request, "design/data_run.html", bench.context(**context))


@require_http_methods(["GET", "HEAD", "POST"])
def new_from_data(request: HttpRequest) -> HttpResponse:
    """A new design that begins with files of data."""
    form = DataForm(request.POST, request.FILES) if request.method == "POST" else DataForm()
    if form.is_bound and form.is_valid():
        name = (form.target.database if form.target else PurePath(form.given[0][0]).stem)[:200] or "data"
        team = team_for_new_design(request.user)
        design = create_design(team.id, request.user, Schema(name=name), label=f"Started from {form.title}"[:300])
        run = _begin(design, form, request)
        return HttpResponseRedirect(_url(design.id, run), status=303)
    context = {"form": form.shown() if form.is_bound else form, **_limits()}
    return render(request, "data/new.html", context, status=form.status if form.is_bound else 200)


@require_POST
def data_take(request: HttpRequest, number: int) -> HttpResponse:
    """Makes the design say what was chosen: tables of the files, dependencies, keys and references."""
    bench = open_bench(request, number, page="normalization", fetch=get_design_for_editor)
    run = _run(bench.design, request.POST.get("run", ""))
    state = request.POST.get("state", "")
    if run.result is None or state not in _STATES:
        raise Http404("There is nothing to take.")
    references = [one for one in map(whole_number, request.POST.getlist("reference")) if one is not None]
    try:
        found = taken(bench.schema, run, choices_of(bench.schema, seen(run), request.POST), references, state)
    except DesignError as refused:
        messages.warning(request, " ".join(refused.problems))
        return HttpResponseRedirect(_url(number, run), status=303)
    for sentence in dict.fromkeys(found.left_out):
        messages.warning(request, sentence)
    if not found.changes:
        messages.info(request, "Nothing to do: choose dependencies, or a table to make. What is said already stays.")
        return HttpResponseRedirect(_url(number, run), status=303)
    made, facts = is_made(found.changes), len(found.changes)
    what = f"Make {counted(made, 'table')} from {run.name}" if made else f"{_STATES[state]} {facts} found in {run.name}"
    refusal = make(bench, found.changes, label=what[:300], said=f"{what.replace('Make', 'Made', 1)}.")
    if refusal is not None:
        messages.warning(request, " ".join(in_words(bench, refusal)))
        return HttpResponseRedirect(_url(number, run), status=303)
    if len(found.entities) == 1:
        return HttpResponseRedirect(reverse("normalize_entity", args=[number, found.entities[0]]), status=303)
    return HttpResponseRedirect(reverse("normalization", args=[number]), status=303)


@require_POST
def data_again(request: HttpRequest, number: int) -> HttpResponse:
    """Looks at kept rows again, with up to three columns on a left side."""
    design = get_design_for_editor(request, number)
    run = _run(design, request.POST.get("run", ""))
    if not run.keep or not run.chunks.exists():
        messages.info(request, "The rows were not kept. Give the file again.")
        return HttpResponseRedirect(reverse("discovery", args=[number]), status=303)
    DataRun.objects.filter(team_id=run.team_id, design_id=run.design_id, id=run.id).update(result=None, widest=3)
    _start(design, run, request)
    return HttpResponseRedirect(_url(number, run), status=303)


@require_POST
def data_delete(request: HttpRequest, number: int) -> HttpResponse:
    """Deletes what was given and what was found; what was taken into the design stays."""
    design = get_design_for_editor(request, number)
    run = _run(design, request.POST.get("run", ""))
    job = queue.latest(KIND, design, str(run.id))
    if job is not None:
        queue.cancel(job)
    DataRun.objects.filter(team_id=run.team_id, design_id=run.design_id, id=run.id).delete()
    messages.success(request, f"Deleted {run.name}.")
    return HttpResponseRedirect(reverse("discovery", args=[number]), status=303)


@transaction.atomic
def _begin(design: Design, form: DataForm, request: HttpRequest) -> DataRun:
    """Stores the files block by block and asks for the job."""
    DataRun.clear_abandoned()
    keep = form.cleaned_data["keep"] and form.target is None and not form.is_database
    run = DataRun.objects.create(
        team_id=design.team_id, design_id=design.id, name=form.title, files=form.sources, keep=keep
    )
    for place, (_, _, blocks) in enumerate(form.given):
        run.add(place, blocks)
    _start(design, run, request, sampling.sealed(run, form.secret) if form.target else {})
    return run


def _start(design: Design, run: DataRun, request: HttpRequest, secret: dict[str, str] | None = None) -> None:
    arguments = {"run": str(run.id), **(secret or {})}
    queue.start(KIND, design, content=str(run.id), actor=signed_in(request), arguments=arguments)


def _run(design: Design, given: str) -> DataRun:
    try:
        found = DataRun.objects.filter(team_id=design.team_id, design_id=design.id, id=UUID(given)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404("There is no such data.")
    return found


def _url(number: int, run: DataRun) -> str:
    return f"{reverse('discovery', args=[number])}?as={run.id}"


def _page(bench: Bench, form: DataForm, status: int = 200) -> HttpResponse:
    context = bench.context(form=form, runs=runs_of(bench.design), **_limits())
    return render(bench.request, "design/data.html", context, status=status)


def _limits() -> dict[str, Any]:
    """For data/form.html."""
    return {
        "max_megabytes": settings.DATA_MAX_BYTES // 2**20,
        "sample_rows": sampling.ROWS,
        "sample_tables": sampling.TABLES,
        "public_only": not settings.IMPORT_PRIVATE,
    }


def _run_page(bench: Bench, run: DataRun) -> dict[str, Any]:
    job = queue.latest(KIND, bench.design, str(run.id)) if run.result is None else None
    context: dict[str, Any] = {"run": run, **job_context(job, "#data", f"?as={run.id}")}
    return context | (run_context(bench, run) if run.result is not None else {})
