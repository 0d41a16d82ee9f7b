"""Paste or upload, look at what came in, make the design."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.importers import Imported, common_kind
from designer.jobs import queue
from designer.schema.errors import DesignError
from designer.sql.limits import LIMITS
from designer.store.editing import create_design
from designer.web.access import editable_designs
from designer.web.forms.imports import CreateForm, ImportForm
from designer.web.importing import (
    KINDS,
    MOST_ENTITIES,
    MOST_REMARKS,
    READING,
    carried_by_kind,
    counts_in_words,
    excerpts,
    imported,
    is_waiting,
    skipped_by_reason,
    thumbnail,
)
from designer.web.models import ImportDraft
from designer.web.readings import reading_context, start_reading
from designer.web.requests import signed_in, wants_fragment
from designer.web.teams import team_for_new_design


@require_http_methods(["GET", "POST"])
def import_source(request: HttpRequest) -> HttpResponse:
    """The form. Its text waits in a draft; `?again=<draft>` brings it back to be changed."""
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            draft = _draft(request, form)
            if is_waiting(draft):
                start_reading(draft, signed_in(request), form.secret)
            return HttpResponseRedirect(reverse("import_preview", args=[draft.pk]), status=303)
        return _form_page(request, form.shown(), 413 if form.is_too_large else 422)
    return _form_page(request, ImportForm(initial=_again(request)))


@require_safe
def import_preview(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What came in, what did not, and why; while a worker reads it, how far that is."""
    found = get_object_or_404(ImportDraft, pk=draft, user=request.user)
    if is_waiting(found):
        template = "imports/reading_state.html" if wants_fragment(request) else "imports/reading.html"
        return render(request, template, reading_context(found))
    if wants_fragment(request):  # it has just been read
        return HttpResponse(headers={"HX-Redirect": reverse("import_preview", args=[draft])})
    return render(request, "imports/preview.html", _account(found, CreateForm(initial={"name": found.name})))


@require_POST
def import_read(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Has a text read after all, when that failed or was called off."""
    found = get_object_or_404(ImportDraft, pk=draft, user=request.user)
    if is_waiting(found) and not found.address:
        start_reading(found, signed_in(request))
    return HttpResponseRedirect(reverse("import_preview", args=[draft]), status=303)


@require_POST
def import_cancel(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Calls the reading off. What was given stays."""
    found = get_object_or_404(ImportDraft, pk=draft, user=request.user)
    job = queue.latest_personal(READING, found.pk)
    if job is not None:
        queue.cancel(job)
    return HttpResponseRedirect(reverse("import_preview", args=[draft]), status=303)


@require_POST
def import_create(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Makes the design and opens it at its findings."""
    found = get_object_or_404(ImportDraft, pk=draft, user=request.user)
    if is_waiting(found):
        return HttpResponseRedirect(reverse("import_preview", args=[draft]), status=303)
    form, read = CreateForm(request.POST), imported(found)
    if form.is_valid() and _refusal(read) is None:
        schema = replace(read.schema, name=form.cleaned_data["name"])
        kind = read.guess or read.dialect
        sources = [(one["name"] or "pasted text", kind, one["text"]) for one in found.sources if "text" in one]
        label = f"Imported from {found.origin}"
        try:
            design = create_design(
                team_for_new_design(request.user).id, request.user, schema, label=label[:300], sources=sources
            )
        except DesignError as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            found.delete()
            return HttpResponseRedirect(reverse("workbench", args=[design.id]) + "?tab=findings", status=303)
    return render(request, "imports/preview.html", _account(found, form), status=422)


def _form_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "max_megabytes": settings.IMPORT_MAX_BYTES // 2**20,
        "most_statements": LIMITS.statements,
        "job_kilobytes": settings.IMPORT_JOB_BYTES // 1000,
        "most_entities": MOST_ENTITIES,
        "public_only": not settings.IMPORT_PRIVATE,
    }
    return render(request, "imports/source.html", context, status=status)


def _draft(request: HttpRequest, form: ImportForm) -> ImportDraft:
    ImportDraft.clear_old()
    given = form.cleaned_data
    return ImportDraft.objects.create(
        user=signed_in(request),
        name=form.title(),
        kind=given["kind"],
        sources=form.database if given["url"] else form.sources,
        queries=given["queries"],
    )


def _again(request: HttpRequest) -> dict[str, Any]:
    try:
        draft = ImportDraft.objects.filter(pk=UUID(request.GET.get("again", "")), user=signed_in(request)).first()
    except ValueError:
        return {}
    if draft is None:
        return {}
    told: dict[str, Any] = {"name": draft.name, "kind": draft.kind, "queries": draft.queries}
    if draft.address:
        told |= {"no_values": not draft.reads_values, "without": ", ".join(draft.columns_without_values)}
        return {**told, "url": draft.address}
    kind = told["kind"] = draft.kind or common_kind([one["name"] for one in draft.sources]) or ""
    if kind == "csv" and len(draft.sources) > 1:  # tables that cannot stand in one text
        return told
    texts = (f"-- {one['name']}\n{one['text']}" if len(draft.sources) > 1 else one["text"] for one in draft.sources)
    return {**told, "text": "\n".join(texts)}


def _account(draft: ImportDraft, form: CreateForm) -> dict[str, Any]:
    read = imported(draft)
    return {
        "draft": draft,
        "designs": editable_designs(draft.user),
        "form": form,
        "imported": read,
        "dialect": dict(KINDS).get(read.guess or draft.kind or read.dialect, read.dialect),
        "is_rows": (read.guess or draft.kind) == "csv",
        "counts": counts_in_words(read.counts),
        "carried": carried_by_kind(read.carried),
        "skipped": skipped_by_reason(read.skipped),
        "problems": excerpts(draft, read.problems),
        "remarks": read.remarks[:MOST_REMARKS],
        "more_remarks": max(0, len(read.remarks) - MOST_REMARKS),
        "more_problems": max(0, len(read.problems) - 300),
        "refusal": _refusal(read),
        "thumbnail": mark_safe(thumbnail(read.schema)),
    }


def _refusal(read: Imported) -> str | None:
    """Why no design can be made of it."""
    size = len(read.schema.entities)
    if size > MOST_ENTITIES:
        return (
            f"It has {size:,} entities, and a design takes {MOST_ENTITIES:,}. Split it by schema and import the parts."
        )
    if not read.schema.located:
        return "Nothing in it could be read as part of a design."
    return None
