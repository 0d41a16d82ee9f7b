"""What lies between two states of a design: the changes, the picture, the SQL, and what the rules say of both."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from designer.analysis.report import place
from designer.planning import CannotPlan
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.changes import KINDS_OF_CHANGE, counts, filtered, groups_of
from designer.web.differences import ALL, TOUCHED, picture_of_difference
from designer.web.findings import SEVERITIES, Listed, listed
from designer.web.highlighting import highlight
from designer.web.migrating import Asked, is_quick, other, plan_of
from designer.web.reports import findings_at
from designer.web.sides import Pair, Side, choices, pair_of

_LINES = 300
_ROWS = 400
"""Changes that one page lists; a filter finds the others."""
_FINDINGS = 60


@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """Two versions, or a version and the design as it is."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_viewer)
    pair = pair_of(bench.design, bench.schema, request.GET)
    context: dict[str, Any] = {"pair": pair}
    if pair is not None:
        context |= {"choices": choices(bench.design), "same": request.GET.getlist("same")}
        context |= _compared(bench, pair)
    return render(request, "versions/compare.html", bench.context(**context))


def _compared(bench: Bench, pair: Pair) -> dict[str, Any]:
    number, found = bench.design.id, pair.difference()
    groups = groups_of(found)
    what, text = bench.request.GET.get("show", ""), bench.request.GET.get("q", "").strip()
    what = what if what in KINDS_OF_CHANGE else ""
    shown, left_out = _first(filtered(groups, what, text))
    here = reverse("compare", args=[number])
    reach = ALL if bench.request.GET.get("tables") == ALL else TOUCHED
    numbers = counts(groups)
    kept = {"q": text, "tables": reach if reach == ALL else ""}
    return {
        "found": found,
        "groups": shown,
        "left_out": left_out,
        "total": sum(numbers.values()),
        "text": text,
        "what": what,
        "tables": reach,
        "shows": [
            {"label": f"{label} {count}", "url": f"{here}?{pair.query(show=key, **kept)}", "current": key == what}
            for key, label, count in (
                ("", "All", sum(numbers.values())),
                *((key, label, numbers[key]) for key, label in KINDS_OF_CHANGE.items()),
            )
        ],
        "proposed": [
            {"rename": one, "url": f"{here}?{pair.query()}&{urlencode({'same': f'{one.old_id}~{one.new_id}'})}"}
            for one in found.likely
        ],
        "forget_url": f"{here}?{urlencode({'from': pair.old.ref, 'to': pair.new.ref})}" if found.accepted else "",
        "plan_url": f"{reverse('plan', args=[number])}?{pair.query()}",
        "swap_url": f"{here}?{urlencode({'from': pair.new.ref, 'to': pair.old.ref})}",
        "picture": picture_of_difference(bench.design, pair, groups, reach) if numbers else None,
        "reaches": [
            {
                "label": label,
                "url": f"{here}?{pair.query(show=what, q=text, tables=key if key == ALL else '')}#diagram-title",
                "current": key == reach,
            }
            for key, label in ((TOUCHED, "What changed"), (ALL, "Everything"))
        ],
        **_sql(pair),
        **_findings(bench, pair),
    }


def _first(groups: list[Any]) -> tuple[list[Any], int]:
    """The groups with the first rows, and how many rows were left out."""
    shown, rows = [], 0
    for group in groups:
        if rows >= _ROWS:
            break
        shown.append(group)
        rows += len(group.rows)
    return shown, sum(len(group.rows) for group in groups) - rows


def _sql(pair: Pair) -> dict[str, Any]:
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


def _findings(bench: Bench, pair: Pair) -> dict[str, Any]:
    """What the rules say now and did not say before, and the other way about; what somebody dismissed is neither."""
    before, after = (listed(findings_at(bench.design, one.schema, one.revision)) for one in (pair.old, pair.new))
    introduced = [one for name, one in after.items() if one.decision is None and name not in before]
    fixed = [one for name, one in before.items() if one.decision is None and name not in after]
    return {
        "introduced": [_finding(one, pair.new) for one in introduced[:_FINDINGS]],
        "fixed": [_finding(one, pair.old) for one in fixed[:_FINDINGS]],
        "introduced_count": len(introduced),
        "fixed_count": len(fixed),
        "open_before": sum(one.decision is None for one in before.values()),
        "open_after": sum(one.decision is None for one in after.values()),
    }


def _finding(one: Listed, side: Side) -> dict[str, Any]:
    finding = one.finding
    return {
        "severity": str(finding.severity),
        "label": SEVERITIES[finding.severity],
        "code": finding.code,
        "rule_url": reverse("rule", args=[finding.code]),
        "title": finding.title,
        "place": place(finding, side.schema),
    }
