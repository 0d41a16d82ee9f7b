"""The work itself, and its end: an answer, a sentence, or nothing because nobody wants it any more."""

from uuid import UUID

from django.db import connections

from designer.jobs.kinds import JobFailed, PersonalWork, Work, kind_named
from designer.jobs.models import AnyJob, Job, PersonalJob, model_of
from designer.jobs.progress import Cancelled, Progress
from designer.jobs.supervision import Attempt
from designer.store.models import Design, Revision
from designer.store.tracing import on_behalf_of


def alone() -> None:
    """Called in a process that does one job and ends: a pool of connections, with its threads, is nothing for it.
    Before anything is connected."""
    for known in connections.settings.values():
        known.get("OPTIONS", {}).pop("pool", None)


def perform(job_id: UUID, number: int) -> None:
    """Does the attempt `number` at a job, in this process, and writes how it ended."""
    attempt = Attempt(job_id, number, model_of(job_id))
    job = attempt.model._default_manager.filter(id=job_id).first()
    if job is None:  # its design was deleted, or its owner
        return
    with on_behalf_of(job.request):
        _perform(job, attempt)


def _perform(job: AnyJob, attempt: Attempt) -> None:
    progress = Progress(job.id, attempt.number, model=attempt.model)
    work = PersonalWork(job, progress) if isinstance(job, PersonalJob) else Work(job, progress)
    try:
        answer = kind_named(job.kind).run(work)
    except Cancelled:
        attempt.end(Job.CANCELLED)
    except JobFailed as failed:
        attempt.end(Job.FAILED, error=str(failed))
    except (Design.DoesNotExist, Revision.DoesNotExist):
        attempt.end(Job.FAILED, error="The state of the design that it was about is no longer there.")
    except MemoryError:
        attempt.end(Job.FAILED, error="It needed more memory than one job may use.")
    else:
        attempt.end(Job.DONE, result=dict(answer))
