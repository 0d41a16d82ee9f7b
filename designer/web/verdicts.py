"""What a real server said of the DDL: found by the hash of the design's meaning, so an undo finds it again.

A verdict counts as long as the proof server is the one that gave it. The work itself is a job (`job_kinds`).
"""

from typing import Any

from django.contrib.auth.models import User

from designer.jobs import queue
from designer.jobs.models import Job
from designer.lab.errors import ServerUnavailable
from designer.lab.installation import find_installation
from designer.lab.verify import Report, verify
from designer.schema.content_hash import content_hash
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.prepared import Prepared
from designer.web.models import Verdict

KIND = "verify"
TARGET = "postgres"
IN_WORDS = {
    "equal": "DDL verified",
    "differs": "DDL differs",
    "partly": "DDL verified in part",
    "not executed": "DDL not executed",
}


def proof_server() -> str | None:
    """The server that proofs run on, as `PostgreSQL 18.4`; None when this machine has none."""
    try:
        return f"PostgreSQL {find_installation().version}"
    except ServerUnavailable:
        return None


_VERDICT = Prepared(
    lambda team, content, target: Verdict.objects.filter(team_id=team, content_hash=content, target=target)
)


def verdict_of(design: Design, schema: Schema) -> dict[str, Any] | None:
    """The verdict on the design as it is, as `designer verify --format json` prints it; None if not asked yet."""
    found = _VERDICT.first(design.team_id, content_hash(schema), TARGET)
    if found is None or proof_server() not in (None, found.result.get("server")):
        return None
    return _shown(found)


def proof_of(design: Design, schema: Schema) -> dict[str, Any]:
    """For pages: `verdict`, and `job` while one is under way or when the last one gave no verdict."""
    verdict = verdict_of(design, schema)
    job = queue.latest(KIND, design, _content(schema))
    if job is not None and job.state == Job.DONE:
        if verdict is None and job.result is not None:  # not executed: true for that moment only, so never kept
            verdict = _shown(Verdict(result=job.result, made_at=job.finished_at or job.created_at))
        job = None
    if job is not None and not job.is_open and verdict and job.finished_at and verdict["made_at"] > job.finished_at:
        job = None
    return {"verdict": verdict, "job": job}


def ask_for_verdict(design: Design, schema: Schema, actor: User | None) -> Job:
    """Has the DDL of the design as it is verified, unless that is under way."""
    return queue.start(KIND, design, content=_content(schema), actor=actor)


def make_verdict(team_id: int, schema: Schema, report: Report) -> dict[str, Any]:
    """Asks a throw-away server and keeps its answer. Raises ExportError, and what `report` raises."""
    result = verify(schema, to=TARGET, report=report).as_json()
    if result["verdict"] != "not executed":  # no server today says nothing about the design
        Verdict.keep(team_id, content_hash(schema), TARGET, result)
    return result


def _content(schema: Schema) -> str:
    return f"{content_hash(schema)} {TARGET} on {proof_server()}"


def _shown(verdict: Verdict) -> dict[str, Any]:
    result = verdict.result
    return {
        **result,
        "words": IN_WORDS[result["verdict"]],
        "good": result["verdict"] == "equal",
        "made_at": verdict.made_at,
    }
