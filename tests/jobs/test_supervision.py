"""Jobs in processes of their own: those that end as they should not end with a sentence all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from designer.jobs import queue
from designer.jobs.models import Job
from designer.jobs.processes import FRESH, ForkServers
from designer.jobs.supervision import Outcome, supervise
from designer.lab.places import CHECKOUT
from tests.jobs.conftest import Ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("elsewhere")]


def stay() -> bool:
    return False


@pytest.mark.parametrize("forked", [True, pytest.param(False, marks=pytest.mark.strict_only("processes to start"))])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("crash", "It ended unexpectedly."),
        ("hang", "It ran longer than 1.5 seconds and was stopped."),
        ("devour", "more memory"),
    ],
)
def test_process_that_goes_wrong_leaves_a_sentence(
    kind: str, words: str, forked: bool, ask: Ask, forks: ForkServers
) -> None:
    job = ask(kind)
    assert supervise(job.id, stay, forks if forked else FRESH) is Outcome.ENDED
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert words in job.error


def test_worker_that_leaves_hands_its_job_on_and_the_next_one_finishes_it(ask: Ask) -> None:
    job = ask("count", to=2)
    assert supervise(job.id, lambda: True) is Outcome.HANDED_ON
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.WAITING, 0)
    assert supervise(job.id, stay) is Outcome.ENDED
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.DONE, 1)
    assert job.result is not None
    assert job.result["process"] != os.getpid()


@pytest.fixture
def worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers as an administrator does."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, str(CHECKOUT / "manage.py"), "worker", "--concurrency", "1"]
        started.append(subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, "DESIGNER_NO_BOOTSTRAP": "1"}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(job: Job, reached: Callable[[Job], bool]) -> Job:
    """Until it is so, or a minute has passed."""
    for _ in range(600):
        job.refresh_from_db()
        if reached(job):
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job}: {job.sentence} {job.error}")


def beneath(process: int) -> list[int]:
    """The processes that it started, and those that they did."""
    found = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for one in listed.read_text().split():
            found += [int(one), *beneath(int(one))]
    return found


@pytest.mark.strict_only("it starts two workers and waits for a heartbeat to stop")
def test_job_of_a_killed_worker_is_taken_over(ask: Ask, worker: Callable[[], subprocess.Popen[bytes]]) -> None:
    first = worker()
    job = wait_for(ask("count", to=40, pause=0.2), lambda one: one.done > 0)
    left = beneath(first.pid)
    assert len(left) >= 2  # the fork server, and the job's process
    first.send_signal(signal.SIGKILL)
    for _ in range(500):
        if not any(Path(f"/proc/{one}/cmdline").exists() for one in left):
            break
        time.sleep(0.01)
    else:
        raise AssertionError("something of the worker has outlived it")
    worker()
    done = wait_for(job, lambda one: not one.is_open)
    assert (done.state, done.attempt) == (Job.DONE, 2)


@pytest.mark.strict_only("it starts a worker")
def test_worker_stops_on_sigterm_and_leaves_its_job_waiting(
    ask: Ask, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    process = worker()
    job = wait_for(ask("count", to=1000, pause=0.2), lambda one: one.done > 0)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.WAITING, 0)


@pytest.mark.strict_only("it starts a worker")
@pytest.mark.parametrize("kind", ["count", "stubborn"])
def test_running_job_is_called_off(kind: str, ask: Ask, worker: Callable[[], subprocess.Popen[bytes]]) -> None:
    worker()
    job = wait_for(ask(kind, to=1000, pause=0.2), lambda one: one.state == Job.RUNNING)
    queue.cancel(job)
    assert wait_for(job, lambda one: not one.is_open).state == Job.CANCELLED


@pytest.mark.strict_only("it starts a program")
def test_worker_without_a_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), "worker"],
        env={**os.environ, "DESIGNER_NO_BOOTSTRAP": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "The queue cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
