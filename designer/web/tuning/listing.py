"""What the planner says of each pattern, for the list and for the pattern's own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from designer.analysis.growth import limit_of
from designer.analysis.index_engine.costs import DEFAULT_FREQUENCY
from designer.schema.model import AccessPattern
from designer.web.bench import Bench
from designer.web.tuning.keeping import INDEXES, PATTERNS, Evidence

NOISE = 0.01
"""Two costs that differ by less than this share count as the same."""


def figures(bench: Bench, evidence: Evidence) -> dict[str, dict[str, Any]]:
    """By id of a pattern: cost with values and without, rows, the indexes that serve it, its share of all the work,
    and what it would cost with the recommended indexes. Patterns that were not planned have none."""
    part = evidence.part(PATTERNS)
    if part is None:
        return {}
    served = {one["id"]: one for one in served_patterns(evidence)}
    names = recommended_names(evidence)
    links = index_links(bench)
    patterns = {one.id: one for one in bench.schema.access_patterns}
    known = {key: found for key, found in part.result["patterns"].items() if key in patterns}
    total = sum(_load(patterns[key], found) for key, found in known.items())
    return {key: _figures(patterns[key], found, served.get(key), names, links, total) for key, found in known.items()}


def _figures(
    pattern: AccessPattern,
    found: Mapping[str, Any],
    served: Mapping[str, Any] | None,
    names: list[str],
    links: Mapping[str, str],
    total: float,
) -> dict[str, Any]:
    cost, generic = found["cost"], found["generic_cost"]
    share = _load(pattern, found) / total if total else 0.0
    after = served["cost_after"] if served else None
    return {
        "cost": cost,
        "generic": generic if differ(cost, generic) else None,
        "rows": found["rows"],
        "serving": [{"name": name, "url": links.get(name, "")} for name in found["indexes"]],
        "refused": [one["refused"] for one in found["statements"] if one["refused"]],
        "warnings": found["warnings"],
        "assumed": found["assumed"],
        "changed": [one["sql"] for one in found["statements"]] != list(pattern.statements),
        "after": after if is_less(after, cost) else None,
        "would_serve": [names[each] for each in served["uses"]] if served else [],
        "load": _load(pattern, found),
        "percent": round(100 * share),
        "little": 0 < share < 0.005,
        "width": f"{100 * share:.1f}",
        "heavy": cost is not None and cost > limit_of(pattern),
        "limit": limit_of(pattern),
    }


def _load(pattern: AccessPattern, found: Mapping[str, Any]) -> float:
    rate = pattern.frequency_per_minute
    return float(found["cost"] or 0) * (DEFAULT_FREQUENCY if rate is None else rate)


def differ(one: float | None, other: float | None) -> bool:
    """Whether two costs are clearly not the same; what is not known differs from nothing."""
    return one is not None and other is not None and abs(one - other) > NOISE * max(one, other)


def is_less(one: float | None, other: float | None) -> bool:
    """Whether a cost is clearly less than another; nothing is less than what is not known."""
    return one is not None and other is not None and one < (1 - NOISE) * other


def served_patterns(evidence: Evidence) -> Iterable[Mapping[str, Any]]:
    """The patterns as the recommendation has them, with what deleting rows does among them; none without one that is
    of the state that the patterns were planned in."""
    part = evidence.beside(INDEXES, PATTERNS)
    return part.result["patterns"] if part else ()


def recommended_names(evidence: Evidence) -> list[str]:
    """The names of the recommended indexes, by their numbers."""
    part = evidence.beside(INDEXES, PATTERNS)
    return [one["name"] for one in part.result["indexes"]] if part else []


def index_links(bench: Bench) -> dict[str, str]:
    """Names of tables, keys and indexes, as plans have them, to where each is looked at."""
    found: dict[str, str] = {}
    for table in bench.schema.entities:
        found[table.name] = bench.url(table)
        for one in (*table.keys, *table.indexes, *table.exclusions):
            if one.name:
                found[one.name] = bench.url(table, at=one.id)
    return found
