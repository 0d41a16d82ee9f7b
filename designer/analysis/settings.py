"""What a team has set of the rules: those that say nothing, what they compare with, and how names are written.

As JSON: `{"off": ["NM004", "DO"], "thresholds": {"many_indexes": 12}, "naming": {"case": "snake", "index": "idx_"}}`.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

from designer.analysis.engine import all_rules
from designer.analysis.naming_settings import NAMING_FIELDS as NAMING_FIELDS
from designer.analysis.naming_settings import why_not
from designer.analysis.rule import FAMILIES, Rule
from designer.analysis.threshold_fields import THRESHOLD_FIELDS as THRESHOLD_FIELDS
from designer.analysis.thresholds import DEFAULTS, Conventions, Thresholds


class SettingsError(ValueError):
    """Settings that cannot be: the message is a sentence for whoever wrote them.

    entry: which one it is, as `off`, `thresholds.many_indexes` or `naming.case`; empty where it is the whole.
    """

    def __init__(self, message: str, entry: str = "") -> None:
        super().__init__(message)
        self.entry = entry


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """off: codes of rules that say nothing, and of families (`NM004`, `NM`)."""

    off: frozenset[str] = frozenset()
    thresholds: Thresholds = DEFAULTS


DEFAULT_SETTINGS = RuleSettings()
_CODES_SHOWN = 10


def settings_from_json(data: object) -> RuleSettings:
    """The settings that a JSON value tells. Raises SettingsError where a name is unknown or a value cannot be."""
    given = _object(data, "The settings", "", ("off", "thresholds", "naming"))
    return RuleSettings(
        codes_off(given.get("off", [])),
        replace(DEFAULTS, **_numbers(given.get("thresholds", {})), naming=_conventions(given.get("naming", {}))),
    )


def settings_as_kept(data: object) -> RuleSettings:
    """The settings that were valid once and kept: what no rule or threshold answers to any more is passed over."""
    given = data if isinstance(data, dict) else {}
    off, numbers, naming = given.get("off"), given.get("thresholds"), given.get("naming")
    return RuleSettings(
        frozenset(one for one in (off if isinstance(off, list) else ()) if isinstance(one, str)) & _codes(),
        replace(
            DEFAULTS,
            **_still_valid(_numbers, numbers),
            naming=replace(Conventions(), **_still_valid(_choices, naming)),
        ),
    )


def settings_to_json(settings: RuleSettings) -> dict[str, Any]:
    """What differs from the defaults, sorted; reading it gives the same settings."""
    chosen, defaults = asdict(settings.thresholds), asdict(DEFAULTS)
    naming = {name: value for name, value in sorted(chosen.pop("naming").items()) if value}
    numbers = {name: value for name, value in sorted(chosen.items()) if value != defaults[name]}
    parts = {"naming": naming, "off": sorted(settings.off), "thresholds": numbers}
    return {name: part for name, part in parts.items() if part}


def rules_off(settings: RuleSettings) -> tuple[Rule, ...]:
    """The rules that are switched off, by themselves or with their family, by code."""
    return tuple(rule for rule in all_rules() if _is_off(rule, settings))


def chosen_rules(settings: RuleSettings) -> tuple[Rule, ...]:
    """All rules but those that are switched off, by code."""
    return tuple(rule for rule in all_rules() if not _is_off(rule, settings))


def said_of_off(settings: RuleSettings) -> str:
    """A sentence that names the rules that are switched off, whole families as one; empty where none is."""
    off = rules_off(settings)
    if not off:
        return ""
    left = {rule.code[:2] for rule in chosen_rules(settings)}
    named = list(dict.fromkeys(rule.code if rule.code[:2] in left else f"all of {rule.code[:2]}" for rule in off))
    more = len(named) - _CODES_SHOWN
    listed = ", ".join(named[:_CODES_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"{len(off)} {'rule is' if len(off) == 1 else 'rules are'} switched off: {listed}."


def fingerprint(settings: RuleSettings) -> str:
    """Twelve characters that tell settings apart which may judge a design differently; empty for the defaults."""
    told = settings_to_json(replace(settings, off=frozenset(rule.code for rule in rules_off(settings))))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12] if told else ""


def codes_off(given: object) -> frozenset[str]:
    """Codes of rules and families, in capitals or not. Raises SettingsError where there is none of that code."""
    if not isinstance(given, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in given):
        raise SettingsError('What is switched off must be a list of codes, as ["NM004", "DO"].', "off")
    codes = frozenset(str(one).strip().upper() for one in given)
    if unknown := sorted(codes - _codes()):
        raise SettingsError(f"There is no rule or family {_listed(unknown)} to switch off.", "off")
    return codes


@cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules()) | frozenset(FAMILIES)


def _is_off(rule: Rule, settings: RuleSettings) -> bool:
    return rule.code in settings.off or rule.code[:2] in settings.off


def _object(given: object, what: str, entry: str, known: Iterable[str]) -> dict[str, Any]:
    """A JSON object with no other entries than the known ones."""
    names = sorted(known)
    if not isinstance(given, dict):
        raise SettingsError(f"{what} must be an object with any of {', '.join(names)}.", entry)
    if unknown := sorted(str(name) for name in given if name not in names):
        near = difflib.get_close_matches(unknown[0], names, n=3) or names
        raise SettingsError(f"{what} have no entry {_listed(unknown)}; there is {', '.join(near)}.", entry)
    return given


def _numbers(given: object) -> dict[str, Any]:
    numbers = _object(given, "The thresholds", "thresholds", THRESHOLD_FIELDS)
    return {name: threshold_value(name, value) for name, value in numbers.items()}


def threshold_value(name: str, given: object) -> int | float:
    """A number that a threshold may have. Raises SettingsError that tells the bounds, or that it must be whole."""
    _, least, most = THRESHOLD_FIELDS[name]
    whole = is_whole(name)
    if isinstance(given, bool) or not isinstance(given, int | float) or not least <= given <= most:
        kind = "a whole number" if whole else "a number"
        raise SettingsError(f"The threshold {name} must be {kind} from {least:,} to {most:,}.", f"thresholds.{name}")
    if whole and given != int(given):
        raise SettingsError(f"The threshold {name} must be a whole number, not {given}.", f"thresholds.{name}")
    return int(given) if whole else given


@cache
def is_whole(name: str) -> bool:
    """Whether a threshold is a whole number."""
    return any(one.name == name and one.type is int for one in fields(Thresholds))


def _conventions(given: object) -> Conventions:
    return Conventions(**_choices(given))


def _choices(given: object) -> dict[str, Any]:
    chosen = _object(given, "The naming conventions", "naming", (one.name for one in fields(Conventions)))
    for name, value in chosen.items():
        if refused := why_not(name, value):
            raise SettingsError(refused, f"naming.{name}")
    return chosen


def _still_valid(read: Any, given: object) -> dict[str, Any]:
    """Entry by entry what can still be read."""
    kept: dict[str, Any] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        try:
            kept |= read({name: value})
        except SettingsError:
            continue
    return kept


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)
