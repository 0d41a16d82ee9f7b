"""Two transactions at every isolation level: asked for, kept by what the design means, and as their page shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.races.isolation import isolation, pairs
from designer.analysis.races.lessons import taught
from designer.analysis.races.scripts import NoRace
from designer.exporters.result import ExportError
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.lab.errors import ServerUnavailable
from designer.store.rule_settings import thresholds_of
from designer.web.answers_kept import Question
from designer.web.highlighting import highlight
from designer.web.models import Verdict

ISOLATION = Question("isolate", "isolation")


def perform(work: Work) -> Answer:
    """Runs every pair of patterns, and the textbook's anomalies, in a worker's process. Raises JobFailed."""
    found: list[dict[str, Any]] = []
    schema = work.schema
    asked = pairs(Facts(schema, thresholds_of(work.design))) if schema.dialect.name == "postgres" else ()
    try:
        for done, (one, other) in enumerate(asked):
            work.progress.step(done, len(asked), f"Running {one.name} and {other.name} at once")
            try:
                seen = isolation(schema, one, other)
            except NoRace as reason:
                found.append({"names": [one.name, other.name], "none": str(reason)})
                continue
            tried = [{**asdict(each), "title": each.title, "outcome": each.outcome} for each in seen.tried]
            found.append(
                {**asdict(seen), "anomaly": seen.anomaly, "why": seen.why, "advice": seen.advice, "tried": tried}
            )
        server, lessons = taught()
    except (ServerUnavailable, ExportError) as error:
        raise JobFailed(str(error)) from error
    result = {"server": server, "pairs": found, "lessons": [asdict(one) for one in lessons]}
    ISOLATION.keep(work, result)
    return {}


def shown(kept: Verdict | None) -> dict[str, Any]:
    """`pairs` and `lessons` with their statements coloured; what breaks at the default level first."""
    if kept is None:
        return {"pairs": [], "lessons": []}
    found = [_pair(one) for one in kept.result["pairs"]]
    return {
        "pairs": sorted(found, key=lambda one: not one.get("anomaly")),
        "lessons": [
            {**one, "levels": [{**level, "steps": _steps(level["steps"])} for level in one["levels"]]}
            for one in kept.result["lessons"]
        ],
        "server": kept.result["server"],
    }


def _pair(one: dict[str, Any]) -> dict[str, Any]:
    if "none" in one:
        return one
    return {**one, "tried": [{**each, "steps": _steps(each["steps"])} for each in one["tried"]]}


def _steps(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The sessions, and a row for each statement with it in the lane of its session."""
    lanes = sorted({one["session"] for one in steps})
    coloured = [{**one, "sql_html": highlight(one["sql"], "postgres")} for one in steps]
    return {
        "lanes": lanes,
        "rows": [[one if one["session"] == lane else None for lane in lanes] for one in coloured],
    }
