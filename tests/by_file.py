"""How a parallel run shares files among its workers: a pytest plugin.

xdist has every worker collect all tests, though it runs a third of them, which is a minute of processor time. Here a
worker only looks what files there are. It asks for one after the other, and collects each when it is its turn.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from xdist.workermanage import parse_tx_spec_config

from tests.workers import interactor

# What chooses among all tests by what became of them in the run before.
_LOOKS_BACK = ("lf", "failedfirst", "newfirst", "stepwise")


class Unread(pytest.Item):
    """Stands for a file, or for what was asked of it, until it is collected."""

    # So that the database is set up whichever test is the first to ask for it.
    fixturenames = ("db",)

    def __init__(self, *, of: pytest.Item | pytest.Collector, **given: Any) -> None:
        super().__init__(nodeid=of.nodeid, **given)
        self.of = of

    def tests(self) -> list[pytest.Item]:
        """Those that are to run, in order."""
        items = list(pytest.Session.genitems(self.session, self.of))
        self.config.hook.pytest_collection_modifyitems(session=self.session, config=self.config, items=items)
        self.session._collection_cache.clear()
        return items

    def runtest(self) -> None:
        raise NotImplementedError("its tests run, one by one")


class FilesInTurn:
    """xdist's scheduler, in whose words a file is a test: each worker has one, and gets the next when it is done."""

    def __init__(self, config: pytest.Config) -> None:
        self.workers = len(parse_tx_spec_config(config))
        self.collections: dict[Any, Sequence[str]] = {}
        self.under_way: dict[Any, int | None] = {}
        self.files: Sequence[str] = ()
        self.waiting: deque[int] = deque()

    @property
    def nodes(self) -> list[Any]:
        return list(self.under_way)

    @property
    def collection_is_completed(self) -> bool:
        return bool(self.files) or len(self.collections) >= self.workers

    @property
    def has_pending(self) -> bool:
        return bool(self.waiting) or any(place is not None for place in self.under_way.values())

    @property
    def tests_finished(self) -> bool:
        return self.collection_is_completed and not self.has_pending

    @property
    def done(self) -> float:
        """What part of the files is."""
        left = len(self.waiting) + sum(place is not None for place in self.under_way.values())
        return 1 - left / len(self.files) if self.files else 0

    def add_node(self, node: Any) -> None:
        self.under_way[node] = None

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        if self.files and self.files != collection:
            raise RuntimeError("A worker that takes the place of another sees other files.")
        self.collections[node] = collection

    def schedule(self) -> None:
        """Called when all have said what files there are, and again when one has taken the place of another."""
        if not self.files:
            self.files, *others = self.collections.values()
            if any(other != self.files for other in others):
                raise RuntimeError("The workers see different files.")
            self.waiting.extend(range(len(self.files)))
        for node, place in self.under_way.items():
            if place is None:
                self._go_on(node)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        self._go_on(node)

    def mark_test_pending(self, item: str) -> None:
        self.waiting.appendleft(self.files.index(item))

    def remove_pending_tests_from_node(self, node: Any, indices: Sequence[int]) -> None:
        raise NotImplementedError("no worker has a file in reserve")

    def remove_node(self, node: Any) -> str | None:
        """Returns the file that a worker leaves unfinished."""
        place = self.under_way.pop(node)
        self.collections.pop(node, None)
        return None if place is None else self.files[place]

    def _go_on(self, node: Any) -> None:
        place = self.waiting.popleft() if self.waiting else None
        self.under_way[node] = place
        if place is None:
            node.shutdown()
        else:
            node.send_runtest_some([place])


def is_wanted(option: Any) -> bool:
    """Whether a run with these options shares files so: one that is asked to keep them together, and to choose by
    nothing that only a worker with all tests knows."""
    return option.dist == "loadfile" and not any(getattr(option, name, False) for name in _LOOKS_BACK)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker learns from who starts it."""
    node.workerinput["by_file"] = is_wanted(node.config.option)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesInTurn | None:
    """Progress is told in files: nobody knows how many tests there are."""
    if not is_wanted(config.option):
        return None
    plan = FilesInTurn(config)
    config.pluginmanager.register(_Told(), _Told.__name__)
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        reporter._get_progress_information_message = lambda: f" [{plan.done:4.0%}]"
    return plan


class _Told:
    """Remembers whether any test was reported."""

    any = False

    def pytest_runtest_logreport(self) -> None:
        self.any = True


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """xdist says that there were as many tests as files, but a run without any test is an error."""
    done = yield
    told = session.config.pluginmanager.get_plugin(_Told.__name__)
    if told and not told.any:
        session.testscollected = 0
    return done


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """A worker that shares files collects no tests yet, and runs a file where others run a test."""
    if not getattr(session.config, "workerinput", {}).get("by_file"):
        return
    session.perform_collect = lambda: _files(session)
    worker = interactor(session.config)
    worker.run_one_test = lambda: _run(worker)


class _Hooks:
    """The hooks of a session that looks what files there are. Those that choose among tests, or sort them, see none."""

    def __init__(self, hook: Any) -> None:
        self.hook = hook

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hook, name)

    def pytest_collection_modifyitems(self, items: list[Unread], **_: Any) -> None:
        items.sort(key=_late)


def _files(session: pytest.Session) -> Sequence[pytest.Item]:
    """What stands for the files there are, in the order in which they begin."""
    config, hook = session.config, session.config.hook
    session.genitems = lambda node: _unread(session, node)
    config.hook = _Hooks(hook)
    try:
        return pytest.Session.perform_collect(session)
    finally:
        config.hook = hook
        del session.genitems


def _unread(session: pytest.Session, node: pytest.Item | pytest.Collector) -> Iterator[Unread]:
    if not isinstance(node, pytest.Directory):
        yield Unread.from_parent(session, name=node.nodeid, of=node)
        return
    report, _ = session._collect_one_node(node)
    for inside in report.result if report.passed else ():
        yield from _unread(session, inside)
    node.ihook.pytest_collectreport(report=report)


def _late(item: Unread) -> tuple[bool, bool]:
    """Files that drive a browser come first, then those about the whole, which start servers and processes: begun last,
    they would keep one worker while the others have nothing to do any more."""
    path = item.of.path
    return "mark.browser" not in path.read_text(), path.parent.name != "tests"


def _run(worker: Any) -> None:
    """The tests of the file whose turn it is. What lasts for the session stays for the next file."""
    session, place, begun = worker.session, worker.nextitem_index, time.perf_counter()
    worker.item_index, unread = place, session.items[place]
    tests = unread.tests()
    for test, following in pairwise([*tests, unread]):
        session.items[place] = test
        session.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.shouldfail or session.shouldstop:
            break
    session.items[place] = unread
    worker.sendevent("runtest_protocol_complete", item_index=place, duration=time.perf_counter() - begun)
    if not (session.shouldfail or session.shouldstop):
        worker.nextitem_index = worker.torun.get()
