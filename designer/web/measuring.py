"""Measurements of access patterns: asked for, kept by what the design means, and as the page shows them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from designer.analysis.index_engine.measuring import measure_recommended
from designer.exporters.result import ExportError
from designer.jobs import queue
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.jobs.models import Job
from designer.lab.errors import ServerUnavailable
from designer.lab.measuring import DEFAULT_ROWS
from designer.lab.planner import NoServer
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.rule_settings import thresholds_of
from designer.web.answers_kept import content_of
from designer.web.bench import Bench
from designer.web.editors import edit_url
from designer.web.highlighting import highlight
from designer.web.models import Verdict

KIND = "measure"
TARGET = "measured"
ROWS = {10_000: "10,000", DEFAULT_ROWS: "100,000", 500_000: "500,000", 1_000_000: "1,000,000"}
"""Of the largest table: what may be chosen."""


def ask(design: Design, schema: Schema, rows: int, actor: User | None) -> Job:
    """Has the patterns measured, unless that is under way."""
    return queue.start(KIND, design, content=content_of(design, schema), actor=actor, arguments={"rows": rows})


def measured_of(design: Design, schema: Schema) -> tuple[Verdict | None, Job | None]:
    """The last measurement of the design as it is, and the job that makes one or has failed to."""
    content = content_of(design, schema)
    kept = Verdict.objects.filter(team_id=design.team_id, content_hash=content, target=TARGET).first()
    job = queue.latest(KIND, design, content)
    if job is not None and job.state == Job.DONE:
        job = None
    if job is not None and not job.is_open and kept and job.finished_at and kept.made_at > job.finished_at:
        job = None
    return kept, job


def perform(work: Work) -> Answer:
    """Measures in a worker's process. Raises JobFailed."""
    schema, rows = work.schema, int(work.arguments.get("rows", DEFAULT_ROWS))
    try:
        found = measure_recommended(schema, rows, report=work.progress.step, thresholds=thresholds_of(work.design))
    except (ServerUnavailable, ExportError) as error:
        raise JobFailed(str(error)) from error
    if isinstance(found, NoServer):
        raise JobFailed(found.reason)
    Verdict.keep(work.job.team_id, content_of(work.design, schema), TARGET, found.as_json())
    return {}


def shown(bench: Bench, kept: Verdict) -> dict[str, Any]:
    """The measurement for its page."""
    result: dict[str, Any] = kept.result
    slowest = max((_longest(one) for one in result["patterns"]), default=0.0) or 1.0
    patterns = sorted(result["patterns"], key=lambda one: -_longest(one))
    return {
        **result,
        "made_at": kept.made_at,
        "indexes": [{**one, "sql_html": highlight(one["sql"])} for one in result["indexes"]],
        "patterns": [_pattern(bench, one, slowest) for one in patterns],
    }


def _longest(pattern: dict[str, Any]) -> float:
    return max(pattern["before_ms"] or 0.0, pattern["after_ms"] or 0.0)


def _pattern(bench: Bench, one: dict[str, Any], slowest: float) -> dict[str, Any]:
    statements = [{**each, "sql_html": highlight(each["sql"], bench.schema.dialect.name)} for each in one["statements"]]
    ran = [each for each in statements if each["before"] and each["after"]]
    complete = len(ran) == len(statements)
    return {
        **one,
        "url": edit_url(bench, one["id"]) if bench.may_edit and one["id"] in bench.schema.located else "",
        "statements": statements,
        "refused": [each["refused"] for each in statements if each["refused"]],
        "rows": sum(each["after"]["rows"] for each in ran) if complete else None,
        "pages_before": sum(each["before"]["blocks"] for each in ran) if complete else None,
        "pages_after": sum(each["after"]["blocks"] for each in ran) if complete else None,
        "is_slower": one["factor"] is not None and one["factor"] < 1,
        "slowest": slowest,
    }
