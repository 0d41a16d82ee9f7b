"""Calling a job off, and what a page shows of one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from designer.jobs.models import Job
from designer.store.models import Design
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs


@pytest.fixture
def job(browser: Client, design: Design) -> Job:
    browser.post(f"/d/{design.id}/export/verify/")
    return Job.objects.get()


def cancel_url(job: Job) -> str:
    return f"/d/{job.design_id}/jobs/{job.id}/cancel/"


def test_strangers_nobody_and_other_designs_do_not_reach_a_job(
    charlie: User, client_of: ClientOf, browser: Client, job: Job, design_of: object
) -> None:
    assert client_of(charlie).post(cancel_url(job)).status_code == 404
    assert client_of(None).post(cancel_url(job)).status_code == 302
    assert browser.post(f"/d/{job.design_id}/jobs/8d0cbd5e-0b5c-4e6b-8b8f-5d0f3b2d0001/cancel/").status_code == 404
    assert browser.get(cancel_url(job)).status_code == 405
    job.refresh_from_db()
    assert job.state == Job.WAITING


def test_a_waiting_job_is_called_off_at_once_and_never_done(victor: User, client_of: ClientOf, job: Job) -> None:
    answer = client_of(victor).post(cancel_url(job) + "?as=target")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{job.design_id}/export/verify/?as=target")
    assert do_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.CANCELLED, 0)
    page = client_of(victor).get(f"/d/{job.design_id}/export/").content.decode()
    assert "It was cancelled." in page
    assert ">Verify</button>" in page


def test_a_running_job_is_asked_to_stop(browser: Client, job: Job) -> None:
    Job.objects.update(state=Job.RUNNING, attempt=1, done=3, total=10, sentence="Running statement 4")
    page = browser.get(f"/d/{job.design_id}/export/").content.decode()
    assert '<progress aria-label="Verifying the DDL" max="10" value="3">' in page
    assert "Running statement 4." in page
    browser.post(cancel_url(job))
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (Job.RUNNING, True)
    page = browser.get(f"/d/{job.design_id}/export/").content.decode()
    assert "Stopping…" in page
    assert cancel_url(job) not in page


def test_a_second_request_joins_the_first(browser: Client, victor: User, client_of: ClientOf, job: Job) -> None:
    queued = ProcrastinateJob.objects.count()
    client_of(victor).post(f"/d/{job.design_id}/export/verify/")
    assert Job.objects.count() == 1
    assert ProcrastinateJob.objects.count() == queued


def test_without_any_worker_the_page_says_so(browser: Client, job: Job) -> None:
    page = browser.get(f"/d/{job.design_id}/export/").content.decode()
    assert "No worker is running" in page
    assert "manage.py worker" in page
