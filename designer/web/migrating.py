"""Migrations as pages show them: planned once per pair of states, proved by a job, taken away as files."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict

from designer.exporters.diagram.kept import Kept
from designer.exporters.result import ExportError
from designer.jobs import queue
from designer.jobs.models import Job
from designer.planning import FORMATS, CannotPlan, Options, Plan, Step, files, plan, prove, survival
from designer.planning.model import STRATEGIES, Strategy
from designer.schema.content_hash import content_hash
from designer.schema.schema import Schema
from designer.web.highlighting import highlight
from designer.web.models import Verdict
from designer.web.requests import whole_number
from designer.web.sides import Pair
from designer.web.verdicts import proof_server

KIND = "prove"
TARGET = "migration"
TOOLS = {
    "sql": "Plain SQL", "flyway": "Flyway", "liquibase": "Liquibase", "golang-migrate": "golang-migrate",
    "dbmate": "dbmate", "goose": "goose", "sqitch": "Sqitch", "alembic": "Alembic", "django": "Django",
}  # fmt: skip
STRATEGY_WORDS = {
    "direct": "Direct: the shortest way, for small tables",
    "online": "Online: small steps without long locks",
    "expand-contract": "Expand and contract: old and new code side by side",
}
PHASES = {
    "direct": "Direct: nothing to prepare",
    "expand": "Expand: make room for the new beside the old",
    "backfill": "Backfill: fill it in batches",
    "validate": "Validate: check what is there, under weak locks",
    "switch": "Switch: change over",
    "contract": "Contract: take the old away",
}
VERDICTS = {
    "proved": "Proved",
    "partly": "Proved in part",
    "failed": "It does not hold",
    "not executed": "Not executed",
}
OLDEST, NEWEST = 12, 18
_MOST_FILES = 9999
_LARGE = 10_000
_SETTING = "SET LOCAL "
_HEAVY = ("SHARED, COPY", "SHARED, INPLACE", "EXCLUSIVE METADATA", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")
"""Locks that keep writers waiting, the worst first: MySQL's and MariaDB's, SQLite's, PostgreSQL's."""
_AT_ONCE = 3000
"""Changes times tables: what a plan costs grows with both."""
_plans: Kept[Plan | str] = Kept(16)
_shown: Kept[list[dict[str, Any]]] = Kept(16)

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a migration is asked for. strategy: "" leaves it to the declared rows."""

    pair: Pair
    strategy: str = ""
    version: int = NEWEST
    tool: str = "sql"
    first: int = 1

    @classmethod
    def read(cls, pair: Pair, given: Mapping[str, Any]) -> Asked:
        """From a query or a job's arguments; what there is not counts as not said."""

        def number(name: str, least: int, most: int, default: int) -> int:
            found = whole_number(str(given.get(name, "")))
            return found if found is not None and least <= found <= most else default

        strategy, tool = given.get("strategy", ""), given.get("as", "")
        return cls(
            pair,
            strategy if strategy in STRATEGIES else "",
            number("target", OLDEST, NEWEST, _own_version(pair.new.schema)),
            tool if tool in FORMATS else "sql",
            number("first", 1, _MOST_FILES, 1),
        )

    def query(self, **more: Any) -> str:
        """The part of an address that asks for it."""
        given = {"strategy": self.strategy, "target": self.version, "as": self.tool, "first": self.first, **more}
        return self.pair.query(**given)

    def arguments(self) -> dict[str, Any]:
        """For the job that proves it."""
        return {
            "from": self.pair.old.ref, "to": self.pair.new.ref, "same": [f"{a}~{b}" for a, b in self.pair.same],
            "strategy": self.strategy, "target": self.version,
        }  # fmt: skip


def query_of(arguments: Mapping[str, Any]) -> QueryDict:
    """A job's arguments as the query they came from."""
    query = QueryDict(mutable=True)
    for name, value in arguments.items():
        query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return query


def _own_version(schema: Schema) -> int:
    major = whole_number((schema.dialect.version or "").partition(".")[0])
    return min(max(major, OLDEST), NEWEST) if major is not None else NEWEST


def plan_of(asked: Asked) -> Plan:
    """The plan. Raises CannotPlan with the reason, a sentence."""
    strategy = asked.strategy or _fitting(asked)
    return _planned(asked, strategy)


def _planned(asked: Asked, strategy: str) -> Plan:
    found = _plans.get(f"{asked.pair.key}/{strategy}/{asked.version}", lambda: _made(asked, strategy))
    if isinstance(found, str):
        raise CannotPlan(found)
    return found


def is_quick(asked: Asked, strategy: str) -> bool:
    """Whether the plan is known, or small enough to be made while somebody waits for a page about something else."""
    found = asked.pair.difference()
    known = _plans.peek(f"{asked.pair.key}/{strategy}/{asked.version}") is not None
    return known or len(found.changes) * len(found.new.entities) <= _AT_ONCE


def _made(asked: Asked, strategy: Any) -> Plan | str:
    """The plan, or why there is none: both are as costly to find."""
    found = asked.pair.difference()
    try:
        return plan(found.old, found.new, Options(strategy=strategy, target_version=asked.version))
    except (CannotPlan, ExportError) as reason:
        return str(reason)


def has_strategies(schema: Schema) -> bool:
    """Whether there is a choice of strategies for its database: for others than PostgreSQL the direct one is it."""
    return schema.dialect.name == "postgres"


def _fitting(asked: Asked) -> Strategy:
    """`online` where a table that the direct way locks is declared to be large, and there is another way."""
    if not has_strategies(asked.pair.new.schema):
        return "direct"
    direct = _planned(asked, "direct")
    rows = {
        f"{schema.namespace(one.schema) or 'public'}.{one.name}": one.rows or 0
        for schema in (direct.before,)
        for one in schema.entities
    }
    touched = {lock.relation for step in direct.steps for lock in step.locks}
    return "online" if any(rows.get(one, 0) > _LARGE for one in touched) else "direct"


def steps_of(asked: Asked, made: Plan) -> list[dict[str, Any]]:
    """The steps in runs of one phase: [{phase, title, steps: [...]}]."""
    key = f"{asked.pair.key}/{made.options}"
    return _shown.get(key, lambda: list(_phases(made)))


def _phases(made: Plan) -> Iterator[dict[str, Any]]:
    names = {
        located.value.name
        for schema in (made.before, made.after)
        for located in schema.located.values()
        if getattr(located.value, "name", None)
    }
    run: dict[str, Any] | None = None
    for number, step in enumerate(made.steps, 1):
        if run is None or run["phase"] != step.phase:
            if run is not None:
                yield run
            run = {"phase": step.phase, "title": PHASES[step.phase], "first": number, "steps": []}
        run["steps"].append(_step(number, step, names))
    if run is not None:
        yield run


def _step(number: int, step: Step, names: set[str]) -> dict[str, Any]:
    first = step.title.partition(" ")[0]
    is_word = first.isalpha() and first not in names  # a name stays as it is written
    return {
        "number": number,
        "title": step.title[:1].upper() + step.title[1:] if is_word else step.title,
        "settings": ", ".join(one.removeprefix(_SETTING).removesuffix(";") for one in step.up if _is_setting(one)),
        "up": highlight("\n".join(one for one in step.up if not _is_setting(one))),
        "down": highlight("\n".join(one for one in step.down if not _is_setting(one))),
        "transactional": step.transactional,
        "locks": [
            {"relation": one.relation, "mode": one.mode, "blocks": one.blocks, "severity": _severity(one.mode)}
            for one in step.locks
        ],
        "rewrites": step.rewrites,
        "scans": [one for one in step.scans if one not in step.rewrites],
        "hazards": [
            {
                "severity": one.severity,
                "code": one.code,
                "message": one.message,
                "mend": one.mend,
                "strategy": next((name for name in STRATEGIES if f"(strategy {name})" in one.mend), ""),
            }
            for one in step.hazards
        ],
        "estimate": duration(step.estimate_seconds),
        "irreversible": step.irreversible,
        "rollback_point": step.rollback_point,
    }


def _is_setting(statement: str) -> bool:
    """What every transaction begins with is said once, beside the statement that matters."""
    return statement.startswith(_SETTING)


def _severity(mode: str) -> str:
    if mode == "ACCESS EXCLUSIVE":
        return "error"
    return "warning" if mode in _HEAVY else ""


def duration(seconds: float | None) -> str:
    """`0.4 s`, `3 min`, `2.5 h`; "" for none."""
    if not seconds:
        return ""
    if seconds < 0.1:
        return "under 0.1 s"
    for limit, unit, size in ((90, "s", 1), (5400, "min", 60), (float("inf"), "h", 3600)):
        if seconds < limit:
            return f"{seconds / size:.{1 if seconds / size < 10 else 0}f}".removesuffix(".0") + f" {unit}"
    raise AssertionError


def total_estimate(made: Plan) -> tuple[str, bool]:
    """(work at the declared rows in words, whether rows are missing for some of it)."""
    known = [one.estimate_seconds for one in made.steps if one.estimate_seconds is not None]
    unknown = any(one.estimate_seconds is None for one in made.steps)
    return duration(sum(known)) or ("" if unknown else "next to nothing"), unknown


def worst_lock(made: Plan) -> str:
    """What the heaviest lock of all steps keeps waiting; "" where none waits."""
    modes = {lock.mode for step in made.steps for lock in step.locks}
    for mode in ("ACCESS EXCLUSIVE", *_HEAVY):
        if mode in modes:
            return mode
    return ""


def archive(asked: Asked, made: Plan) -> bytes:
    """The files of the chosen tool as a zip, the same bytes for the same plan on every machine: nothing is
    compressed, since compressors differ, and every file is of one day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for file in sorted(files(made, asked.tool, first=asked.first), key=lambda one: one.path):
            entry = zipfile.ZipInfo(file.path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, file.text)
    return packed.getvalue()


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
    phases = [phase for phase, _ in tried[0]["phases"]] if tried else []
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
        "phases": phases,
        "survival": [
            {**one, "cells": [{"ok": words == "ok", "words": words} for _, words in one["phases"]]} for one in tried
        ],
        "made_at": verdict.made_at,
    }


_LEGS = (
    ("up", "Up", "the target's catalogue is reached", "the target is not reached"),
    ("down", "Down", "the start's catalogue is back", "the start is not reached again"),
    ("up_again", "Up again", "the target is reached once more", "not reached a second time"),
    ("rows_kept", "Rows", "none lost or changed", "some are not what they were"),
)


def other(asked: Asked, strategy: str) -> Asked:
    """The same with another strategy."""
    return replace(asked, strategy=strategy)
