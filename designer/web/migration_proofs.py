"""Proofs of migrations: asked for by a page, made by a job, kept for whoever looks at the same plan again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User

from designer.jobs import queue
from designer.jobs.models import Job
from designer.planning import Plan, prove, survival
from designer.schema.content_hash import content_hash
from designer.web.migrating import Asked, has_strategies
from designer.web.models import Verdict
from designer.web.verdicts import proof_server

KIND = "prove"
TARGET = "migration"
VERDICTS = {
    "proved": "Proved",
    "partly": "Proved in part",
    "failed": "It does not hold",
    "not executed": "Not executed",
}

Report = Callable[[int, int, str], None]


def fingerprint(made: Plan) -> str:
    """What a proof is known by: the statements, and the designs they lead from and to."""
    whole = json.dumps([made.as_json()["steps"], content_hash(made.before), content_hash(made.after)], sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def proof_of(asked: Asked, made: Plan) -> dict[str, Any]:
    """For pages: `proof` (or None), and `job` while one is under way or when the last one gave no answer."""
    design, name = asked.pair.design, fingerprint(made)
    proof = kept_proof(asked, made)
    job = queue.latest(KIND, design, _content(name))
    if job is not None and job.state == Job.DONE:
        if proof is None and job.result is not None:  # not executed: true for that moment only, so never kept
            proof = _proof_shown(Verdict(result=job.result, made_at=job.finished_at or job.created_at))
        job = None
    if job is not None and not job.is_open and proof and job.finished_at and proof["made_at"] > job.finished_at:
        job = None
    return {"proof": proof, "job": job}


def kept_proof(asked: Asked, made: Plan) -> dict[str, Any] | None:
    """The proof that was made of this plan on the server there is, as pages show it."""
    team, name = asked.pair.design.team_id, fingerprint(made)
    kept = Verdict.objects.filter(team_id=team, content_hash=name, target=TARGET).first()
    if kept is None:
        return None
    same = proof_server() in (None, kept.result["verified"].get("server"))
    return _proof_shown(kept) if same or not has_strategies(made.after) else None


def ask_for_proof(asked: Asked, made: Plan, actor: User | None) -> Job:
    """Has the plan run there, back and there again, unless that is under way."""
    content = _content(fingerprint(made))
    return queue.start(KIND, asked.pair.design, content=content, actor=actor, arguments=asked.arguments())


def make_proof(team_id: int, made: Plan, report: Report) -> dict[str, Any]:
    """Runs the plan on a throw-away server, and the access patterns against each phase, and keeps what came of it."""
    total = len(made.steps) + 3
    report(0, total, f"Running {len(made.steps)} steps there, back and there again, with rows")
    proof = prove(made)
    tried: list[dict[str, Any]] = []
    patterns = made.before.access_patterns or made.after.access_patterns
    if proof.verdict != "failed" and patterns and has_strategies(made.after):  # they are tried on PostgreSQL
        report(len(made.steps) + 2, total, "Trying the access patterns against each phase")
        tried = [
            {"pattern": one.access_pattern, "version": one.version, "phases": [list(pair) for pair in one.phases]}
            for one in survival(made)
        ]
    result = {"verified": proof.as_json(), "survival": tried, "steps": len(made.steps)}
    if proof.verdict != "not executed":  # no server today says nothing about the plan
        Verdict.keep(team_id, fingerprint(made), TARGET, result)
    return result


def _content(name: str) -> str:
    return f"{name} on {proof_server()}"


def _proof_shown(verdict: Verdict) -> dict[str, Any]:
    held, tried = verdict.result["verified"], verdict.result["survival"]
    spans = _spans(tried)
    return {
        **held,
        "words": VERDICTS[held["verdict"]],
        "kind": {"proved": "ok", "failed": "bad"}.get(held["verdict"], ""),
        "steps": verdict.result["steps"],
        "legs": [
            {"title": title, "state": "ok" if held[name] else "bad", "text": good if held[name] else bad}
            for name, title, good, bad in _LEGS
        ]
        if held["verdict"] != "not executed"
        else [],
        "phases": [words for words, _ in spans],
        "survival": [
            {
                **one,
                "cells": [{"ok": words == "ok", "words": words} for _, at in spans for _, words in [one["phases"][at]]],
            }
            for one in tried
        ],
        "made_at": verdict.made_at,
    }


def _spans(tried: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Phases one after the other in which every pattern fares alike as one: its words, and where it begins. What
    changes from one to the next is seen at a glance then, however many columns a plan moves."""
    fared = list(zip(*(one["phases"] for one in tried), strict=True))
    spans: list[tuple[str, int]] = []
    for at, cells in enumerate(fared):
        phase = cells[0][0]
        if at and [words for _, words in cells] == [words for _, words in fared[at - 1]]:
            first, begun = spans[-1]
            spans[-1] = (f"{first.partition(' to ')[0]} to {phase}", begun)
        else:
            spans.append((phase, at))
    return spans


_LEGS = (
    ("up", "Up", "the target's catalogue is reached", "the target is not reached"),
    ("down", "Down", "the start's catalogue is back", "the start is not reached again"),
    ("up_again", "Up again", "the target is reached once more", "not reached a second time"),
    ("rows_kept", "Rows", "none lost or changed", "some are not what they were"),
)
