"""What two people set of the rules at once, entry by entry, as edits of a design are brought together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.analysis.engine import all_rules
from designer.analysis.settings import RuleSettings, rules_off, settings_from_json, settings_to_json

Place = tuple[str, str]
"""(part, entry): `("off", "NM004")`, `("thresholds", "many_indexes")`, `("naming", "case")`."""


@dataclass(frozen=True, slots=True)
class Clash:
    """An entry that both changed, each to something else; None stands for the default."""

    part: str
    entry: str
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """settings: with what either has changed, and where both did, mine; None where no rule would be left.

    clashes: entries that both changed differently; theirs: the entries that they alone changed.
    """

    settings: RuleSettings | None
    clashes: tuple[Clash, ...]
    theirs: tuple[Place, ...]


def merge_settings(opened_on: RuleSettings, mine: RuleSettings, theirs: RuleSettings) -> Merged:
    """What I made of the settings that I opened, put on those that are kept now."""
    base, own, other = (_entries(one) for one in (opened_on, mine, theirs))
    places = sorted({*base, *own, *other})
    changed = [place for place in places if base.get(place) != other.get(place) != own.get(place)]
    clashes = [place for place in changed if own.get(place) != base.get(place)]
    left = {place: (own if own.get(place) != base.get(place) else other).get(place) for place in places}
    off = [entry for (part, entry), value in left.items() if part == "off" and value]
    return Merged(
        None if len(off) == len(all_rules()) else settings_from_json(_as_json(left)),
        tuple(Clash(*place, other.get(place), own.get(place)) for place in clashes),
        tuple(place for place in changed if place not in clashes),
    )


def _entries(settings: RuleSettings) -> dict[Place, Any]:
    """Everything that differs from the defaults, by its place."""
    told = settings_to_json(settings)
    parts: Mapping[str, Mapping[str, Any]] = {
        "off": {rule.code: True for rule in rules_off(settings)},
        "thresholds": told.get("thresholds", {}),
        "naming": told.get("naming", {}),
    }
    return {(part, entry): value for part, entries in parts.items() for entry, value in entries.items()}


def _as_json(entries: Mapping[Place, Any]) -> dict[str, Any]:
    def of(part: str) -> dict[str, Any]:
        return {entry: value for (where, entry), value in entries.items() if where == part and value is not None}

    return {"off": list(of("off")), "thresholds": of("thresholds"), "naming": of("naming")}
