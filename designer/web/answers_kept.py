"""What a worker found out about a design as it is: asked for, and kept by what it means and its team compares with.

An undo finds the answer again, and whoever asks while a worker is at it joins in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from designer.jobs import queue
from designer.jobs.kinds import Work
from designer.jobs.models import Job
from designer.schema.content_hash import content_hash
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.rule_settings import mark_of
from designer.web.models import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """kind: of the job that answers it; target: under which its answers are kept."""

    kind: str
    target: str

    def ask(self, design: Design, schema: Schema, actor: User | None) -> Job:
        """Has it answered for the design as it is, unless that is under way."""
        return queue.start(self.kind, design, content=content_of(design, schema), actor=actor, arguments={})

    def answer(self, design: Design, schema: Schema) -> tuple[Verdict | None, Job | None]:
        """What was found for the design as it is, and the job that is at it or has failed to."""
        content = content_of(design, schema)
        kept = Verdict.objects.filter(team_id=design.team_id, content_hash=content, target=self.target).first()
        job = queue.latest(self.kind, design, content)
        if job is not None and (job.state == Job.DONE or (kept and not job.is_open)):
            job = None
        return kept, job

    def keep(self, work: Work, found: Mapping[str, Any]) -> None:
        """Puts down what was found."""
        Verdict.keep(work.job.team_id, content_of(work.design, work.schema), self.target, dict(found))


def content_of(design: Design, schema: Schema) -> str:
    """What the design means, and the numbers that its team compares with."""
    return f"{content_hash(schema)}{mark_of(design)}"
