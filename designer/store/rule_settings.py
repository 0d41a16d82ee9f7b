"""What a team has set of the rules: kept with it, changed by its owners, told in its record."""

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from designer.analysis.rule import Rule
from designer.analysis.settings import (
    DEFAULT_SETTINGS,
    RuleSettings,
    fingerprint,
    rules_off,
    settings_as_kept,
    settings_to_json,
)
from designer.analysis.settings_merging import Merged, merge_settings
from designer.analysis.thresholds import Conventions, Thresholds
from designer.store.audit import record
from designer.store.members import held
from designer.store.models import Action, Design, Role, Team

_NAMED = 20
"""Codes that one line of the record lists."""


def settings_of(team: Team) -> RuleSettings:
    """What the team has set. What no rule answers to any more, after an upgrade, is passed over."""
    return _read(json.dumps(team.rule_settings)) if team.rule_settings else DEFAULT_SETTINGS


def thresholds_of(design: Design) -> Thresholds:
    """What is compared with wherever the design is judged or advised: what its team has set."""
    return settings_of(design.team).thresholds


def mark_of(design: Design) -> str:
    """Tells results apart that were made with other numbers; empty for the defaults. Names have no part in it."""
    return fingerprint_of(RuleSettings(thresholds=replace(thresholds_of(design), naming=Conventions())))


@lru_cache(maxsize=256)
def _read(kept: str) -> RuleSettings:
    return settings_as_kept(json.loads(kept))


@lru_cache(maxsize=256)
def fingerprint_of(settings: RuleSettings) -> str:
    """As `designer.analysis.settings.fingerprint`: every page asks for it several times."""
    return fingerprint(settings)


@lru_cache(maxsize=256)
def codes_off(settings: RuleSettings) -> frozenset[str]:
    """The codes of the rules that are switched off, by themselves or with their family."""
    return frozenset(rule.code for rule in rules_off(settings))


class RulesConflict(Exception):
    """Somebody has set the same of the rules meanwhile, to something else; now: the settings as they are kept."""

    def __init__(self, merged: Merged, now: RuleSettings) -> None:
        super().__init__("The team's rules were changed since.")
        self.merged = merged
        self.now = now


def set_rule_settings(
    actor: Any, team_id: int, settings: RuleSettings, *, opened_on: RuleSettings | None = None
) -> tuple[Team, Merged | None]:
    """Judges the team's designs by these settings from now on; for owners. Raises like `rename_team`.

    opened_on: the settings that somebody looked at who made these of them. What others have set since then stays, and
    is told as the second value; raises RulesConflict where both have set the same thing, or no rule would be left.
    None sets these whatever is set.
    """
    merged = None
    with held(team_id, actor, Role.OWNER) as team:
        was = settings_of(team)
        if opened_on is not None and was != opened_on:
            merged = merge_settings(opened_on, settings, was)
            if merged.clashes or merged.settings is None:
                raise RulesConflict(merged, was)
            settings = merged.settings
        now = settings_to_json(settings)
        if team.rule_settings != now:
            team.rule_settings = now
            team.save(update_fields=["rule_settings"])
        if fingerprint_of(was) != fingerprint_of(settings):
            record(team.pk, actor, Action.RULES_CHANGED, team.name, details=_told(was, settings))
    return team, merged


def _told(was: RuleSettings, now: RuleSettings) -> dict[str, str]:
    """What differs, in words."""
    before, after = rules_off(was), rules_off(now)
    told = {
        "switched off": _codes(one for one in after if one not in before),
        "switched on": _codes(one for one in before if one not in after),
    }
    old, new = settings_to_json(was), settings_to_json(now)
    for part, absent in (("naming", "learned"), ("thresholds", "default")):
        first, then = old.get(part, {}), new.get(part, {})
        for name in sorted({*first, *then}):
            if first.get(name) != then.get(name):
                told[name.replace("_", " ")] = f"{then.get(name, absent)} (was {first.get(name, absent)})"
    return {word: value for word, value in told.items() if value}


def _codes(rules: Iterable[Rule]) -> str:
    codes = [rule.code for rule in rules]
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return " ".join(codes[:_NAMED]) + more
