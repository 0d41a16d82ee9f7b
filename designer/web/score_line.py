"""The score of a design over its revisions: the line on its home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Subquery
from django.urls import reverse

from designer.analysis.columns import enumerated
from designer.analysis.coverage import coverage
from designer.analysis.score import FORMULA, score
from designer.store.models import Version
from designer.web.bench import Bench
from designer.web.models import Mark
from designer.web.reports import rules_version
from designer.web.withdrawing import in_words

_MOST = 60
"""Revisions that the line goes back."""
_WIDTH, _HEIGHT, _EDGE = 240.0, 44.0, 4.0


def marks_of(bench: Bench) -> tuple[list[tuple[int, float, str]], int]:
    """(revision, score and rules of each mark, the oldest first; how many versions are kept of the design), in one
    query."""
    design = bench.design
    versions = Version.objects.filter(design=design)
    counted = Subquery(versions.order_by().values("design").annotate(n=Count("*")).values("n"))
    rows = list(
        Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision__lte=design.revision)
        .order_by("-revision")
        .values_list("revision", "score", "rules", counted)[:_MOST]
    )[::-1]
    return [row[:3] for row in rows], (rows[0][3] or 0) if rows else versions.count()


def score_line(bench: Bench, marks: list[tuple[int, float, str]]) -> dict[str, Any]:
    """The score now, how it came about, and the points of a line where there are at least two revisions.

    off: how many rules are switched off, which no design is better for; otherwise: whether an earlier revision was
    judged by other rules or settings than the design is now.
    """
    now, rules = score(bench.findings.report), rules_version(bench.design)
    earlier = [mark for mark in marks if mark[0] != bench.design.revision]
    values = [*(mark[:2] for mark in earlier), (bench.design.revision, now.value)]
    first = values[0]
    return {
        "value": now.value,
        "open": round(now.open, 1),
        "explained": round(now.explained, 1),
        "unexplained": round(now.unexplained, 1),
        "withdrawn": round(now.withdrawn, 1),
        "silent": enumerated(in_words(bench.schema, bench.findings.report.withdrawn)),
        "coverage": coverage(bench.schema),
        "url": reverse("score", args=[bench.design.id]),
        "formula": FORMULA,
        "off": bench.findings.rules_off,
        "rules_url": reverse("team_rules", args=[bench.design.team_id]),
        "otherwise": any(mark[2] != rules for mark in earlier),
        "since": first[0] if len(values) > 1 else None,
        "was": first[1],
        "rise": round(now.value - first[1], 1),
        "points": _points([value for _, value in values]) if len(values) > 1 else [],
        "width": _WIDTH,
        "height": _HEIGHT,
    }


def _points(values: list[float]) -> list[tuple[float, float]]:
    """Places in the picture, the oldest left; the scale is that of the values, at least ten points high."""
    low, high = min(values), max(values)
    middle, reach = (low + high) / 2, max(high - low, 10.0)
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    return [
        (
            round(_EDGE + step * place, 1),
            round(_HEIGHT / 2 - (value - middle) / reach * (_HEIGHT - 2 * _EDGE), 1),
        )
        for place, value in enumerate(values)
    ]
