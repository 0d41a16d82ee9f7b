"""The steps of a migration as pages show them: by phase, with locks and hazards, and what they cost in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.exporters.diagram.kept import Kept
from designer.planning import Plan, Step
from designer.planning.contracting import NOTHING
from designer.planning.model import STRATEGIES
from designer.planning.waiting import is_head
from designer.web.highlighting import highlight
from designer.web.migrating import Asked

PHASES = {
    "direct": "Direct: nothing to prepare",
    "expand": "Expand: make room for the new beside the old",
    "backfill": "Backfill: fill it in batches",
    "validate": "Validate: check what is there, under weak locks",
    "switch": "Switch: change over",
    "contract": "Contract: take the old away, when no code of the old version runs",
}
_SETTING = "SET LOCAL "
_HEAVY = ("SHARED, COPY", "SHARED, INPLACE", "EXCLUSIVE METADATA", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")
"""Locks that keep writers waiting, the worst first: MySQL's and MariaDB's, SQLite's, PostgreSQL's."""
_shown: Kept[list[dict[str, Any]]] = Kept(16)


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
        "together": any(is_head(one) and not _is_setting(one) for one in step.up),
        "up": _shown_sql(step.up),
        "down": _shown_sql(step.down),
        "locks_back": step.locks_back,
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


def _shown_sql(statements: tuple[str, ...]) -> str:
    """The statements that matter; "" where nothing is to be done on this way."""
    matter = [one for one in statements if not is_head(one)]
    return "" if matter == list(NOTHING) else highlight("\n".join(matter))


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
