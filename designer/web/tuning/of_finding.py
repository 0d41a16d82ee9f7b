"""What the planner has to say to a finding about an index or an access pattern; or why it says nothing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from designer.analysis.finding import Finding
from designer.analysis.index_engine.proving import FAMILY
from designer.web.bench import Bench
from designer.web.tuning.keeping import INDEXES, PATTERNS, evidence_of
from designer.web.tuning.listing import figures
from designer.web.workload import parsed_patterns


def planner_says(bench: Bench, finding: Finding) -> dict[str, Any] | None:
    """For templates/tuning/of_finding.html; None for a finding that costs have no part in.

    patterns: the one that it is about, or those on its table, with what each costs and would cost. behind: revisions
    since those costs were computed. why_not: a sentence in place of costs.
    """
    subject = finding.subject
    if subject.access_pattern is None and not finding.code.startswith(FAMILY):
        return None
    evidence = evidence_of(bench.design, bench.schema)
    planned = figures(bench, evidence)
    part = evidence.part(PATTERNS)
    concerned = [
        one.pattern
        for one in parsed_patterns(bench.design, bench.schema)
        if one.pattern.id == subject.access_pattern
        or (subject.access_pattern is None and subject.entity in one.entities)
    ]
    return {
        "url": reverse("patterns", args=[bench.design.id]),
        "behind": part.behind if part else 0,
        "revision": part.revision if part else None,
        "server": part.result["server"] if part else "",
        "recommended": evidence.beside(INDEXES, PATTERNS) is not None,
        "why_not": _why_not(evidence.no_server, bool(part), bool(concerned)),
        "patterns": [
            {
                "name": one.name,
                "url": reverse("pattern_plan", args=[bench.design.id, one.id]),
                **(planned.get(one.id) or {"cost": None, "after": None}),
            }
            for one in concerned
        ],
    }


def _why_not(no_server: str, planned: bool, concerned: bool) -> str:
    if not concerned:
        return "No declared access pattern touches the table, so that there is nothing to plan."
    if planned:
        return ""
    return no_server or "The access patterns have not been planned yet."
