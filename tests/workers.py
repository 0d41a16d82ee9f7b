"""Which worker of a parallel run gets which file, and when: a pytest plugin."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.remote import WorkerInteractor
from xdist.scheduler import LoadFileScheduling


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
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive a browser come first, then those about the whole, which start servers and processes: begun last,
    they would keep one worker while the others have nothing to do any more."""
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None, item.path.parent.name != "tests"))
