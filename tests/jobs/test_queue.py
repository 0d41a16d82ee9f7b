"""Asking for jobs, joining them, calling them off, and doing them in this process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from designer.jobs import queue
from designer.jobs.kinds import UnknownKind, kind
from designer.jobs.models import Job
from designer.jobs.performing import perform
from designer.jobs.progress import Cancelled, Progress
from designer.jobs.supervision import begin
from designer.jobs.takeover import ended_in_queue, lost_jobs
from designer.jobs.timing import MOST_ATTEMPTS
from designer.schema.edits import rename
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from tests.jobs.conftest import Ask


def do(job: Job) -> Job:
    """Does a job here and now."""
    attempt = begin(job.id)
    assert attempt is not None
    perform(job.id, attempt.number)
    job.refresh_from_db()
    return job


def test_a_kind_that_does_not_exist_is_refused_and_leaves_nothing(ask: Ask) -> None:
    with pytest.raises(UnknownKind, match="'dream'"):
        ask("dream")
    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_two_kinds_of_one_name_are_a_bug() -> None:
    with pytest.raises(RuntimeError, match="count"):
        kind("count", title="Again", page="verify")(lambda work: {})


def test_open_job_is_joined_and_an_ended_one_is_not(ask: Ask) -> None:
    first = ask("count")
    assert ask("count").id == first.id
    assert ask("count", content="another").id != first.id
    assert ProcrastinateJob.objects.count() == 2
    do(first)
    assert ask("count").id != first.id


def test_nothing_is_asked_for_when_the_transaction_around_it_fails(ask: Ask) -> None:
    with transaction.atomic():
        ask("count")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_answer_is_about_the_revision_that_was_asked_about(ask: Ask, design: Design) -> None:
    job = ask("count", to=4)
    schema = schema_of(design)
    edit(design, None, (rename(schema, schema.entities[0].id, "purchases"),), label="Rename")
    done = do(job)
    assert (done.state, done.revision, done.error) == (Job.DONE, 1, "")
    assert done.result is not None
    assert (done.result["counted"], done.result["entities"]) == (4, 1)


def test_what_the_kind_refuses_is_a_sentence(ask: Ask) -> None:
    job = do(ask("refuse"))
    assert (job.state, job.error, job.result) == (Job.FAILED, "There is nothing to count.", None)


def test_waiting_job_is_called_off_at_once_and_not_begun(ask: Ask) -> None:
    job = ask("count")
    queue.cancel(job)
    assert begin(job.id) is None
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


def test_running_job_ends_at_its_next_step_when_called_off(ask: Ask) -> None:
    job = ask("count")
    attempt = begin(job.id)
    assert attempt is not None
    queue.cancel(job)
    perform(job.id, attempt.number)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.CANCELLED, None)


def test_ended_job_cannot_be_called_off(ask: Ask) -> None:
    job = do(ask("count"))
    queue.cancel(job)
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (Job.DONE, False)


def test_attempt_that_was_given_up_cannot_write_any_more(ask: Ask) -> None:
    job = ask("count")
    first, second = begin(job.id), begin(job.id)
    assert first is not None
    assert second is not None
    assert second.number == first.number + 1
    with pytest.raises(Cancelled):
        Progress(job.id, first.number).step(1, 2, "Late")
    assert not first.end(Job.DONE, result={"late": True})
    assert second.end(Job.DONE, result={"late": False})
    job.refresh_from_db()
    assert job.result == {"late": False}


def test_progress_is_written_now_and_then(ask: Ask) -> None:
    job = ask("count")
    attempt = begin(job.id)
    assert attempt is not None
    progress = Progress(job.id, attempt.number, every=3600)
    with CaptureQueriesContext(connection) as queries:
        for number in range(100):
            progress.step(number, 100, "x" * 1000)
    assert len(queries) == 1
    job.refresh_from_db()
    assert (job.done, job.total, len(job.sentence)) == (0, 100, Job.LONGEST_SENTENCE)


def test_job_that_brings_down_its_workers_is_given_up(ask: Ask) -> None:
    job = ask("count")
    for _ in range(MOST_ATTEMPTS):
        assert begin(job.id) is not None
    assert begin(job.id) is None
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert f"{MOST_ATTEMPTS} times" in job.error


def test_job_of_a_deleted_design_ends_without_a_word(ask: Ask, design: Design) -> None:
    job = ask("count")
    attempt = begin(job.id)
    assert attempt is not None
    Design.objects.filter(pk=design.pk).delete()
    perform(job.id, attempt.number)
    assert begin(job.id) is None


def test_open_job_that_the_queue_has_lost_is_found(ask: Ask) -> None:
    kept, lost, ended = ask("count", "kept"), ask("count", "lost"), do(ask("count", "ended"))
    Job.objects.update(created_at=timezone.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'job' <> %s", [str(kept.id)])
    assert lost_jobs() == [lost.id]
    assert ended.state == Job.DONE


def test_entry_of_a_job_that_has_ended_is_taken_from_the_queue(ask: Ask) -> None:
    running, lately, ended = ask("count", "running"), do(ask("count", "lately")), do(ask("count", "ended"))
    assert begin(running.id) is not None
    Job.objects.filter(id=ended.id).update(finished_at=timezone.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE args->>'job' = %s", [str(ended.id)])
        entries = [one for (one,) in cursor.fetchall()]
    assert ended_in_queue() == entries
    assert len(entries) == 1
    assert lately.state == Job.DONE


def test_jobs_that_ended_long_ago_are_forgotten(ask: Ask) -> None:
    old, fresh, waiting = do(ask("count", "old")), do(ask("count", "fresh")), ask("count", "waiting")
    Job.objects.filter(id=old.id).update(finished_at=timezone.now() - Job.KEPT - timedelta(hours=1))
    Job.clear_old()
    assert set(Job.objects.values_list("id", flat=True)) == {fresh.id, waiting.id}
