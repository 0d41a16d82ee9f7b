"""The score of a design over its revisions: the line on its home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Subquery

from designer.analysis.score import FORMULA, score
from designer.store.models import Version
from designer.web.bench import Bench
from designer.web.models import Mark

_MOST = 60
"""Revisions that the line goes back."""
_WIDTH, _HEIGHT, _EDGE = 240.0, 44.0, 4.0


def marks_of(bench: Bench) -> tuple[list[tuple[int, float]], int]:
    """(revision and score, the oldest first; how many versions are kept of the design), in one query."""
    design = bench.design
    versions = Version.objects.filter(design=design)
    counted = Subquery(versions.order_by().values("design").annotate(n=Count("*")).values("n"))
    rows = list(
        Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision__lte=design.revision)
        .order_by("-revision")
        .values_list("revision", "score", counted)[:_MOST]
    )[::-1]
    return [(revision, value) for revision, value, _ in rows], (rows[0][2] or 0) if rows else versions.count()


def score_line(bench: Bench, marks: list[tuple[int, float]]) -> dict[str, Any]:
    """The score now, how it came about, and the points of a line where there are at least two revisions."""
    now = score(bench.findings.report)
    marks = list(marks)
    if marks and marks[-1][0] == bench.design.revision:
        marks.pop()
    values = [*marks, (bench.design.revision, now.value)]
    first = values[0]
    return {
        "value": now.value,
        "open": round(now.open, 1),
        "explained": round(now.explained, 1),
        "unexplained": round(now.unexplained, 1),
        "formula": FORMULA,
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
