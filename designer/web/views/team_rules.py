"""What a team has set of the rules: owners change it, members see it."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.analysis.engine import all_rules
from designer.analysis.settings import DEFAULT_SETTINGS, settings_to_json
from designer.store.access import get_team
from designer.store.models import Role, Team
from designer.store.rule_settings import codes_off, set_rule_settings, settings_of
from designer.web.forms.team_rules import TeamRulesForm
from designer.web.rulebook import families


@require_http_methods(["GET", "HEAD", "POST"])
def team_rules(request: HttpRequest, team: int) -> HttpResponse:
    """Which rules look at the team's designs, and what they compare with."""
    if request.method != "POST":
        found = get_team(request.user, team)
        return _page(request, found, TeamRulesForm(None, settings_of(found)))
    found = get_team(request.user, team, Role.OWNER)
    if "reset" in request.POST:
        set_rule_settings(request.user, team, DEFAULT_SETTINGS)
        messages.info(request, "All rules are on, with their own numbers.")
        return _to_rules(team)
    form = TeamRulesForm(request.POST, settings_of(found))
    if not form.is_valid():
        return _page(request, found, form, 422)
    set_rule_settings(request.user, team, form.cleaned_data["settings"])
    messages.info(request, "The team's designs are judged by these rules now.")
    return _to_rules(team)


def _page(request: HttpRequest, team: Team, form: TeamRulesForm, status: int = 200) -> HttpResponse:
    settings, on = settings_of(team), form.is_on
    groups = families(all_rules(), in_short=True)
    context = {
        "team": team,
        "owns": Role(team.role) == Role.OWNER,  # type: ignore[attr-defined]
        "form": form,
        "on": on,
        "families": [
            {**group, "on": sum(rule["code"] in on for rule in group["rules"]), "number": len(group["rules"])}
            for group in groups
        ],
        "number": len(all_rules()),
        "off": len(codes_off(settings)),
        "is_default": settings == DEFAULT_SETTINGS,
        "settings_file": json.dumps(settings_to_json(settings), indent=2) if settings != DEFAULT_SETTINGS else "",
    }
    return render(request, "teams/rules.html", context, status=status)


def _to_rules(team: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("team_rules", args=[team]), status=303)
