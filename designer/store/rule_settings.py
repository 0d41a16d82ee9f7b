"""What a team has set of the rules: kept with it, changed by its owners, told in its record."""

import json
from collections.abc import Iterable
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
from designer.store.audit import record
from designer.store.members import held
from designer.store.models import Action, Role, Team

_NAMED = 20
"""Codes that one line of the record lists."""


def settings_of(team: Team) -> RuleSettings:
    """What the team has set. What no rule answers to any more, after an upgrade, is passed over."""
    return _read(json.dumps(team.rule_settings)) if team.rule_settings else DEFAULT_SETTINGS


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


def set_rule_settings(actor: Any, team_id: int, settings: RuleSettings) -> Team:
    """Judges the team's designs by these settings from now on; for owners. Raises like `rename_team`."""
    with held(team_id, actor, Role.OWNER) as team:
        was, now = settings_of(team), settings_to_json(settings)
        if team.rule_settings != now:
            team.rule_settings = now
            team.save(update_fields=["rule_settings"])
        if fingerprint_of(was) != fingerprint_of(settings):
            record(team.pk, actor, Action.RULES_CHANGED, team.name, details=_told(was, settings))
    return team


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
