"""What is known of each job. procrastinate's own tables hold only what its workers need to find the next one."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from designer.store.constraints import References, in_design
from designer.store.models.base import InDesign


class Job(InDesign):
    """A piece of work on a design. `result` is what its kind's function returned."""

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
    OPEN = (WAITING, RUNNING)
    STATES = (*OPEN, DONE, FAILED, CANCELLED)
    KEPT = timedelta(days=30)
    LONGEST_SENTENCE = 300

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4)
    kind = models.TextField()
    content = models.TextField(db_comment="What the answer depends on: a hash of the design and what else counts.")
    revision = models.IntegerField(db_comment="The state of the design that it works on.")
    arguments = models.JSONField(default=dict)
    state = models.TextField(default=WAITING)
    attempt = models.IntegerField(default=0, db_comment="How many workers have begun it.")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0, db_comment="0: not known yet.")
    sentence = models.TextField(default="", db_comment="What it is doing.")
    beats = models.IntegerField(default=0, db_comment="How often it said so.")
    cancel_asked = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    error = models.TextField(default="", db_comment="Why it failed, for whoever reads the page.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            in_design("job"),
            References(
                name="job_actor_fkey", columns=("actor_id",), table="auth_user", to=("id",), on_delete="SET NULL"
            ),
            # One at a time: a second request joins the first.
            models.UniqueConstraint(
                fields=("team", "design", "kind", "content"),
                condition=models.Q(state__in=("waiting", "running")),
                name="job_one_open_key",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running", "done", "failed", "cancelled")),
                name="job_state_check",
            ),
        ]
        indexes = [
            models.Index(fields=("team", "design", "kind", "content", "-created_at"), name="job_latest_idx"),
            models.Index(fields=("id",), name="job_id_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    @classmethod
    def clear_old(cls) -> None:
        """Forgets jobs that ended long ago; what is worth keeping is kept by whoever asked for it."""
        cls.objects.filter(finished_at__lt=timezone.now() - cls.KEPT).delete()
