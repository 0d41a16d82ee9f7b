"""What a shared link leads to. Nobody is signed in here, and whoever is gets the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.exporters.diagram import DiagramOptions, DrawingFailed
from designer.exporters.dictionary import areas, patterns
from designer.exporters.registry import ExportError, exporter
from designer.store.access import get_share
from designer.store.audit import record
from designer.store.models import Action, SharePart
from designer.store.shares import ShareError, count_view, unlock
from designer.web.client import address_of
from designer.web.downloads import named
from designer.web.drawings import picture_of, preview_of
from designer.web.findings import card, listed
from designer.web.links import with_query
from designer.web.requests import wants_fragment
from designer.web.templatetags.wording import counted
from designer.web.visiting import Locked, Visit, open_visit, unlocks
from designer.web.visitor_files import ask_for_file, file_of, job_of

_FINDINGS = 200
View = Callable[..., HttpResponseBase]


def for_visitors(view: View) -> View:
    """No account, no index, no copy on the way; the gate where a password is missing."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        try:
            response = view(request, token, **more)
        except Locked:
            return _gate(request, token)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return _sealed(response)

    return login_not_required(inner)


@for_visitors
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The diagram, with what is chosen in it; only that for htmx."""
    visit = open_visit(request, token)
    if wants_fragment(request):
        return render(request, "shared/side.html", {**_chosen(visit), "visit": visit, "fragment": True, **_bar(visit)})
    _count(request, visit)
    return render(request, "shared/diagram.html", page_context(request, visit))


@for_visitors
@require_safe
def shared_dictionary(request: HttpRequest, token: str) -> HttpResponse:
    """The dictionary."""
    visit = open_visit(request, token, page="shared_dictionary", part=SharePart.DICTIONARY)
    context = {
        "frame": "design/dictionary.html",
        "areas": areas(visit.schema),
        "patterns": patterns(visit.schema),
        "rows_expected": sum(entity.rows or 0 for entity in visit.schema.entities),
        "urls": {entity.id: visit.url(entity) for entity in visit.schema.entities},
    }
    return render(request, "shared/dictionary.html", {**page_context(request, visit, drawn=False), **context})


@for_visitors
@require_safe
def shared_findings(request: HttpRequest, token: str) -> HttpResponse:
    """The open findings."""
    visit = open_visit(request, token, page="shared_findings", part=SharePart.FINDINGS)
    found = [one for one in listed(visit.findings).values() if one.decision is None]
    shown = []
    for one in found[:_FINDINGS]:
        entity = next((each for each in visit.schema.entities if each.id == one.finding.subject.entity), None)
        place = visit.url(entity) if entity is not None else ""
        made = card(visit, one, "", "")
        reasons = [{**reason, "url": ""} for reason in made["reasons"]]
        shown.append({**made, "url": "", "place_url": place, "reasons": reasons})
    context = {
        "cards": shown,
        "more": max(0, len(found) - _FINDINGS),
        "rules_run": visit.findings.report.rules_run,
        "rules_off": visit.findings.rules_off,
    }
    return render(request, "shared/findings.html", {**page_context(request, visit, drawn=False), **context})


@for_visitors
@require_safe
def shared_download(request: HttpRequest, token: str, target: str) -> HttpResponse:
    """The picture or the DDL; one that takes long by way of the page that has it made."""
    visit = _visit_for(request, token, target)
    try:
        made = file_of(visit, target)
    except ExportError as error:
        raise BadRequest(str(error)) from None
    if made is None:
        return HttpResponseRedirect(visit.page_url("shared_making", target), status=303)
    found = exporter(target)
    content = made.content if isinstance(made.content, bytes) else made.content.encode()
    details = {"as": found.label, "by": "a shared link", "link": visit.link.label if visit.link else ""}
    design = visit.design
    record(
        design.team_id, None, Action.EXPORTED, design.name, design=design, details=details, address=address_of(request)
    )
    return named(HttpResponse(content, content_type=found.media_type), visit.schema.name, found.suffix)


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def shared_making(request: HttpRequest, token: str, target: str) -> HttpResponse:
    """Has a worker make a file that takes long (POST), and tells how far that is (GET); only that for htmx."""
    visit = _visit_for(request, token, target)
    here = visit.page_url("shared_making", target)
    if request.method == "POST":
        ask_for_file(visit, target)
        if not wants_fragment(request):
            return HttpResponseRedirect(here, status=303)
    job = job_of(visit, target)
    ready = (job is None or not job.is_open) and file_of(visit, target) is not None
    context = {
        "job": job,
        "is_ready": ready,
        "label": visit.targets[target],
        "making_url": here,
        "file_url": visit.page_url("shared_download", target),
    }
    if wants_fragment(request):
        return render(request, "shared/making_state.html", context)
    whole = {**page_context(request, visit, drawn=False), **context, "referrer": "same-origin"}
    response = render(request, "shared/making.html", whole)
    response["Referrer-Policy"] = "same-origin"  # see `_gate`
    return response


@for_visitors
@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The picture that other sites show beside the link; none where a password keeps it."""
    if get_share(token).password:
        raise Http404("There is no such link.")
    visit = open_visit(request, token)
    try:
        content = preview_of(visit.design, visit.schema)
    except DrawingFailed:
        raise Http404("There is no picture of it.") from None
    response = HttpResponse(content, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_visitors
@require_safe
def shared_embed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The diagram alone, in a frame of the sites that the link names and of no other."""
    origins = get_share(token).origins
    if not origins:
        raise Http404("There is no such link.")
    visit = open_visit(request, token, embedded=True)
    _count(request, visit)
    context = {**page_context(request, visit), "whole_url": visit.page_url("shared")}

    @csp_replace({"frame-ancestors": list(origins)})
    def framed(request: HttpRequest) -> HttpResponse:
        return render(request, "shared/embed.html", context)

    response = framed(request)
    setattr(response, "xframe_options_exempt", True)  # noqa: B010, the middleware looks for it
    return response


@login_not_required
@require_POST
def shared_unlock(request: HttpRequest, token: str) -> HttpResponseBase:
    """The password of a link."""
    link = get_share(token)
    try:
        right = not link.password or unlock(link, request.POST.get("password", "")[:1000], address_of(request))
    except ShareError as refused:
        return _gate(request, token, str(refused), 429)
    if not right:
        return _gate(request, token, "That is not the password of this link.", 422)
    there = HttpResponseRedirect(reverse("shared", args=[token]), status=303)
    return _sealed(unlocks(there, link, token) if link.password else there)


def _visit_for(request: HttpRequest, token: str, target: str) -> Visit:
    """The visit, where the link lets this file go. Raises Http404 as for a link that is not there."""
    visit = open_visit(request, token)
    if target not in visit.targets:
        raise Http404("There is no such link.")
    return visit


def _gate(request: HttpRequest, token: str, refused: str = "", status: int = 200) -> HttpResponseBase:
    """Asks for the password. Nothing on it tells what the link leads to."""
    context = {"unlock_url": reverse("shared_unlock", args=[token]), "refused": refused}
    response = render(request, "shared/locked.html", context, status=status)
    # Not "no-referrer": a form sent from such a page says its origin is null, and would be taken for a forgery.
    response["Referrer-Policy"] = "same-origin"
    return _sealed(response)


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response


def _count(request: HttpRequest, visit: Visit) -> None:
    if request.method == "GET" and visit.link is not None:
        count_view(visit.link, address_of(request))


def page_context(request: HttpRequest, visit: Visit, *, drawn: bool = True) -> dict[str, Any]:
    """For the templates in `shared/` that are pages."""
    link = visit.link
    assert link is not None
    absolute = request.build_absolute_uri
    preview = {} if link.password else {"preview_url": absolute(visit.page_url("shared_preview"))}
    about = ", ".join(
        (
            counted(len(visit.schema.entities), "table"),
            counted(len(visit.schema.relationships), "relationship"),
        )
    )
    frame = "workbench_base.html" if drawn else "page_base.html"
    context = visit.context(about=about, canonical=absolute(visit.page_url("shared")), frame=frame, **preview)
    return {**context, **_chosen(visit), **_bar(visit), **(_drawing(visit, about) if drawn else {})}


def _bar(visit: Visit) -> dict[str, Any]:
    return {"toolbar": visit.toolbar()}


def _drawing(visit: Visit, about: str) -> dict[str, Any]:
    around = visit.entity if visit.reach != "all" else None
    options = DiagramOptions(
        detail=visit.detail,  # type: ignore[arg-type]
        focus=around.id if around else None,
        depth=int(visit.reach) if around else None,
        marks=visit.findings.marks,  # type: ignore[arg-type]
    )
    picture = picture_of(visit.design, visit.schema, options, within=True) if visit.schema.entities else None
    failed = f"{picture.failure} The list of tables is complete." if picture and picture.failure else ""
    return {
        "diagram": {
            "svg": picture and picture.svg,
            "name": visit.schema.name,
            "summary": about,
            "view_key": f"shared-{visit.detail}-{visit.reach}",
            "selected": visit.entity.id if visit.entity else "",
            "too_large": failed,
        },
        "remarks": picture.remarks if picture else (),
    }


def _chosen(visit: Visit) -> dict[str, Any]:
    """What the side says of the table that is chosen: its columns, which the diagram shows, and with the dictionary all
    that the dictionary says."""
    entity = visit.entity
    if entity is None or visit.link is None:
        return {"entity": None, "schema": visit.schema, "bench": visit, **_about_whole(visit)}
    entry = None
    if visit.link.shows(SharePart.DICTIONARY):
        entry = next((one for area in areas(visit.schema) for one in area.entries if one.entity == entity.id), None)
    dictionary = visit.page_url("shared_dictionary") if entry else ""
    return {
        "entity": entity,
        "entry": entry,
        "dictionary_url": dictionary,
        "comments_url": _comments_url(visit),
        "schema": visit.schema,
        "bench": visit,
    }


def _about_whole(visit: Visit) -> dict[str, Any]:
    return {"comments_url": _comments_url(visit), "written_for": exporter(visit.schema.dialect.name).label}


def _comments_url(visit: Visit) -> str:
    """Where visitors talk about what is chosen; not from a frame, which has no cookie to tell a forged form by."""
    if visit.embedded or not visit.talks:
        return ""
    chosen = visit.at.value.id if visit.at else visit.entity.id if visit.entity else ""
    return with_query(visit.page_url("shared_comments"), {"at": chosen})
