"""A recommendation as JSON, as text, and as SQL that can be run."""

from collections.abc import Iterator
from typing import Any

from designer.analysis.index_engine.recommendation import Recommendation, Recommended, Rewritten, Scaled, Served
from designer.exporters.wording import one_line

_SHOWN = 12


def as_json(found: Recommendation) -> dict[str, Any]:
    """The result in the contract's shape; costs are planner cost units weighted by frequency (a minute)."""
    return {
        "server": found.server,
        "baseline_cost": found.baseline_cost,
        "cost": found.cost,
        "cost_unit": "planner cost units, weighted by frequency per minute",
        "storage_bytes": found.storage_bytes,
        "write_penalty": found.write_penalty,
        "indexes": [_index(one) for one in found.indexes],
        "rejected": [{"sql": one.sql, "entity": one.table, "why": one.why} for one in found.rejected],
        "rewrites": [_rewrite(one) for one in found.rewrites],
        "not_proved": [
            {"sql": one.sql, "entity": one.table, "serves": list(one.serves), "why": one.why}
            for one in found.not_proved
        ],
        "existing": [
            {"name": one.name, "entity": one.table, "why": one.why, "bytes": one.bytes, "sql": one.sql}
            for one in found.existing
        ],
        "robustness": {label: _scaled(one) for label, one in found.robustness},
        "patterns": [_pattern(one, found) for one in found.patterns],
        "notes": list(found.notes),
    }


def _index(one: Recommended) -> dict[str, Any]:
    return {
        "sql": one.sql, "entity": one.table, "serves": list(one.serves), "cost_before": one.cost_before,
        "cost_after": one.cost_after, "bytes": one.bytes, "write_penalty": one.write_penalty, "why": one.why,
    }  # fmt: skip


def _rewrite(one: Rewritten) -> dict[str, Any]:
    return {
        "pattern": one.pattern, "sql": one.sql, "why": one.why, "cost_before": one.cost_before,
        "cost_after": one.cost_after, "index": one.index,
    }  # fmt: skip


def _scaled(one: Scaled) -> dict[str, Any]:
    return {
        "baseline_cost": one.cost_before,
        "cost": one.cost_after,
        "storage_bytes": one.storage_bytes,
        "fragile": [{"sql": each.sql, "why": each.why} for each in one.fragile],
        "as_declared": one.same,
    }


def _pattern(one: Served, found: Recommendation) -> dict[str, Any]:
    names = {f"candidate {each.index.name}": each.index.name for each in found.indexes}
    return {
        "name": one.name,
        "frequency_per_minute": one.frequency_per_minute,
        "cost_before": one.cost_before,
        "cost_after": one.cost_after,
        "indexes": [names[each] for each in one.uses if each in names],
        "implied": one.implied,
        "refused": one.refused,
        "plan_before": one.before.root.as_json() if one.before else None,
        "plan_after": one.after.root.as_json() if one.after else None,
    }


def as_sql(found: Recommendation) -> str:
    """The statements, each with its reason above it; what is not proved stands as comments."""
    return "\n".join(_sql_lines(found))


def _sql_lines(found: Recommendation) -> Iterator[str]:
    yield f"-- {_headline(found)}"
    for one in found.indexes:
        yield ""
        yield f"-- {one_line(one.why)}"
        yield f"-- serves {one_line(', '.join(one.serves))}; {_size(one.bytes)}"
        yield f"{one.sql};"
    for index in found.not_proved:
        yield ""
        yield f"-- not proved: {one_line(index.why)}"
        yield f"-- {one_line(index.sql)};"
    for idle in found.existing:
        yield ""
        yield f"-- could go: {one_line(idle.why)}"
        yield f"-- {one_line(idle.sql)};"


def _size(size: int) -> str:
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_:
            return f"{size / bytes_:,.1f} {unit}"
    return f"{size} bytes"


def _headline(found: Recommendation) -> str:
    count = len(found.indexes)
    if not count:
        return f"{found.server}: no index pays for itself; planner cost units a minute {found.baseline_cost:,.0f}"
    return (
        f"{found.server}: {count} {'index' if count == 1 else 'indexes'}, {_size(found.storage_bytes)}; planner cost "
        f"units a minute {found.baseline_cost:,.0f} -> {found.cost:,.0f}, writes {found.write_penalty:,.0f}"
    )


def as_text(found: Recommendation) -> str:
    """For people: the indexes with their reasons, what else there is to do, and what would change it."""
    return "\n".join(_text_lines(found))


def _text_lines(found: Recommendation) -> Iterator[str]:
    yield _headline(found)
    for one in found.indexes:
        yield ""
        yield f"{one.sql};"
        yield f"  {one.why}"
        yield f"  serves: {', '.join(one.serves)}"
        yield (
            f"  cost {one.cost_before:,.0f} -> {one.cost_after:,.0f} a minute; {_size(one.bytes)}; "
            f"writes cost {one.write_penalty:,.0f}"
        )
    yield from _listed("Not proved, by rule only", [(each.sql, each.why) for each in found.not_proved])
    yield from _listed("Better written otherwise", [_spoken(each) for each in found.rewrites])
    yield from _listed("Could go", [(each.sql, each.why) for each in found.existing])
    fragile = [(each.sql, each.why) for _, scaled in found.robustness for each in scaled.fragile]
    yield from _listed("Fragile: would not pay at other volumes", fragile)
    refused = [(one.name, one.refused) for one in found.patterns if one.refused]
    yield from _listed("Without a plan", refused)
    yield from _listed("Rejected", [(each.sql, each.why) for each in found.rejected[:_SHOWN]])
    if len(found.rejected) > _SHOWN:
        yield f"  and {len(found.rejected) - _SHOWN} more, all in --format json"
    for label, scaled in found.robustness:
        same = " (as declared: no column declares how many distinct values it has)" if scaled.same else ""
        costs = f"{scaled.cost_before:,.0f} -> {scaled.cost_after:,.0f}"
        yield f"{'' if label != 'rows_x0.1' else chr(10)}{label}: {costs}{same}"


def _spoken(one: Rewritten) -> tuple[str, str]:
    why = f"{one.why}; cost {one.cost_before or 0:,.0f} -> {one.cost_after or 0:,.0f}"
    return f"{one.pattern}: {one.sql}", f"{why} with {one.index}" if one.index else why


def _listed(title: str, entries: list[tuple[str, str]]) -> Iterator[str]:
    if entries:
        yield ""
        yield title
        for what, why in entries:
            yield f"  {what}"
            yield f"    {why}"
