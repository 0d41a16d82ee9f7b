"""The recommended indexes as a page shows them, and the changes that its buttons make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from designer.analysis.index_engine.candidate import shape
from designer.schema.change_json import changes_from_json
from designer.schema.changes import Add, Change, Drop
from designer.schema.model import Index
from designer.schema.schema import Schema
from designer.web.bench import Bench
from designer.web.highlighting import highlight
from designer.web.links import entity_url
from designer.web.templatetags.wording import counted
from designer.web.tuning.keeping import INDEXES, PATTERNS, Evidence, Part

MOST_REJECTED = 300
SCALES = {
    "rows_x0.1": "a tenth of the rows",
    "rows_x10": "ten times the rows",
    "distinct_x0.1": "a tenth of the distinct values",
    "distinct_x10": "ten times the distinct values",
}
_LISTS = {"index": "indexes", "drop": "existing", "unproved": "not_proved"}


def advice(bench: Bench, evidence: Evidence) -> dict[str, Any] | None:
    """For templates/tuning/indexes.html; None without a recommendation."""
    part = evidence.part(INDEXES)
    if part is None:
        return None
    found = part.result
    fragile = _fragile(found)
    planned = evidence.beside(PATTERNS, INDEXES)
    writes = {one["name"]: one["writes"] for one in planned.result["indexes"]} if planned else {}
    indexes = [_index(bench, one, number, found, fragile) for number, one in enumerate(found["indexes"])]
    rejected = found["rejected"]
    existing = [_idle(bench, one, number, writes) for number, one in enumerate(found["existing"])]
    reasons = Counter(one["why"] for one in rejected).most_common(5)
    return {
        "stamp": part.made_at.isoformat(),
        "indexes": indexes,
        "open": sum(1 for one in indexes if not one["applied"]),
        "totals": {
            "before": found["baseline_cost"],
            "after": found["cost"],
            "percent": _saved(found["baseline_cost"], found["cost"]),
            "bytes": found["storage_bytes"],
            "writes": found["write_penalty"],
            "candidates": found["candidates"],
            "questions": found["questions"],
        },
        "existing": existing,
        "droppable": sum(1 for one in existing if not one["applied"]),
        "rewrites": [_rewrite(bench, one) for one in found["rewrites"]],
        "not_proved": [_not_proved(bench, one, number) for number, one in enumerate(found["not_proved"])],
        "rejected": rejected[:MOST_REJECTED],
        "rejected_count": len(rejected),
        "more_rejected": max(0, len(rejected) - MOST_REJECTED),
        "reasons": reasons,
        "other_reasons": len(rejected) - sum(count for _, count in reasons),
        "without_plan": [one for one in found["patterns"] if one["refused"]],
    }


def _saved(before: float, after: float) -> str:
    if not before:
        return ""
    share = 100 * (1 - after / before)
    return f"{share:.1f}" if share < 99.9 else f"{share:.2f}" if share < 99.995 else "over 99.99"


def _fragile(found: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    said: dict[str, list[dict[str, str]]] = {}
    for label, scaled in found["robustness"]:
        for one in scaled["fragile"]:
            said.setdefault(one["sql"], []).append({"at": SCALES.get(label, label), "why": one["why"]})
    return said


def _index(
    bench: Bench, one: Mapping[str, Any], number: int, found: Mapping[str, Any], fragile: Mapping[str, Any]
) -> dict[str, Any]:
    served = [each for each in found["patterns"] if number in each["uses"]]
    served.sort(key=lambda each: -each["frequency"] * ((each["cost_before"] or 0) - (each["cost_after"] or 0)))
    there = bench.schema.located.get(one["entity"])
    return {
        **one,
        "what": f"index:{number}",
        "sql_html": highlight(f"{one['sql']};"),
        "saves": one["cost_before"] - one["cost_after"],
        "served": [{**each, "url": _pattern_url(bench, each)} for each in served],
        "fragile": fragile.get(one["sql"], ()),
        "applied": all(is_made(bench.schema, change) for change in changes_from_json(one["changes"])),
        "table_url": entity_url(bench.design.id, bench.schema, one["entity"]) if there else "",
    }


def _pattern_url(bench: Bench, served: Mapping[str, Any]) -> str:
    there = not served["implied"] and served["id"] in bench.schema.located
    return reverse("pattern_plan", args=[bench.design.id, served["id"]]) if there else ""


def _idle(bench: Bench, one: Mapping[str, Any], number: int, writes: Mapping[str, float | None]) -> dict[str, Any]:
    applied = all(is_made(bench.schema, change) for change in changes_from_json(one["changes"]))
    return {
        **one,
        "what": f"drop:{number}",
        "sql_html": highlight(f"{one['sql']};"),
        "applied": applied,
        "writes": writes.get(one["name"]),
    }


def _rewrite(bench: Bench, one: Mapping[str, Any]) -> dict[str, Any]:
    about = next((each.id for each in bench.schema.access_patterns if each.name == one["pattern"]), "")
    return {
        **one,
        "url": reverse("pattern_plan", args=[bench.design.id, about]) if about else "",
        "sql_html": highlight(one["sql"], bench.schema.dialect.name),
        "index_html": highlight(f"{one['index']};") if one["index"] else "",
    }


def _not_proved(bench: Bench, one: Mapping[str, Any], number: int) -> dict[str, Any]:
    applied = all(is_made(bench.schema, change) for change in changes_from_json(one["changes"]))
    return {**one, "what": f"unproved:{number}", "sql_html": highlight(f"{one['sql']};"), "applied": applied}


def is_made(schema: Schema, change: Change) -> bool:
    """Whether the design is like that already: an index of that shape, an extension of that name, an object gone."""
    if isinstance(change, Drop):
        return change.id not in schema.located
    if isinstance(change, Add) and isinstance(change.value, Index):
        owner = schema.located.get(change.parent or "")
        wanted = shape(change.value)
        return owner is not None and any(shape(one) == wanted for one in owner.value.indexes)
    if isinstance(change, Add) and change.kind == "extension":
        return any(one.name == change.value.name for one in schema.extensions)
    return False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a button asks for."""

    changes: tuple[Change, ...]
    label: str


def wanted(schema: Schema, part: Part, what: str) -> Wanted | None:
    """The changes of `all` (recommended indexes), `drops` (all that could go), `index:<n>`, `drop:<n>` or
    `unproved:<n>` that are not made yet; None for anything else."""
    found = part.result
    if what == "all":
        chosen: Sequence[Mapping[str, Any]] = found["indexes"]
        changes = _missing(schema, chosen)
        return Wanted(changes, f"Add {counted(len(changes), 'recommended index', 'recommended indexes')}")
    if what == "drops":
        changes = _missing(schema, found["existing"])
        return Wanted(changes, f"Drop {counted(len(changes), 'index', 'indexes')} that could go")
    kind, _, number = what.partition(":")
    listed = found[_LISTS[kind]] if kind in _LISTS else ()
    if not number.isdecimal() or len(number) > 6 or int(number) >= len(listed):
        return None
    one = listed[int(number)]
    verb = "Drop" if kind == "drop" else "Add"
    name = one.get("name") or _name_of(one)
    return Wanted(_missing(schema, (one,)), f"{verb} index {name}")


def _name_of(one: Mapping[str, Any]) -> str:
    added = (change.value for change in changes_from_json(one["changes"]) if isinstance(change, Add))
    return next((value.name for value in added if isinstance(value, Index) and value.name), f"on {one['table']}")


def _missing(schema: Schema, chosen: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    every = (change for one in chosen for change in changes_from_json(one["changes"]))
    return tuple(change for change in every if not is_made(schema, change))
