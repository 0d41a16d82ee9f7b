"""The design in other languages, with what each cannot say and whether a server takes it."""

import re
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from designer.exporters.registry import Export, Exporter, ExportError, UnknownTarget, exporter
from designer.store.audit import record
from designer.store.models import Action
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.exporting import described, entity_tag, groups, is_text, preview
from designer.web.jobs import job_context
from designer.web.making import ask_for_export, export_of, is_long, job_of, made
from designer.web.requests import signed_in, wants_fragment
from designer.web.verdicts import TARGET, ask_for_verdict, proof_of


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Every target, and what a server said of the DDL."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    return render(request, "design/export.html", bench.context(groups=groups(number), **_proof(bench)))


@require_safe
def export_target(request: HttpRequest, number: int, target: str) -> HttpResponse:
    """One target before it is downloaded: what it cannot express, and how it begins."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    found = _found(target)
    context = {"target": described(number, target, found)}
    try:
        rendered = export_of(bench.design, bench.schema, target)
    except ExportError as error:
        return render(request, "design/export_target.html", bench.context(**context, refusal=str(error)), status=422)
    if rendered is None:
        return render(request, "design/export_target.html", bench.context(**context, **_making(bench, target)))
    if target == TARGET:
        context |= _proof(bench, "target")
    return render(request, "design/export_target.html", bench.context(**context, **preview(rendered, found)))


@require_safe
def download(request: HttpRequest, number: int, target: str) -> HttpResponseBase:
    """One export as a file; nothing but 304 for who has it as it is."""
    bench = open_bench(
        request, number, fetch=get_design_for_viewer
    )  # who may not see it is not told that it is the same
    found = _found(target)
    tag = entity_tag(bench.design, bench.schema, target)
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return _harmless(unchanged, tag)
    try:
        rendered = export_of(bench.design, bench.schema, target)
    except ExportError:
        rendered = None
    if rendered is None:  # its page says why, or has it made
        return HttpResponseRedirect(reverse("export_target", args=[number, target]), status=303)
    in_a_page = request.headers.get("Sec-Fetch-Dest") == "image" and found.media_type.startswith("image/")
    if request.method == "GET" and not in_a_page:
        about = {"as": found.label, "revision": bench.design.revision}
        record(
            bench.design.team_id, request.user, Action.EXPORTED, bench.design.name, design=bench.design, details=about
        )
    return _harmless(_file(bench.design.name, found, rendered), tag)


@require_http_methods(["GET", "HEAD", "POST"])
def making(request: HttpRequest, number: int) -> HttpResponse:
    """Has a worker make an export that takes long (POST), and tells how far that is (GET): the export that `?target=`
    names, as a part of its page or by way of that page."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    target = request.GET.get("target", "")
    _found(target)
    page = reverse("export_target", args=[number, target])
    if request.method == "POST" and is_long(bench.schema, target):
        ask_for_export(bench.design, bench.schema, target, signed_in(request))
    if not wants_fragment(request):
        return HttpResponseRedirect(page, status=303)
    ready = not is_long(bench.schema, target) or made(bench.design, bench.schema, target) is not None
    context = {"design": bench.design, **_making(bench, target), "is_ready": ready, "page_url": page}
    return render(request, "design/making.html", {**context, "target": described(number, target, _found(target))})


def _making(bench: Bench, target: str) -> dict[str, Any]:
    """For `design/making.html`, where an export has yet to be made."""
    job = job_of(bench.design, bench.schema, target)
    query = f"?target={target}"
    return {
        **job_context(job, "#making", query),
        "making_url": reverse("making", args=[bench.design.id]) + query,
        "is_made_later": True,
        "tables": len(bench.schema.entities),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: int) -> HttpResponse:
    """Asks a throw-away server whether it takes the DDL and holds what the design says (POST), and tells how far that
    is (GET): as a part of the page that `?as=` names, or by way of that page."""
    bench = open_bench(request, number, page="export", fetch=get_design_for_viewer)
    if request.method == "POST":
        ask_for_verdict(bench.design, bench.schema, signed_in(request))
    shown_in = request.GET.get("as", "")
    if wants_fragment(request):
        template = "design/status_verdict.html" if shown_in == "status" else "design/verdict.html"
        return render(request, template, {"design": bench.design, **_proof(bench, shown_in)})
    page = reverse("export_target", args=[number, TARGET]) if shown_in == "target" else reverse("export", args=[number])
    return HttpResponseRedirect(f"{page}#verdict", status=303)


def _proof(bench: Bench, shown_in: str = "") -> dict[str, Any]:
    """For `design/verdict.html`. shown_in: the page it is a part of, as `?as=` names it; the page of the target has
    the export verified without being asked."""
    proof = proof_of(bench.design, bench.schema)
    query = f"?as={shown_in}" if shown_in in ("status", "target") else ""
    itself = shown_in == "target" and not (proof["verdict"] or proof["job"])
    return {**proof, **job_context(proof["job"], "#verdict", query), "proof_query": query, "starts_itself": itself}


def _found(target: str) -> Exporter:
    try:
        return exporter(target)
    except UnknownTarget as error:
        raise Http404(str(error)) from None


def _file(title: str, found: Exporter, rendered: Export) -> HttpResponse:
    """A download under the design's name."""
    content = rendered.content.encode() if isinstance(rendered.content, str) else rendered.content
    response = HttpResponse(content, content_type=_content_type(found))
    response["Content-Disposition"] = _disposition(title, found.suffix)
    return response


def _harmless(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """It never runs in a page of ours: sandboxed if somebody opens it all the same. A 304 says it too, since its
    headers replace those that the browser has kept."""
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response


def _content_type(found: Exporter) -> str:
    textual = is_text(found)
    return f"{found.media_type}; charset=utf-8" if textual else found.media_type


def _disposition(title: str, suffix: str) -> str:
    """A name for the file: plain letters for old readers, all of it for the others."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "-", title).strip(". -")[:100] or "design"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", clean).strip("-") or "design"
    return f"attachment; filename=\"{plain}{suffix}\"; filename*=UTF-8''{quote(clean + suffix)}"
