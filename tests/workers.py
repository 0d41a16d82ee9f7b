"""What workers of a parallel run tell of their tests, and which tests begin: a pytest plugin."""

from __future__ import annotations

from typing import Any

import pytest


def is_news(event: str, told: dict[str, Any]) -> bool:
    """Whether the process that hands tests out has a use for what a worker tells it of a test: not that it begins, nor
    that it was set up or taken down well and without a word, which is half of all that is told."""
    report = told.get("data", {})
    well = report.get("outcome") == "passed" and not report.get("sections") and not report.get("user_properties")
    return event != "logstart" and not (event == "testreport" and report.get("when") != "call" and well)


def interactor(config: pytest.Config) -> Any:
    """xdist's part of a worker, None in any other process. Its class is known by its name only: a worker is sent the
    text of xdist's module and has a module of its own of it."""
    plugins = config.pluginmanager.get_plugins()
    return next((plugin for plugin in plugins if type(plugin).__name__ == "WorkerInteractor"), None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """A worker tells only what is news, unless it is asked how long each part took or for a report on everything."""
    option = session.config.option
    if option.verbose > 0 or option.durations is not None or getattr(option, "xmlpath", None):
        return
    if worker := interactor(session.config):
        _quieted(worker)


def _quieted(worker: Any) -> None:
    send = worker.sendevent

    def tell(name: str, **told: Any) -> None:
        if is_news(name, told):
            send(name, **told)

    worker.sendevent = tell


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that drive a browser come first, so that it is started once and ends before the others begin."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
