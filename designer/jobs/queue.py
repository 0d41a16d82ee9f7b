"""What pages do with jobs: ask for one, look at it, call it off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from designer.jobs.kinds import kind_named
from designer.jobs.models import AnyJob, Job, PersonalJob
from designer.jobs.tasks import work
from designer.jobs.timing import STALE_SECONDS
from designer.store.models import Design
from designer.store.prepared import Prepared


def start(
    kind: str,
    design: Design,
    *,
    content: str,
    actor: User | None,
    revision: int | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Job:
    """Asks for a job, or joins the one that is open for the same content. Raises UnknownKind.

    revision: which state of the design it is about; the one the row was read at if left out.
    """
    wanted = Job(
        team_id=design.team_id,
        design_id=design.id,
        kind=kind_named(kind).name,
        content=content,
        revision=design.revision if revision is None else revision,
        arguments=dict(arguments or {}),
        actor=actor,
    )
    with transaction.atomic():
        Job.objects.bulk_create([wanted], ignore_conflicts=True)
        made = Job.objects.filter(team_id=design.team_id, design_id=design.id, id=wanted.id).first()
        if made is not None:
            work.defer(job=str(made.id))
            return made
    # Who was in the way may have ended between the two statements, and then its answer is as new as can be.
    return latest(kind, design, content) or wanted


def latest(kind: str, design: Design, content: str) -> Job | None:
    """The job asked for last, open or ended; None if nobody asked."""
    return _LATEST.first(design.team_id, design.id, kind, content)


_LATEST = Prepared(
    lambda team, design, kind, content: Job.objects.filter(
        team_id=team, design_id=design, kind=kind, content=content
    ).order_by("-created_at")[:1]
)


def job_of(design: Design, job_id: UUID) -> Job | None:
    """A job of this design by its id."""
    return Job.objects.filter(team_id=design.team_id, design_id=design.id, id=job_id).first()


def start_personal(kind: str, user: User, subject: UUID, arguments: Mapping[str, Any] | None = None) -> PersonalJob:
    """Asks for a job of one person's, or joins the one that is open for the same subject. Raises UnknownKind."""
    wanted = PersonalJob(kind=kind_named(kind).name, user_id=user.pk, subject=subject, arguments=dict(arguments or {}))
    with transaction.atomic():
        PersonalJob.objects.bulk_create([wanted], ignore_conflicts=True)
        if PersonalJob.objects.filter(id=wanted.id).exists():
            work.defer(job=str(wanted.id))
            return wanted
    return latest_personal(kind, subject) or wanted


def latest_personal(kind: str, subject: UUID) -> PersonalJob | None:
    """The job asked for last about this subject, open or ended. Whose the subject is, is for the caller to know."""
    return PersonalJob.objects.filter(kind=kind, subject=subject).order_by("-created_at").first()


def cancel(job: AnyJob) -> None:
    """Calls a job off: at once if it waits, at its next step if it runs. One that has ended stays as it is."""
    rows: QuerySet[Any] = type(job)._default_manager.filter(pk=job.pk)
    ended = rows.filter(state=Job.WAITING).update(
        state=Job.CANCELLED, cancel_asked=True, finished_at=timezone.now(), sentence="", **job.AT_END
    )
    if not ended:
        rows.filter(state=Job.RUNNING).update(cancel_asked=True)


def has_workers() -> bool:
    """Whether a worker has shown itself lately."""
    since = timezone.now() - timedelta(seconds=STALE_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
