"""Jobs in processes that are forked: alone and within their limits, and none outlives its worker."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.jobs.fork_server import can_fork
from designer.jobs.models import Job
from designer.jobs.processes import ForkServers
from designer.jobs.supervision import Outcome, supervise
from designer.jobs.timing import MOST_ATTEMPTS
from designer.lab.child import Child
from tests.jobs.conftest import Ask

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("elsewhere"),
    pytest.mark.skipif(not can_fork(), reason="jobs are forked on Linux alone"),
]


def stay() -> bool:
    return False


def result_of(job: Job) -> dict[str, Any]:
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.DONE, "")
    assert job.result is not None
    return dict(job.result)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def forked_by(server: Child) -> list[int]:
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(one) for one in listed.split()]


def wait_until(reached: Callable[[], bool]) -> None:
    for _ in range(2000):
        if reached():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that in 20 seconds")


def test_forked_jobs_are_alone_within_their_limits_and_see_nothing_of_each_other(ask: Ask, forks: ForkServers) -> None:
    jobs = [ask("look", content) for content in ("of one team", "of another")]
    for job in jobs:
        assert supervise(job.id, stay, forks) is Outcome.ENDED
    first, second = (result_of(job) for job in jobs)
    assert first["process"] != second["process"]
    assert first["parent"] == second["parent"] != os.getpid()  # the fork server
    for one in (first, second):
        assert one["group"] == one["process"]
        assert (one["nice"], one["seconds"], one["core"]) == (os.nice(0) + 5, 77, 0)
        assert one["memory"] == 2048 * 2**20
        assert (one["roles"], one["databases"], one["tables"]) == (1, 1, 1)
        kept = [name for name in one["open"] if name.startswith("socket:")]
        assert len(kept) == 2  # to the application's database, and to the lender: none to the worker
    assert first["server"] == second["server"]  # which is kept for the next job


@pytest.mark.strict_only("fork servers to start")
def test_job_of_a_killed_fork_server_ends_with_it_waits_again_and_is_done_by_the_next(
    ask: Ask, forks: ForkServers
) -> None:
    job = ask("count", to=1000, pause=0.1)
    ended: list[int] = []

    def kill_the_server() -> bool:
        job.refresh_from_db()
        if job.done and not ended:
            server = forks._server
            assert isinstance(server, Child)
            ended.extend((server.process.pid, *forked_by(server)))
            os.kill(server.process.pid, signal.SIGKILL)
        return False

    assert supervise(job.id, kill_the_server, forks) is Outcome.HANDED_ON
    assert len(ended) == 2
    wait_until(lambda: not any(map(is_there, ended)))
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.WAITING, 1)
    Job.objects.filter(id=job.id).update(arguments={"to": 2})
    assert supervise(job.id, stay, forks) is Outcome.ENDED
    assert result_of(job)["counted"] == 2


@pytest.mark.strict_only("a fork server to start")
def test_forked_process_that_goes_wrong_leaves_a_sentence_and_the_server_stays(ask: Ask, forks: ForkServers) -> None:
    words = {
        "crash": "It ended unexpectedly.", "hang": "It ran longer than 1.5 seconds and was stopped.",
        "devour": "more memory", "refuse": "There is nothing to count.", "burn": "1 seconds of processor time",
    }  # fmt: skip
    servers = set()
    for kind, sentence in words.items():
        job = ask(kind)
        assert supervise(job.id, stay, forks) is Outcome.ENDED
        job.refresh_from_db()
        assert job.state == Job.FAILED
        assert sentence in job.error
        assert isinstance(forks._server, Child)
        servers.add(forks._server.process.pid)
    assert len(servers) == 1


@pytest.mark.strict_only("a fork server and two clusters to start")
def test_cluster_of_a_job_that_ended_in_the_middle_of_a_proof_is_thrown_away(ask: Ask, forks: ForkServers) -> None:
    before, killed, after = ask("look", "before"), ask("litter"), ask("look", "after")
    for job in (before, killed, after):
        assert supervise(job.id, stay, forks) is Outcome.ENDED
    killed.refresh_from_db()
    assert killed.state == Job.FAILED
    one, other = result_of(before), result_of(after)
    assert one["server"] != other["server"]
    assert (other["roles"], other["databases"], other["tables"]) == (1, 1, 1)
    wait_until(lambda: not os.path.exists(one["server"]))


@pytest.mark.strict_only("a fork server to start")
def test_forked_job_that_is_called_off_or_handed_on_is_gone_with_its_process(ask: Ask, forks: ForkServers) -> None:
    job = ask("stubborn")
    running: list[int] = []

    def leave() -> bool:
        server = forks._server
        assert isinstance(server, Child)
        running.extend(forked_by(server))
        return bool(running)

    assert supervise(job.id, leave, forks) is Outcome.HANDED_ON
    wait_until(lambda: not any(map(is_there, running)))
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.WAITING, 0)
    assert running


@pytest.mark.strict_only("fork servers to start")
def test_job_that_brings_its_fork_server_down_again_and_again_is_given_up(ask: Ask, forks: ForkServers) -> None:
    job = ask("patricide")
    Job.objects.filter(id=job.id).update(attempt=MOST_ATTEMPTS - 1)
    assert supervise(job.id, stay, forks) is Outcome.HANDED_ON
    assert supervise(job.id, stay, forks) is Outcome.ENDED
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert "given up" in job.error
