"""Every test goes to one worker, with its file, whatever happens to the workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.workers import ByFile, is_news, share_of, translate

TESTS = ["a.py::1", "a.py::2", "a.py::3", "b.py::1", "b.py::2", "b.py::3", "c.py::1", "d.py::1", "e.py::1", "e.py::2"]


@dataclass(eq=False)
class Worker:
    """Stands for a process: what it was asked to run, and whether it was told that nothing more will come."""

    gateway: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id="gw"))
    asked: list[int] = field(default_factory=list)
    shutting_down: bool = False

    def send_runtest_some(self, places: list[int]) -> None:
        self.asked += places

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.fixture
def shared() -> tuple[ByFile, Worker, Worker]:
    """Two workers that collected the same."""
    config: Any = SimpleNamespace(getvalue=lambda _: ["2*popen"], option=SimpleNamespace(loadscopereorder=False))
    plan, workers = ByFile(config), (Worker(), Worker())
    for worker in workers:
        plan.add_node(worker)
        plan.add_node_collection(worker, TESTS)
    plan.schedule()
    return plan, *workers


def files(worker: Worker) -> list[str]:
    """Those of which it was given tests, in order."""
    return list(dict.fromkeys(TESTS[place].partition("::")[0] for place in worker.asked))


def run(plan: ByFile, *workers: Worker) -> None:
    """Each in turn is done with one of the tests that it was given, until nobody has any left."""
    done = dict.fromkeys(workers, 0)
    while plan.has_pending:
        for worker in workers:
            if done[worker] < len(worker.asked):
                plan.mark_test_complete(worker, worker.asked[done[worker]])
                done[worker] += 1


def test_each_file_goes_to_one_worker_and_every_test_runs_once(shared: tuple[ByFile, Worker, Worker]) -> None:
    plan, first, second = shared
    assert (files(first), files(second)) == (["a.py"], ["b.py"])
    run(plan, first, second)
    assert plan.tests_finished
    assert not set(files(first)) & set(files(second))
    assert sorted(first.asked + second.asked) == list(range(len(TESTS)))
    assert first.shutting_down
    assert second.shutting_down


def test_the_next_file_goes_to_who_is_nearly_done(shared: tuple[ByFile, Worker, Worker]) -> None:
    plan, first, second = shared
    plan.mark_test_complete(second, 3)
    assert (files(first), files(second)) == (["a.py"], ["b.py", "c.py"])


def test_what_a_worker_leaves_undone_when_it_dies_goes_to_another(shared: tuple[ByFile, Worker, Worker]) -> None:
    plan, first, second = shared
    plan.mark_test_complete(first, 0)
    assert plan.remove_node(first) == "a.py::2"
    run(plan, second)
    assert sorted(second.asked) == list(range(1, len(TESTS)))  # all but the one that was done


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


def test_what_is_done_once_for_all_is_done_by_one_and_by_nobody_where_there_are_none() -> None:
    shares = [
        share_of(SimpleNamespace(workerinput={"workerid": f"gw{number}", "workercount": 3}), [*range(7)])  # type: ignore[arg-type]
        for number in range(3)
    ]
    assert sorted(number for share in shares for number in share) == [*range(7)]
    assert max(map(len, shares)) - min(map(len, shares)) == 1
    assert share_of(SimpleNamespace(), [*range(7)]) == []  # type: ignore[arg-type]


def test_files_are_translated_once_and_broken_ones_are_left_to_who_collects_them(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    whole, broken = tmp_path / "test_whole.py", tmp_path / "test_broken.py"
    whole.write_text("def test_it():\n    value = 1\n    assert value == 2\n")
    broken.write_text("def test_it(:\n")
    translate([broken, whole], pytestconfig)
    kept = list((tmp_path / "__pycache__").iterdir())
    assert [one.name.partition(".")[0] for one in kept] == ["test_whole"]
    assert b"assert %(py" in kept[0].read_bytes()  # what a failure says
    before = kept[0].stat()
    translate([whole], pytestconfig)
    assert kept[0].stat().st_ino == before.st_ino
    whole.write_text("def test_it():\n    pass\n")
    translate([whole], pytestconfig)
    assert b"assert %(py" not in kept[0].read_bytes()
