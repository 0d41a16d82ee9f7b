"""Continue, or start in one of four ways."""

import time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.schema.schema import Schema
from designer.store.access import visible_to
from designer.store.cache import schema_of
from designer.store.editing import create_design
from designer.store.models import Design
from designer.store.rule_settings import fingerprint_of, settings_of
from designer.store.sample import seed_sample
from designer.web.forms.designs import NewDesignForm
from designer.web.models import Tally
from designer.web.reports import count_again
from designer.web.requests import signed_in
from designer.web.teams import chosen_team, team_for_new_design

_MOST = 200
_COUNTING_SECONDS = 1.0


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The designs of the user's teams, the latest first."""
    return render(request, "home.html", _context(_designs(request)))


@require_safe
def home_counts(request: HttpRequest) -> HttpResponse:
    """The list again, with more of the designs counted whose findings nobody has counted by their team's rules.

    It takes about a second, counts at least one, and the list asks for the next as long as that brings it on.
    """
    waiting = [design for design in _designs(request) if design.waiting]  # type: ignore[attr-defined]
    deadline = time.monotonic() + _COUNTING_SECONDS
    for design in waiting:
        count_again(design, schema_of(design))
        if time.monotonic() > deadline:
            break
    designs = _designs(request)
    left = sum(design.waiting for design in designs)  # type: ignore[attr-defined]
    context = _context(designs) if left < len(waiting) else {**_context(designs), "waiting": False}
    return render(request, "home/designs.html", context)


def _designs(request: HttpRequest) -> list[Design]:
    """outdated: counted by other rules than the team's of now, which is no count; waiting: there is none that holds."""
    tally = Tally.objects.filter(team_id=OuterRef("team_id"), design_id=OuterRef("id"))
    numbers = {name: Subquery(tally.values(name)) for name in ("entities", "errors", "warnings", "infos", "settings")}
    designs = (
        visible_to(request.user)
        .filter(proposal_for=None)
        .select_related("team")
        .annotate(**numbers, counted=Subquery(tally.values("revision")))
    )
    found: list[Design] = list(designs.order_by("-changed_at", "-id")[:_MOST])
    for design in found:
        design.outdated = design.settings not in (None, fingerprint_of(settings_of(design.team)))  # type: ignore[attr-defined]
        design.waiting = design.outdated or design.counted is None  # type: ignore[attr-defined]
    return found


def _context(designs: list[Design]) -> dict[str, Any]:
    return {
        "designs": designs,
        "several_teams": len({design.team_id for design in designs}) > 1,
        "waiting": any(design.waiting for design in designs),  # type: ignore[attr-defined]
    }


@require_http_methods(["GET", "POST"])
def new_design(request: HttpRequest) -> HttpResponse:
    """An empty design with a name."""
    form = NewDesignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        schema = Schema(name=form.cleaned_data["name"])
        design = create_design(
            team_for_new_design(request.user, chosen_team(request)).id, request.user, schema, label="Started empty"
        )
        return HttpResponseRedirect(reverse("workbench", args=[design.id]), status=303)
    return render(request, "new_design.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def new_sample(request: HttpRequest) -> HttpResponse:
    """The sample design, to look around in."""
    design = seed_sample(team_for_new_design(request.user, chosen_team(request)), signed_in(request))
    return HttpResponseRedirect(reverse("workbench", args=[design.id]) + "?tab=findings", status=303)
