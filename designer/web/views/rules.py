"""The rules, to learn from: public, and the same for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from designer.analysis.engine import all_rules
from designer.analysis.rule import FAMILIES
from designer.store.access import teams_of
from designer.web.rulebook import families, manual
from designer.web.teams import chosen_team

_FRESH = 3600
"""Seconds that a page holds for whoever is not signed in. No ETag: a 304 would bring a new nonce for the old page."""


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules by family, or those of one, or those that some words fit."""
    family, text = request.GET.get("family", ""), request.GET.get("q", "").strip()
    every = all_rules()
    shown = tuple(
        rule
        for rule in every
        if family in ("", rule.code[:2])
        and all(word in f"{rule.code} {rule.title} {rule.why}".lower() for word in text.lower().split())
    )
    there = {rule.code[:2] for rule in every}
    choices = [("", "All")] + [(code, name) for code, name in FAMILIES.items() if code in there]
    context = {
        "families": families(shown), "family": family, "text": text, "number": len(every),
        "choices": [{"label": name, "url": f"?family={code}" if code else "?", "current": code == family}
                    for code, name in choices],
    }  # fmt: skip
    return _cacheable(request, render(request, "rules/index.html", context))


@login_not_required
@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """What a rule looks for, why, and its examples."""
    try:
        page = manual(code)
    except KeyError:
        raise Http404("There is no such rule.") from None
    return _cacheable(request, render(request, "rules/rule.html", {"rule": page, "team_number": _team(request)}))


def _team(request: HttpRequest) -> int | None:
    """The team whose settings a signed-in reader is led to: the one that was chosen, else the only one."""
    if request.user.is_anonymous:
        return None
    teams, chosen = list(teams_of(request.user).values_list("pk", flat=True)[:2]), chosen_team(request)
    return teams[0] if len(teams) == 1 else chosen


def _cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For everybody alike, except where the header names who is signed in."""
    if request.user.is_anonymous:
        patch_cache_control(response, public=True, max_age=_FRESH)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Cookie",))
    return response
