"""Races of a design's declared rules: asked for, kept by what the design means, and as their page shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from designer.analysis.kept_invariants import is_kept
from designer.analysis.races import NoRace, Raced, race
from designer.exporters.result import ExportError
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.lab.errors import ServerUnavailable
from designer.web.answers_kept import Question
from designer.web.bench import Bench
from designer.web.highlighting import highlight
from designer.web.models import Verdict

RACES = Question("race", "races")


def perform(work: Work) -> Answer:
    """Runs the races in a worker's process. Raises JobFailed."""
    rules = work.schema.invariants
    found: dict[str, Any] = {}
    for done, rule in enumerate(rules):
        work.progress.step(done, len(rules), rule.text or rule.kind)
        try:
            found[rule.id] = _as_json(race(work.schema, rule))
        except NoRace as reason:
            found[rule.id] = {"none": str(reason)}
        except (ServerUnavailable, ExportError) as error:
            raise JobFailed(str(error)) from error
    RACES.keep(work, found)
    return {}


def _as_json(raced: Raced) -> dict[str, Any]:
    return {**asdict(raced), "holds": raced.holds}


def shown(bench: Bench, kept: Verdict | None) -> list[dict[str, Any]]:
    """Every declared rule with its race, if there is one."""
    facts = bench.facts
    result: dict[str, Any] = kept.result if kept else {}
    return [
        {
            "rule": rule,
            "table": bench.schema.qualified(bench.schema.entity(rule.entity)),
            "url": bench.url(bench.schema.entity(rule.entity), at=rule.id),
            "is_kept": is_kept(facts, rule),
            "race": _with_colour(result[rule.id]) if rule.id in result else None,
        }
        for rule in bench.schema.invariants
    ]


def _with_colour(one: dict[str, Any]) -> dict[str, Any]:
    if "none" in one:
        return one
    runs = {
        run: [{**step, "sql_html": highlight(step["sql"], "postgres")} for step in one[run]["steps"]]
        for run in ("without", "kept")
    }
    return {**one, "runs": [("Without it", one["without"], runs["without"]), ("With it", one["kept"], runs["kept"])]}
