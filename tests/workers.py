"""Which worker of a parallel run gets which file, and when: a pytest plugin."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from _pytest.assertion import rewrite
from hypothesis.internal.constants_ast import constants_from_module
from xdist.remote import WorkerInteractor
from xdist.scheduler import LoadFileScheduling

_Thing = TypeVar("_Thing")


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """xdist's own way, where what a test costs the process that hands tests out grows with the number of all tests: it
    counts the tests that a worker ever had, and looks for each in a list. Here what is done is forgotten, and each
    test has its place by name."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        self.places: dict[str, int] = {}

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        file = self._split_scope(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        if all(self.assigned_work[node][file].values()):
            del self.assigned_work[node][file]

    def _assign_work_unit(self, node: Any) -> None:
        """The node has collected what all have, or no test would be handed out."""
        if not self.places:
            self.places = {name: place for place, name in enumerate(self.registered_collections[node])}
        file, tests = self.workqueue.popitem(last=False)
        self.assigned_work.setdefault(node, {})[file] = tests
        node.send_runtest_some([self.places[name] for name, done in tests.items() if not done])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of the ways to hand out, only that by files is ours."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def is_news(event: str, told: dict[str, Any]) -> bool:
    """Whether the process that hands tests out has a use for what a worker tells it of a test: not that it begins, nor
    that it was set up or taken down well and without a word, which is half of all that is told."""
    report = told.get("data", {})
    well = report.get("outcome") == "passed" and not report.get("sections") and not report.get("user_properties")
    return event != "logstart" and not (event == "testreport" and report.get("when") != "call" and well)


def pytest_sessionstart(session: pytest.Session) -> None:
    """A worker tells only what is news, unless it is asked how long each part took or for a report on everything."""
    option = session.config.option
    if option.verbose > 0 or option.durations is not None or getattr(option, "xmlpath", None):
        return
    for plugin in session.config.pluginmanager.get_plugins():
        if isinstance(plugin, WorkerInteractor):
            _quieted(plugin)


def _quieted(worker: Any) -> None:
    send = worker.sendevent

    def tell(name: str, **told: Any) -> None:
        if is_news(name, told):
            send(name, **told)

    worker.sendevent = tell


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Every worker collects all files, one after the other, and where nobody did so before, all would translate the
    same file at the same time. So each begins with those of its own, and finds those of the others done."""
    if not sys.dont_write_bytecode:
        asked = [session.config.invocation_params.dir / one.partition("::")[0] for one in session.config.args]
        files = sorted(path for one in asked for path in ([one] if one.is_file() else one.rglob("test_*.py")))
        translate(share_of(session.config, files), session.config)


def share_of(config: pytest.Config, things: list[_Thing]) -> list[_Thing]:
    """What of things that are done once for all workers is this one's; nothing where there is but one process."""
    worker = getattr(config, "workerinput", None)
    return things[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]] if worker else []


def translate(files: Iterable[Path], config: pytest.Config) -> None:
    """Keep the byte code that pytest makes of test files, its assertions taken apart, where pytest looks for it."""
    state = config.stash[rewrite.assertstate_key]
    for path in files:
        kept = rewrite.get_cache_dir(path) / (path.stem + rewrite.PYC_TAIL)
        if not rewrite.try_makedirs(kept.parent) or rewrite._read_pyc(path, kept) is not None:
            continue
        with suppress(SyntaxError):  # which is told when the file is collected
            source, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, source, kept)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files that drive a browser come first, then those about the whole, which start servers and processes: begun last,
    they would keep one worker while the others have nothing to do any more.

    Hypothesis is next: it reads the constants of all modules, and keeps those of each for every process.
    """
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None, item.path.parent.name != "tests"))
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("designer.")]
    for module in share_of(config, modules):
        constants_from_module(module)
