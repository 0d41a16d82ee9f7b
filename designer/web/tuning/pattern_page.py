"""One pattern: its plans as they are and with the recommended indexes, what they rest on, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from designer.schema.model import AccessPattern
from designer.web.bench import Bench
from designer.web.highlighting import highlight
from designer.web.tuning.charts import chart_of
from designer.web.tuning.keeping import GROWTH, PATTERNS, Evidence
from designer.web.tuning.listing import differ, index_links, served_patterns
from designer.web.tuning.plan_table import plan_table
from designer.web.tuning.stored import plan_from


def pattern_content(bench: Bench, evidence: Evidence, pattern: AccessPattern) -> dict[str, Any]:
    """`statements`, and `growing`, the pattern over all sizes (or None)."""
    part = evidence.part(PATTERNS)
    found = part.result["patterns"].get(pattern.id) if part else None
    served = next((one for one in served_patterns(evidence) if one["id"] == pattern.id), None)
    growth = evidence.beside(GROWTH, PATTERNS)
    growing = next((one for one in growth.result["patterns"] if one["pattern"] == pattern.id), None) if growth else None
    return {
        "statements": list(_statements(bench, pattern, found, served)),
        "growing": chart_of(growing) if growing else None,
    }


def _statements(
    bench: Bench, pattern: AccessPattern, found: Mapping[str, Any] | None, served: Mapping[str, Any] | None
) -> Iterator[dict[str, Any]]:
    links, dialect = index_links(bench), bench.schema.dialect.name
    planned: Sequence[Mapping[str, Any]] = found["statements"] if found else ()
    afters: Sequence[Any] = served["after"] if served else ()
    for number, text in enumerate(pattern.statements):
        known = planned[number] if number < len(planned) and planned[number]["sql"] == text else None
        after = afters[number] if known and number < len(afters) else None
        yield {
            "number": number + 1,
            "sql_html": highlight(text, dialect),
            **(_plans(known, after, links) if known else {}),
        }


def _plans(known: Mapping[str, Any], after: Any, links: Mapping[str, str]) -> dict[str, Any]:
    """before, after (None where nothing recommended changes it), and the plans for other values, where they differ."""
    before, then, generic = plan_from(known["plan"]), plan_from(after), plan_from(known["generic"])
    better = before is not None and then is not None and (then.shape != before.shape or differ(then.cost, before.cost))
    others = []
    if before and generic and (generic.shape != before.shape or differ(generic.cost, before.cost)):
        others.append({"title": "Without values, as a prepared statement", "plan": plan_table(generic, links)})
    for one in known["variants"]:
        values = ", ".join(f"{name} = {value}" for name, value in one["values"])
        made = plan_from(one["plan"])
        if made:
            others.append({"title": f"With {one['label']}: {values}", "plan": plan_table(made, links)})
    return {
        "refused": known["refused"],
        "given": [(f"${name}" if name.isdigit() else name, value) for name, value in known["values"]],
        "before": plan_table(before, links) if before else None,
        "after": plan_table(then, links) if then and better else None,
        "times": before.cost / max(then.cost, 0.01) if before and then and better else None,
        "others": others,
    }
