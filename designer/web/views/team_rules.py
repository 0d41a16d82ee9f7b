"""What a team has set of the rules: owners change it, members see it."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.analysis.engine import all_rules
from designer.analysis.naming_settings import LEARNED, NAMING_FIELDS
from designer.analysis.settings import (
    DEFAULT_SETTINGS,
    THRESHOLD_FIELDS,
    RuleSettings,
    settings_to_json,
)
from designer.analysis.settings_merging import Clash, Place
from designer.analysis.thresholds import DEFAULTS
from designer.store.access import get_team
from designer.store.models import Action, AuditEntry, Role, Team
from designer.store.rule_settings import RulesConflict, codes_off, set_rule_settings, settings_of
from designer.web.forms.team_rules import NAMING_LABELS, TeamRulesForm, shown
from designer.web.rulebook import families
from designer.web.templatetags.wording import ago

_NAMED = 8


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
    try:
        _, merged = set_rule_settings(
            request.user, team, form.cleaned_data["settings"], opened_on=form.cleaned_data["opened"]
        )
    except RulesConflict as conflict:
        return _refused(request, found, conflict, form.cleaned_data["settings"])
    meanwhile = f" {_meanwhile(merged.theirs)}" if merged and merged.theirs else ""
    messages.info(request, f"The team's designs are judged by these rules now.{meanwhile}")
    return _to_rules(team)


def _refused(request: HttpRequest, team: Team, conflict: RulesConflict, mine: RuleSettings) -> HttpResponse:
    """The page with all that was typed and all that others have set, to look at before it is saved over theirs."""
    team.refresh_from_db()
    merged = conflict.merged
    form = TeamRulesForm(None, conflict.now, typed=merged.settings or mine)
    entry = AuditEntry.objects.filter(team=team, action=Action.RULES_CHANGED).order_by("-created_at").first()
    who = {"who": entry.actor_name if entry else "somebody", "when": ago(entry.created_at) if entry else ""}
    return _page(
        request,
        team,
        form,
        409,
        conflicts=[{**who, **_told(one)} for one in merged.clashes],
        none_left=merged.settings is None,
        meanwhile=_meanwhile(merged.theirs) if merged.theirs else "",
    )


def _told(clash: Clash) -> dict[str, Any]:
    if clash.part == "naming":
        values = NAMING_FIELDS.get(clash.entry, {})
        theirs, mine = (values.get(one, one) if one else LEARNED for one in (clash.theirs, clash.mine))
        return {"label": NAMING_LABELS[clash.entry], "theirs": theirs, "mine": mine}
    usual = getattr(DEFAULTS, clash.entry)
    theirs, mine = (shown(usual if one is None else one) for one in (clash.theirs, clash.mine))
    return {"label": THRESHOLD_FIELDS[clash.entry][0], "theirs": theirs, "mine": mine}


def _meanwhile(places: Iterable[Place]) -> str:
    """`Somebody else has set NM004 and many indexes meanwhile, which stays.`"""
    names = [entry.replace("_", " ") for _, entry in places]
    more = len(names) - _NAMED
    listed = names[:_NAMED] + ([f"{more} more"] if more > 0 else [])
    said = " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
    return f"What somebody else has set meanwhile stays: {said}."


def _page(request: HttpRequest, team: Team, form: TeamRulesForm, status: int = 200, **more: Any) -> HttpResponse:
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
        **more,
    }
    return render(request, "teams/rules.html", context, status=status)


def _to_rules(team: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("team_rules", args=[team]), status=303)
