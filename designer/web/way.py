"""The path of a design as its home page shows it: each step with the page where it is taken."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from designer.analysis.path import path
from designer.web.bench import Bench
from designer.web.score_line import marks_of, score_line

_PAGES = {
    "patterns": "patterns",
    "schema": "findings",
    "indexes": "indexes",
    "migrations": "versions",
    "queries": "findings",
    "documentation": "dictionary",
}


def way(bench: Bench) -> dict[str, Any] | None:
    """The steps with their links, and how many are done; None for a design without tables."""
    report = bench.findings.report  # which keeps the score of this revision
    marks, versions = marks_of(bench)
    steps = path(bench.schema, report, versions)
    if not steps:
        return None
    return {
        "steps": [{"step": one, "url": _url(bench, one.key)} for one in steps],
        "done": sum(one.done for one in steps),
        "score": score_line(bench, marks),
    }


def _url(bench: Bench, key: str) -> str:
    if key == "monitoring":
        return bench.url(at="requirements")
    return reverse(_PAGES[key], args=[bench.design.id])
