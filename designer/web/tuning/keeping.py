"""Where the planner's results are kept: under a hash of all that they depend on, so that an undo finds them again.

After an edit the last results still stand on the pages, with the revision they were made for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from designer.exporters.diagram.kept import Kept
from designer.jobs import queue
from designer.jobs.models import Job
from designer.schema.content_hash import content_hash
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.rule_settings import mark_of
from designer.web.models import Verdict

KIND = "tuning"
PATTERNS, INDEXES, GROWTH = PARTS = ("plans", "indexes", "growth")
"""What the job makes, in this order; each part is kept as soon as it is there."""
_VERSION = "2"
"""To be raised when the same design gives other results."""
_KEPT = timedelta(days=60)
_BACK = 6
"""Earlier results that are looked for, and kept."""
_loaded: Kept[dict[str, Any]] = Kept(24)
_keys: Kept[str] = Kept(64)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the results. content: hash of what it was made for, and `revision` when; behind: how many revisions the
    design is ahead of it, 0 where the design means what it meant then."""

    content: str
    result: Mapping[str, Any]
    revision: int
    behind: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a design. parts: by name; no_server: why there is no planner, "" where there is one or nobody
    has asked yet; job: the one under way for the design as it is, or that ended without all of it."""

    key: str
    parts: Mapping[str, Part]
    job: Job | None
    no_server: str

    def part(self, name: str) -> Part | None:
        """The result of this name, of the design as it is or else the last one before."""
        return self.parts.get(name)

    def beside(self, name: str, main: str) -> Part | None:
        """The result of this name if it is of the same state of the design as the one called `main`: figures of two
        states do not belong on one line."""
        found, other = self.parts.get(name), self.parts.get(main)
        return found if found is not None and other is not None and found.content == other.content else None

    @property
    def current(self) -> tuple[str, ...]:
        """The parts that are of the design as it is."""
        return tuple(name for name in PARTS if name in self.parts and not self.parts[name].behind)

    @property
    def behind(self) -> int:
        """Revisions since the latest results; 0 where they are of the design as it is, or there are none."""
        return min((one.behind for one in self.parts.values()), default=0)


def key_of(design: Design, schema: Schema) -> str:
    """A hash of what the design means, of the numbers that its team compares with, and of which id stands for what,
    since results name objects by id."""
    mark = mark_of(design)

    def made() -> str:
        places = sorted((one, path_in(schema, one)) for one in schema.located)
        whole = json.dumps([_VERSION, design.id, content_hash(schema), places, *([mark] if mark else [])])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    return _keys.get(f"{design.pk}/{design.revision}/{content_hash(schema)}/{mark}", made)


def evidence_of(design: Design, schema: Schema) -> Evidence:
    """For pages. At most four queries, of which the large ones are answered from memory when they can be."""
    key = key_of(design, schema)
    jobs = list(_jobs(design).order_by("-created_at")[: _BACK + 1])
    mine = next((one for one in jobs if one.content == key), None) or queue.latest(KIND, design, key)
    order = {key: design.revision}
    for one in jobs:
        order.setdefault(one.content, one.revision)
    parts = _parts(design, order, key)
    ended = mine is not None and mine.state == Job.DONE
    answer = mine.result if mine is not None and ended else None
    whole = all(name in parts and not parts[name].behind for name in PARTS)
    return Evidence(
        key,
        parts,
        None if mine is None or ended or (whole and not mine.is_open) else mine,
        str((answer or {}).get("no_server", "")),
    )


def _jobs(design: Design) -> Any:
    return Job.objects.filter(team_id=design.team_id, design_id=design.id, kind=KIND)


def _parts(design: Design, order: Mapping[str, int], key: str) -> dict[str, Part]:
    """Of each part the one of the design as it is, or else of the job asked for last."""
    rows = Verdict.objects.filter(team_id=design.team_id, content_hash__in=list(order), target__in=PARTS)
    there = {(content, target): made for content, target, made in rows.values_list("content_hash", "target", "made_at")}
    chosen = {
        name: content for name in PARTS if (content := next((one for one in order if (one, name) in there), None))
    }
    _load(design, {(content, name): there[content, name] for name, content in chosen.items()})
    return {
        name: Part(
            content,
            _loaded.peek(_name(content, name, there[content, name])) or {},
            order[content],
            0 if content == key else max(1, design.revision - order[content]),
            there[content, name],
        )
        for name, content in chosen.items()
    }


def _load(design: Design, wanted: Mapping[tuple[str, str], datetime]) -> None:
    """Brings results into memory, all that are missing with one query."""
    missing = [pair for pair, made in wanted.items() if _loaded.peek(_name(*pair, made)) is None]
    if not missing:
        return
    either = Q()
    for content, target in missing:
        either |= Q(content_hash=content, target=target)
    for row in Verdict.objects.filter(either, team_id=design.team_id):
        result = row.result
        for made in {row.made_at, wanted[row.content_hash, row.target]}:
            _loaded.get(_name(row.content_hash, row.target, made), lambda result=result: result)  # type: ignore[misc]


def _name(content: str, target: str, made: datetime) -> str:
    return f"{content}/{target}/{made.isoformat()}"


def ask(design: Design, schema: Schema, actor: User | None) -> Job:
    """Has everything made for the design as it is, unless that is under way."""
    return queue.start(KIND, design, content=key_of(design, schema), actor=actor)


def keep(job: Job, part: str, result: dict[str, Any]) -> None:
    """Keeps a part that a job has made."""
    Verdict.keep(job.team_id, job.content, part, result)


def forget_old(design: Design) -> None:
    """Removes results that no page comes back to: of the states before the last few, and what is very old."""
    contents = list(dict.fromkeys(_jobs(design).order_by("-created_at").values_list("content", flat=True)))
    mine = Verdict.objects.filter(team_id=design.team_id, target__in=PARTS)
    mine.filter(content_hash__in=contents[_BACK:]).delete()
    mine.filter(made_at__lt=timezone.now() - _KEPT).delete()
