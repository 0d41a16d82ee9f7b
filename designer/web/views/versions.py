"""A design's versions: kept, named, and brought back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from designer.store import versions as store
from designer.store.audit import record
from designer.store.models import Action, Version
from designer.store.versions import MovedOn, VersionRefused, make_version, set_tag, version_of, versions_of
from designer.web.access import get_design_for_editor, get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.changes import groups_of
from designer.web.downloads import named
from designer.web.forms.versions import TagForm, VersionForm
from designer.web.sides import NOW, Pair, side_of

_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """All versions, the latest first (GET), and the next one (POST)."""
    if request.method != "POST":
        return _listed(open_bench(request, number, page="versions", fetch=get_design_for_viewer))
    bench = open_bench(request, number, page="versions", fetch=get_design_for_editor)
    form = VersionForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _listed(bench, form, status=422)
    given = form.cleaned_data
    try:
        made = make_version(
            bench.design, request.user, message=given["message"], tag=given["tag"], opened_on=given["revision"]
        )
    except MovedOn as refusal:
        typed = request.POST.copy()
        typed["revision"] = str(refusal.revision)
        form = VersionForm(typed, label_suffix="")
        form.add_error(None, str(refusal))
        return _listed(bench, form, status=409)
    except VersionRefused as refusal:
        form.add_error("tag" if "tag" in str(refusal) else None, str(refusal))
        return _listed(bench, form, status=422)
    messages.success(request, f"Version {made.number} is kept.")
    return HttpResponseRedirect(reverse("versions", args=[number]), status=303)


def _listed(bench: Bench, form: VersionForm | None = None, status: int = 200) -> HttpResponse:
    number, revision = bench.design.id, bench.design.revision
    page = Paginator(versions_of(bench.design), _A_PAGE).get_page(bench.request.GET.get("page"))
    latest = versions_of(bench.design).first() if page.number > 1 else next(iter(page.object_list), None)
    context = {
        "page": page,
        "versions": [_shown(bench, version) for version in page.object_list],
        "latest": latest,
        "unchanged": latest is not None and latest.revision == revision,
        "since": revision - latest.revision if latest else 0,
        "form": form or VersionForm(initial={"revision": revision}, label_suffix=""),
        "compare_url": reverse("compare", args=[number]),
        "plan_url": reverse("plan", args=[number]),
    }
    return render(bench.request, "versions/list.html", bench.context(**context), status=status)


def _shown(bench: Bench, version: Version) -> dict[str, Any]:
    number = bench.design.id
    here = f"{reverse('compare', args=[number])}?from={version.number}&to={NOW}"
    head, _, rest = version.message.partition("\n")
    return {
        "version": version,
        "head": head,
        "rest": rest.strip(),
        "is_now": version.revision == bench.design.revision,
        "compare_url": here,
        "before_url": f"{reverse('compare', args=[number])}?from={version.number - 1}&to={version.number}"
        if version.number > 1
        else "",
        "plan_url": f"{reverse('plan', args=[number])}?from={version.number}&to={NOW}",
        "file_url": reverse("version_file", args=[number, version.number]),
        "restore_url": reverse("version_restore", args=[number, version.number]) if bench.may_edit else "",
        "tag_url": reverse("version_tag", args=[number, version.number]) if bench.may_edit else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def version_tag(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The form for another tag (GET), and the tag (POST)."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_editor)
    found = _found(bench, version)
    form = TagForm(request.POST if request.method == "POST" else None, initial={"tag": found.tag}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            tagged = set_tag(bench.design, version, form.cleaned_data["tag"])
        except VersionRefused as refusal:
            form.add_error("tag", str(refusal))
        else:
            said = f"Version {version} is {tagged.tag} now." if tagged.tag else f"Version {version} has no tag now."
            messages.success(request, said)
            return HttpResponseRedirect(reverse("versions", args=[number]), status=303)
    context = bench.context(version=found, form=form)
    return render(request, "versions/tag.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def version_restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """What would change (GET), and the design as the version holds it (POST): one revision that can be undone."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_editor)
    found = _found(bench, version)
    problem, status = "", 200
    if request.method == "POST":
        opened_on = request.POST.get("revision", "")
        try:
            revision = store.restore(
                bench.design, request.user, version, opened_on=int(opened_on) if opened_on.isdecimal() else None
            )
        except MovedOn as refusal:
            problem, status = str(refusal), 409
            bench = open_bench(request, number, page="versions", fetch=get_design_for_editor)
        else:
            if revision is None:
                messages.info(request, f"The design is what version {version} holds already.")
            else:
                undo = reverse("undo", args=[number, revision.number])
                messages.success(request, f"{revision.label}.", extra_tags=undo)
            return HttpResponseRedirect(reverse("versions", args=[number]), status=303)
    now = side_of(bench.design, NOW, bench.schema, bench.design.revision)
    there = side_of(bench.design, str(version), bench.schema, bench.design.revision)
    groups = groups_of(Pair(bench.design, now, there).difference())
    return render(
        request, "versions/restore.html", bench.context(version=found, groups=groups, problem=problem), status=status
    )


@require_safe
def version_file(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The design file that a version holds."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_viewer)
    found = _found(bench, version)
    name = f"{bench.design.name} {found.name}"
    if request.method == "GET":
        about = {"as": "Design file", "version": found.number}
        design = bench.design
        record(design.team_id, request.user, Action.EXPORTED, design.name, design=design, details=about)
    return named(HttpResponse(found.file, content_type="application/json; charset=utf-8"), name, ".json")


def _found(bench: Bench, number: int) -> Version:
    found = version_of(bench.design, number)
    if found is None:
        raise Http404("There is no such version.")
    return found
