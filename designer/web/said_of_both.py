"""What pages say of two states beside the changes: the SQL between them, and what the rules find in each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse

from designer.analysis.report import place
from designer.planning import CannotPlan
from designer.store.models import Design
from designer.web.findings import SEVERITIES, Listed, known, listed
from designer.web.highlighting import highlight
from designer.web.migrating import Asked, is_quick, other, plan_of
from designer.web.reports import findings_at
from designer.web.sides import Pair, Side

_LINES = 300
_ROWS = 400
"""Changes that one page lists; a filter finds the others."""
_FINDINGS = 60


def first_rows(groups: list[Any]) -> tuple[list[Any], int]:
    """The groups with the first rows, and how many rows were left out."""
    shown, rows = [], 0
    for group in groups:
        if rows >= _ROWS:
            break
        shown.append(group)
        rows += len(group.rows)
    return shown, sum(len(group.rows) for group in groups) - rows


def sql_of(pair: Pair) -> dict[str, Any]:
    """The shortest migration, as far as it is quickly written."""
    asked = other(Asked.read(pair, {}), "direct")
    if not is_quick(asked, "direct"):
        return {"sql_later": True}
    try:
        made = plan_of(asked)
    except CannotPlan as refusal:
        return {"refusal": str(refusal)}
    lines = [line for step in made.steps for text in step.up for line in text.splitlines()]
    return {
        "sql": highlight("\n".join(lines[:_LINES])),
        "more_lines": max(0, len(lines) - _LINES),
        "notices": made.notices,
    }


def findings_between(design: Design, pair: Pair) -> dict[str, Any]:
    """What the rules say now and did not say before, and the other way about; what somebody dismissed is neither."""
    old, new = (findings_at(one.of or design, one.schema, one.revision) for one in (pair.old, pair.new))
    before, after = known(old), known(new)
    introduced = [one for name, one in after.items() if one.decision is None and name not in before]
    fixed = [one for name, one in before.items() if one.decision is None and name not in after]
    return {
        "introduced": [_finding(one, pair.new) for one in introduced[:_FINDINGS]],
        "fixed": [_finding(one, pair.old) for one in fixed[:_FINDINGS]],
        "introduced_count": len(introduced),
        "fixed_count": len(fixed),
        "severities": Counter(str(one.finding.severity) for one in introduced),
        "open_before": sum(one.decision is None for one in listed(old).values()),
        "open_after": sum(one.decision is None for one in listed(new).values()),
    }


def _finding(one: Listed, side: Side) -> dict[str, Any]:
    finding = one.finding
    return {
        "severity": str(finding.severity),
        "label": SEVERITIES[finding.severity],
        "code": finding.code,
        "rule_url": reverse("rule", args=[finding.code]),
        "id": one.id,
        "title": finding.title,
        "place": place(finding, side.schema),
    }
