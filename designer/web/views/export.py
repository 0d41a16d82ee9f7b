"""The design in other languages, with what each cannot say and whether a server takes it."""

import re
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.exporters.registry import Export, Exporter, ExportError, UnknownTarget, exporter
from designer.lab.verify import CannotConnect
from designer.web.access import get_design_for_viewer
from designer.web.bench import open_bench
from designer.web.exporting import described, groups, preview, render_export
from designer.web.requests import wants_fragment
from designer.web.verdicts import make_verdict, verdict_of


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Every target, and what a server said of the DDL."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    context = {"groups": groups(number), "verdict": verdict_of(bench.design, bench.schema)}
    return render(request, "design/export.html", bench.context(**context))


@require_safe
def export_target(request: HttpRequest, number: int, target: str) -> HttpResponse:
    """One target before it is downloaded: what it cannot express, and how it begins."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    found = _found(target)
    context = {"target": described(number, target, found)}
    try:
        rendered = render_export(bench.design, bench.schema, target)
    except ExportError as error:
        return render(request, "design/export_target.html", bench.context(**context, refusal=str(error)), status=422)
    return render(request, "design/export_target.html", bench.context(**context, **preview(rendered)))


@require_safe
def download(request: HttpRequest, number: int, target: str) -> HttpResponse:
    """One export as a file."""
    bench = open_bench(request, number, fetch=get_design_for_viewer)
    found = _found(target)
    try:
        return _file(bench.design.name, found, render_export(bench.design, bench.schema, target))
    except ExportError:
        return HttpResponseRedirect(reverse("export_target", args=[number, target]), status=303)


@require_POST
def verify(request: HttpRequest, number: int) -> HttpResponse:
    """Asks a throw-away server whether it takes the DDL and holds what the design says."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    try:
        context: dict[str, Any] = {"verdict": make_verdict(bench.design, bench.schema)}
    except (ExportError, CannotConnect) as error:
        context = {"verify_failure": str(error)}
    if wants_fragment(request):
        template = "design/status_verdict.html" if request.GET.get("as") == "status" else "design/verdict.html"
        return render(request, template, {"design": bench.design, **context})
    if "verify_failure" in context:
        messages.error(request, context["verify_failure"])
    return HttpResponseRedirect(reverse("export", args=[number]) + "#verdict", status=303)


def _found(target: str) -> Exporter:
    try:
        return exporter(target)
    except UnknownTarget as error:
        raise Http404(str(error)) from None


def _file(title: str, found: Exporter, rendered: Export) -> HttpResponse:
    """The answer never runs in a page of ours: it is a download, sandboxed if somebody opens it all the same."""
    content = rendered.content.encode() if isinstance(rendered.content, str) else rendered.content
    response = HttpResponse(content, content_type=_content_type(found.media_type))
    response["Content-Disposition"] = _disposition(title, found.suffix)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response


def _content_type(media_type: str) -> str:
    textual = media_type.startswith("text/") or media_type.endswith(("sql", "json", "xml"))
    return f"{media_type}; charset=utf-8" if textual else media_type


def _disposition(title: str, suffix: str) -> str:
    """A name for the file: plain letters for old readers, all of it for the others."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "-", title).strip(". -")[:100] or "design"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", clean).strip("-") or "design"
    return f"attachment; filename=\"{plain}{suffix}\"; filename*=UTF-8''{quote(clean + suffix)}"
