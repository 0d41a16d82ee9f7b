"""Jobs in tests: done here and now instead of by a worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from designer.jobs.models import Job, PersonalJob
from designer.jobs.performing import perform
from designer.jobs.supervision import begin


def do_jobs() -> int:
    """Does every job that waits; how many there were."""
    tables = (Job.objects, PersonalJob.objects)
    waiting = [found for rows in tables for found in rows.filter(state=Job.WAITING).values_list("id", flat=True)]
    for job_id in waiting:
        attempt = begin(job_id)
        if attempt is not None:
            perform(job_id, attempt.number)
    return len(waiting)


@pytest.fixture
def worker() -> Iterator[None]:
    """Does jobs in a thread of its own while a browser waits for them. For tests with `transaction=True`."""
    over = threading.Event()

    def work() -> None:
        try:
            while not over.wait(0.1):
                do_jobs()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    yield
    over.set()
    thread.join()
