"""The job: plan every pattern, find the indexes, let the tables grow. Each part is kept as soon as it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.growth import growth
from designer.analysis.index_engine import Recommendation, recommend
from designer.exporters.result import ExportError
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.lab.errors import ServerUnavailable
from designer.lab.planner import Lab, NoServer, open_lab
from designer.schema.changes import Add
from designer.schema.model import Index
from designer.store.rule_settings import thresholds_of
from designer.web.tuning.keeping import GROWTH, INDEXES, PATTERNS, forget_old, keep
from designer.web.tuning.stored import growth_json, indexes_json, patterns_json

STEPS = 1000
_PLANNED, _FOUND = 150, 700
"""Of all steps, how many are behind when the patterns are planned, and when the indexes are found."""


def make(work: Work) -> Answer:
    """Makes all parts. Raises JobFailed for a design that the planner cannot hold, and what progress raises."""
    work.progress.step(0, STEPS, "Starting a planner")
    lab = open_lab()
    if isinstance(lab, NoServer):
        return {"no_server": lab.reason}
    try:
        _make(work, lab)
    except ServerUnavailable as error:
        return {"no_server": error.reason}
    except ExportError as error:
        raise JobFailed(f"PostgreSQL cannot hold this design, so that nothing can be planned: {error}.") from error
    return {}


def _make(work: Work, lab: Lab) -> None:
    now = datetime.now(UTC)
    forget_old(work.design)
    keep(work.job, PATTERNS, _patterns(work, lab, now))

    def told(share: float, doing: str) -> None:
        work.progress.step(_PLANNED + round(share * (_FOUND - _PLANNED)), STEPS, f"Finding indexes: {doing}")

    found = recommend(work.schema, lab, progress=told, now=now, thresholds=thresholds_of(work.design))
    keep(work.job, INDEXES, indexes_json(found))
    grown = _growth(work, lab, found, now)
    keep(work.job, GROWTH, grown)


def _patterns(work: Work, lab: Lab, now: datetime) -> dict[str, Any]:
    schema = work.schema
    found = []
    total = len(schema.access_patterns)
    work.progress.step(1, STEPS, "Building the design on the planner's server")
    with lab.design(schema, now=now) as planned:
        for number, one in enumerate(schema.access_patterns):
            said = f"Planning pattern {number + 1} of {total}: {' '.join(one.name.split())}"
            work.progress.step(1 + round(number / total * (_PLANNED - 1)), STEPS, said)
            found.append(planned.explain(one))
        return patterns_json(Facts(schema, thresholds_of(work.design)), planned, found)


def _growth(work: Work, lab: Lab, found: Recommendation, now: datetime) -> dict[str, Any]:
    added = [(one.parent, one.value) for one in found.changes if isinstance(one, Add) and isinstance(one.value, Index)]

    def told(done: int, total: int, doing: str) -> None:
        work.progress.step(_FOUND + round(done / total * (STEPS - _FOUND)), STEPS, f"Growing: {doing}")

    chosen = [(owner, index) for owner, index in added if owner]
    made = growth(work.schema, lab, chosen, now=now, tick=told, thresholds=thresholds_of(work.design))
    return growth_json(made) if made else {"sizes": [], "patterns": []}
