"""What a worker tells of its tests is what somebody has a use for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workers import interactor, is_news


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ({"when": "setup", "outcome": "passed", "sections": []}, False),
        ({"when": "teardown", "outcome": "passed", "sections": []}, False),
        ({"when": "call", "outcome": "passed", "sections": []}, True),
        ({"when": "setup", "outcome": "skipped", "sections": []}, True),
        ({"when": "teardown", "outcome": "failed", "sections": []}, True),
        ({"when": "teardown", "outcome": "passed", "sections": [["Captured stdout teardown", "x"]]}, True),
    ],
)
def test_only_what_went_well_around_a_test_is_not_told(report: dict[str, Any], expected: bool) -> None:
    assert is_news("testreport", {"data": report}) == expected


def test_the_ends_of_tests_and_of_the_run_are_told() -> None:
    assert not is_news("logstart", {"nodeid": "x"})
    for event in ("logfinish", "runtest_protocol_complete", "workerfinished", "collectionfinish", "internal_error"):
        assert is_news(event, {"nodeid": "x"})


def test_a_process_that_is_no_worker_tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    class WorkerInteractor:
        pass

    config = pytest.Config.fromdictargs({}, ["-p", "no:xdist", "-p", "no:django"])
    assert interactor(config) is None
    worker = WorkerInteractor()
    config.pluginmanager.register(worker)
    assert interactor(config) is worker
