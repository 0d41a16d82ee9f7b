"""The pane with the findings of what is chosen."""

from typing import Any

from django.urls import reverse

from designer.web.bench import Bench
from designer.web.findings import cards, listed, stale_decisions
from designer.web.links import with_query

_SHOWN = 20
"""Cards; the rest is on the page of the findings."""


def content(bench: Bench) -> dict[str, Any]:
    """Open findings of the chosen entity, or of the whole design, then what was dismissed."""
    everything = [
        one
        for one in listed(bench.findings).values()
        if bench.entity is None or any(told.subject.entity == bench.entity.id for told in one.told)
    ]
    open_ones = [one for one in everything if one.decision is None]
    dismissed = [one for one in everything if one.decision is not None]
    back = bench.url(bench.entity, tab="findings")
    page = with_query(reverse("findings", args=[bench.design.id]), {"entity": bench.entity.id} if bench.entity else {})
    return {
        "open_findings": cards(bench, open_ones[:_SHOWN], back, "#side"),
        "more_findings": max(0, len(open_ones) - _SHOWN),
        "dismissed_findings": cards(bench, dismissed[:_SHOWN], back, "#side"),
        "dismissed_count": len(dismissed),
        "stale_count": 0 if bench.entity else len(stale_decisions(bench.findings, bench.schema)),
        "findings_url": page,
        "rules_run": bench.findings.report.rules_run,
    }
