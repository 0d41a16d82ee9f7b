"""Taking over from workers that are gone. Each worker does it, in its own loop: a queued job could be lost itself."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from designer.jobs.models import Job, PersonalJob
from designer.jobs.tasks import work
from designer.jobs.timing import STALE_SECONDS, TAKEOVER_SECONDS

T = TypeVar("T")

_log = logging.getLogger(__name__)
_SELDOM = 720  # rounds between two removals of old rows: an hour


async def watch_the_others() -> None:
    """Every few seconds, until cancelled. A database that does not answer is tried again."""
    rounds = 0
    while True:
        try:
            await take_over()
            if rounds % _SELDOM == 0:
                await _apart(Job.clear_old)
                await _apart(PersonalJob.clear_old)
        except (ConnectorException, DatabaseError) as error:
            _log.warning("The jobs of other workers could not be looked at: %s", error)
        rounds += 1
        await asyncio.sleep(TAKEOVER_SECONDS)


async def take_over() -> None:
    """Gives the jobs of dead workers back to the queue, and those that the queue has lost; takes from it those that
    have ended and that it still believes to be under way."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALE_SECONDS):
        try:
            await app.job_manager.retry_job(stalled, retry_at=timezone.now())
            _log.warning("Taking over %s from a worker that is gone", stalled.call_string)
        except ConnectorException:  # another worker was quicker
            _log.info("%s has been taken over by another worker", stalled.call_string)
    for job_id in await _apart(lost_jobs):
        _log.warning("Job %s was not in the queue any more", job_id)
        await work.defer_async(job=str(job_id))
    for entry in await _apart(ended_in_queue):
        _log.warning("Job %s has ended, and was still in the queue", entry)
        try:
            await app.job_manager.finish_job_by_id_async(entry, Status.SUCCEEDED, delete_job=True)
        except ConnectorException:
            _log.info("Job %s has been taken from the queue by another worker", entry)


def lost_jobs() -> list[UUID]:
    """Open jobs that no worker can find: the worker of each was cut off from the database as it ended, for instance."""
    since = timezone.now() - timedelta(seconds=STALE_SECONDS)
    queued = ProcrastinateJob.objects.filter(task_name=work.name, status__in=("todo", "doing"))
    known = set(queued.values_list("args__job", flat=True))
    waiting = [
        job_id
        for rows in (Job.objects, PersonalJob.objects)
        for job_id in rows.filter(state__in=Job.OPEN, created_at__lt=since).values_list("id", flat=True)
    ]
    return [job_id for job_id in waiting if str(job_id) not in known]


def ended_in_queue() -> list[int]:
    """Entries whose jobs have ended: the database was gone as their worker, which lives on, told the queue."""
    since = timezone.now() - timedelta(seconds=STALE_SECONDS)
    entries = ProcrastinateJob.objects.filter(task_name=work.name, status="doing").values_list("args__job", "id")
    held = {UUID(job): entry for job, entry in entries}
    ended = [
        job_id
        for rows in (Job.objects, PersonalJob.objects)
        for job_id in rows.filter(id__in=held, finished_at__lt=since).values_list("id", flat=True)
    ]
    return [held[job_id] for job_id in ended]


async def _apart(ask: Callable[[], T]) -> T:
    """A query of Django's in a thread, which may have kept a connection that is dead by now."""

    def asked() -> T:
        close_old_connections()
        return ask()

    return await sync_to_async(asked, thread_sensitive=False)()
