"""Every file goes to one worker and every test runs once, whatever happens to the workers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.by_file import FilesInTurn, is_wanted

ROOT = Path(__file__).resolve().parents[1]
FILES = ["a.py", "b.py", "c.py", "d.py", "e.py"]


@dataclass(eq=False)
class Worker:
    """Stands for a process: what it was asked to run, and whether it was told that nothing more will come."""

    asked: list[int] = field(default_factory=list)
    shutting_down: bool = False

    def send_runtest_some(self, places: list[int]) -> None:
        self.asked += places

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.fixture
def shared() -> tuple[FilesInTurn, Worker, Worker]:
    """Two workers that see the same files."""
    config: Any = SimpleNamespace(getvalue=lambda _: ["2*popen"])
    plan, workers = FilesInTurn(config), (Worker(), Worker())
    for worker in workers:
        plan.add_node(worker)
        assert not plan.collection_is_completed
        plan.add_node_collection(worker, FILES)
    plan.schedule()
    return plan, *workers


def run(plan: FilesInTurn, *workers: Worker) -> None:
    """Each in turn is done with its file, until nobody has any left."""
    while plan.has_pending:
        for worker in workers:
            if plan.under_way[worker] is not None:
                plan.mark_test_complete(worker, worker.asked[-1])


def test_each_file_goes_to_one_worker_and_runs_once(shared: tuple[FilesInTurn, Worker, Worker]) -> None:
    plan, first, second = shared
    assert (first.asked, second.asked) == ([0], [1])
    assert not plan.tests_finished
    run(plan, first, second)
    assert plan.tests_finished
    assert sorted(first.asked + second.asked) == list(range(len(FILES)))
    assert first.shutting_down
    assert second.shutting_down


def test_nobody_has_a_file_in_reserve(shared: tuple[FilesInTurn, Worker, Worker]) -> None:
    plan, first, second = shared
    for _ in range(3):
        plan.mark_test_complete(second, second.asked[-1])
    assert (first.asked, second.asked) == ([0], [1, 2, 3, 4])
    plan.mark_test_complete(second, 4)
    assert second.shutting_down
    assert not plan.tests_finished
    plan.mark_test_complete(first, 0)
    assert plan.tests_finished


def test_progress_is_what_part_of_the_files_is_done(shared: tuple[FilesInTurn, Worker, Worker]) -> None:
    plan, first, second = shared
    assert plan.done == 0
    plan.mark_test_complete(first, 0)
    assert plan.done == pytest.approx(1 / 5)
    run(plan, first, second)
    assert plan.done == 1


def test_the_file_of_a_worker_that_dies_is_named_and_the_others_are_run(
    shared: tuple[FilesInTurn, Worker, Worker],
) -> None:
    plan, first, second = shared
    assert plan.remove_node(first) == "a.py"
    run(plan, second)
    assert second.asked == [1, 2, 3, 4]


def test_who_takes_the_place_of_a_dead_worker_goes_on_with_the_files(
    shared: tuple[FilesInTurn, Worker, Worker],
) -> None:
    plan, first, second = shared
    plan.remove_node(first)
    third = Worker()
    plan.add_node(third)
    plan.add_node_collection(third, FILES)
    plan.schedule()
    assert (second.asked, third.asked) == ([1], [2])
    run(plan, second, third)
    assert sorted(second.asked + third.asked) == [1, 2, 3, 4]


def test_the_run_is_over_once_all_is_done_though_workers_have_left(shared: tuple[FilesInTurn, Worker, Worker]) -> None:
    plan, first, second = shared
    for place in (1, 2, 3, 4):
        plan.mark_test_complete(second, place)
    assert plan.remove_node(second) is None
    plan.mark_test_complete(first, 0)
    assert plan.remove_node(first) is None
    assert plan.tests_finished


def test_workers_that_see_different_files_are_refused() -> None:
    config: Any = SimpleNamespace(getvalue=lambda _: ["2*popen"])
    plan = FilesInTurn(config)
    for files in (FILES, FILES[1:]):
        worker = Worker()
        plan.add_node(worker)
        plan.add_node_collection(worker, files)
    with pytest.raises(RuntimeError, match="different files"):
        plan.schedule()


@pytest.mark.parametrize(
    "options", [{"dist": "no"}, {"dist": "worksteal"}, {"dist": "loadfile", "lf": True}, {"dist": "load"}]
)
def test_a_run_that_needs_all_tests_to_choose_collects_them_all(options: dict[str, Any]) -> None:
    assert not is_wanted(SimpleNamespace(**options))
    assert is_wanted(SimpleNamespace(dist="loadfile", lf=False, stepwise=False))


FEW = {
    "test_first": """
        import os
        import pytest

        @pytest.fixture(scope="session")
        def once():
            os.open(f"once-{os.getpid()}", os.O_CREAT | os.O_EXCL)

        @pytest.mark.parametrize("number", range(3))
        def test_it(number, once):
            pass

        class TestMore:
            def test_more(self, once):
                pass
    """,
    "test_second": """
        def test_that_is_well():
            pass

        def test_that_fails():
            assert [1] == [2]
    """,
    "test_broken": "import nothing_of_this_name",
    "test_dies": "import os\n\ndef test_it():\n    os._exit(3)\n",
}


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # most of what starting pytest costs
    pytester.makeconftest('pytest_plugins = ["tests.workers", "tests.by_file"]')
    pytester.makepyfile(test_first=FEW["test_first"], test_second=FEW["test_second"])
    return pytester


def parallel(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_subprocess("-p", "xdist.plugin", "-n", "2", "--dist", "loadfile", *arguments)


@pytest.mark.strict_only("it starts pytest with two workers")
def test_all_tests_run_and_what_lasts_for_the_session_is_made_once(suite: pytest.Pytester) -> None:
    result = parallel(suite, "--durations", "1", "-rA")
    result.assert_outcomes(passed=5, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    told = Counter(line.split(" ")[1] for line in result.outlines if line.startswith(("PASSED ", "FAILED ")))
    assert max(told.values()) == 1
    assert len(told) == 6
    result.stdout.fnmatch_lines(["*assert [[]1[]] == [[]2[]]*"])


@pytest.mark.strict_only("it starts pytest with two workers three times")
def test_choosing_none_is_an_error_and_choosing_some_runs_those(suite: pytest.Pytester) -> None:
    assert parallel(suite, "-k", "nothing_of_this_name").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    chosen = parallel(suite, "-k", "well or more or 1", "test_second.py", "test_first.py::TestMore")
    chosen.assert_outcomes(passed=2)
    assert chosen.ret == pytest.ExitCode.OK
    parallel(suite, "-x", "-k", "second").assert_outcomes(passed=1, failed=1)


@pytest.mark.strict_only("it starts pytest with two workers twice")
def test_a_file_that_cannot_be_read_and_one_that_ends_its_worker_are_failures_and_the_others_run(
    suite: pytest.Pytester,
) -> None:
    suite.makepyfile(test_broken=FEW["test_broken"])
    broken = parallel(suite)
    broken.assert_outcomes(passed=5, failed=1, errors=1)
    broken.stdout.fnmatch_lines(["*nothing_of_this_name*"])
    suite.makepyfile(test_broken="", test_dies=FEW["test_dies"])
    died = parallel(suite)
    died.assert_outcomes(passed=5, failed=2)
    died.stdout.fnmatch_lines(["*crashed while running 'test_dies.py'*"])
