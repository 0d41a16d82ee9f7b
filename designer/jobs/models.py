"""What is known of each job. procrastinate's own tables hold only what its workers need to find the next one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Now
from django.utils import timezone

from designer.store.constraints import References, in_design
from designer.store.models.base import InDesign
from designer.store.tracing import current_request


class JobRow(models.Model):
    """What is known of a piece of work, whoever it belongs to. `result` is what its kind's function returned."""

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
    OPEN = (WAITING, RUNNING)
    STATES = (*OPEN, DONE, FAILED, CANCELLED)
    KEPT = timedelta(days=30)
    LONGEST_SENTENCE = 300
    AT_END: dict[str, Any] = {
        "arguments": Func(
            F("arguments"), Cast(Value("sealed"), models.TextField()), template="(%(expressions)s)", arg_joiner=" - ",
            output_field=models.JSONField(),
        )
    }  # fmt: skip
    """What is written with any end: a secret among the arguments, sealed for the worker, is forgotten."""

    kind = models.TextField()
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
    request = models.TextField(
        default=current_request, db_default="", db_comment="The request that it came from, as the log names it."
    )
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    @classmethod
    def clear_old(cls) -> None:
        """Forgets jobs that ended long ago; what is worth keeping is kept by whoever asked for it."""
        cls._default_manager.filter(finished_at__lt=timezone.now() - cls.KEPT).delete()


class Job(InDesign, JobRow):
    """A piece of work on a design."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4)
    content = models.TextField(db_comment="What the answer depends on: a hash of the design and what else counts.")
    revision = models.IntegerField(db_comment="The state of the design that it works on.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )

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


class PersonalJob(JobRow):
    """A piece of work for one person, before there is any design.

    Its arguments may hold what is nobody else's business, so they go when it ends, however it does; the database
    sees to that.
    """

    LONGEST = timedelta(days=1)
    """Open for longer than this, it is given up: nobody waits for it any more."""
    AT_END = {"arguments": {}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject = models.UUIDField(db_comment="What of the person's it is about.")
    packed = models.BinaryField(null=True, db_comment="What came of it, where that is too large to be a result.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "subject"),
                condition=models.Q(state__in=("waiting", "running")),
                name="personaljob_one_open_key",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running", "done", "failed", "cancelled")),
                name="personaljob_state_check",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running")) | models.Q(arguments={}),
                name="personaljob_forgets_check",
            ),
        ]
        indexes = [models.Index(fields=("kind", "subject", "-created_at"), name="personaljob_latest_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"

    @classmethod
    def clear_old(cls) -> None:
        """Forgets old ones, and gives up those that no worker came for."""
        cls.objects.filter(state__in=cls.OPEN, created_at__lt=timezone.now() - cls.LONGEST).update(
            state=cls.CANCELLED, finished_at=timezone.now(), sentence="", **cls.AT_END
        )
        super().clear_old()


AnyJob = Job | PersonalJob


def model_of(job_id: uuid.UUID) -> type[AnyJob]:
    """The kind of row that an id belongs to; ids of both are random, and never the same."""
    return PersonalJob if PersonalJob.objects.filter(id=job_id).exists() else Job
