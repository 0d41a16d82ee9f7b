"""Continue, or start in one of four ways."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.schema.schema import Schema
from designer.store.access import visible_to
from designer.store.editing import create_design
from designer.store.rule_settings import fingerprint_of, settings_of
from designer.store.sample import seed_sample
from designer.web.forms.designs import NewDesignForm
from designer.web.models import Tally
from designer.web.requests import signed_in
from designer.web.teams import chosen_team, team_for_new_design

_MOST = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The designs of the user's teams, the latest first."""
    tally = Tally.objects.filter(team_id=OuterRef("team_id"), design_id=OuterRef("id"))
    numbers = {name: Subquery(tally.values(name)) for name in ("entities", "errors", "warnings", "infos", "settings")}
    designs = (
        visible_to(request.user)
        .filter(proposal_for=None)
        .select_related("team")
        .annotate(**numbers, counted=Subquery(tally.values("revision")))
    )
    found = list(designs.order_by("-changed_at", "-id")[:_MOST])
    for design in found:  # what was counted by other rules than the team's of now is no count
        design.outdated = design.settings not in (None, fingerprint_of(settings_of(design.team)))  # type: ignore[attr-defined]
    context = {"designs": found, "several_teams": len({design.team_id for design in found}) > 1}
    return render(request, "home.html", context)


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
