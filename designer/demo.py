"""The demo: an embedded PostgreSQL, the web server and the worker, as children of one process.

This process never opens the database. It starts the cluster, hands its address to the children in
`DATABASE_URL`, watches them, and ends them in the reverse order. If it is killed, the kernel ends them.
"""

import json
import os
import secrets
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from designer.lab.child import Child
from designer.lab.cluster import Cluster
from designer.lab.errors import AlreadyRunning
from designer.lab.places import CHECKOUT, data_directory
from designer.network import LOOPBACK, free_port, is_free

PREFERRED_PORT = 8000
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class DemoError(Exception):
    """The demo cannot run; the message is one sentence for the person who started it."""


def serve(port: int | None, with_worker: bool, say: Callable[[str], None]) -> None:
    """Run until a signal asks to stop. Raises DemoError and ServerUnavailable; `say` shows progress.

    `port` None means the usual one if it is free, else any. `with_worker` adds the worker of the job queue.
    """
    if port is not None and not is_free(port):
        raise DemoError(f"Port {port} of {LOOPBACK} is in use; choose another, or leave --port out.")
    _stop_on_signals()
    try:
        with ExitStack() as stack:
            _run(port, with_worker, say, stack)
    except KeyboardInterrupt:
        say("Stopped. The data is kept for the next start.")


def _run(port: int | None, with_worker: bool, say: Callable[[str], None], stack: ExitStack) -> None:
    cluster, database = _database(say, stack)
    environment = child_environment(os.environ, database, _secret_key(data_directory()))
    manage = [sys.executable, str(CHECKOUT / "manage.py")]
    if _exit_status([*manage, "prepare_demo"], environment) != 0:
        raise DemoError("The database could not be prepared; the reason stands above.")
    port = port or free_port(PREFERRED_PORT)
    environment["DESIGNER_URL"] = f"http://{LOOPBACK}:{port}/"

    def start(command: list[str], death_signal: signal.Signals = signal.SIGTERM) -> Child:
        child = Child(command, environment=environment, directory=CHECKOUT, death_signal=death_signal)
        stack.callback(child.stop, (signal.SIGTERM, 15))
        return child

    def start_worker() -> Child:
        # If we are killed the database goes too, and no good-bye could be written there.
        return start([*manage, "worker"], signal.SIGKILL)

    web = start(_web_server(port))
    url = f"http://{LOOPBACK}:{port}/"
    await_answer(f"{url}ready", lambda: _must_run(web))
    worker = start_worker() if with_worker else None  # only now, so that nobody waits for it
    if cluster is not None:
        cluster.note(json.dumps({"pid": os.getpid(), "url": url}))
    say(f"Schema Designer is ready: {url}  (Ctrl-C stops it)")
    while True:
        _must_run(web)
        if worker is not None and worker.exit_status is not None:
            say(f"The worker ended by itself (exit status {worker.exit_status}); another takes over its jobs.")
            time.sleep(2)  # one that cannot start must not keep the machine busy
            worker = start_worker()
        time.sleep(0.1)


def _database(say: Callable[[str], None], stack: ExitStack) -> tuple[Cluster | None, str]:
    """The cluster, unless DATABASE_URL replaces it, and the application's address of its database."""
    named = os.environ.get("DATABASE_URL")
    if named:
        return None, named
    cluster = Cluster(data_directory() / "application", durable=True)
    try:
        stack.enter_context(cluster)
    except AlreadyRunning as refused:
        raise DemoError(refusal(refused.note)) from None
    say(f"PostgreSQL {cluster.version} is running; its data is in {cluster.directory}")
    return cluster, cluster.provide_database("designer", "designer")


def refusal(note: str) -> str:
    """The sentence for a second start, from what the first one left behind."""
    try:
        first = json.loads(note)
        return (
            f"The demo is already running at {first['url']} (process {first['pid']}). Stop it there with Ctrl-C "
            "before starting another from this checkout."
        )
    except (ValueError, KeyError, TypeError):  # it has not come as far as an address
        return "The demo is already being started or stopped by another process of this checkout."


def child_environment(variables: Mapping[str, str], database: str, key: str) -> dict[str, str]:
    """The children's environment. PostgreSQL's own variables stay out: they would complete a URL that names
    no host with the application's database and its owner."""
    kept = {name: value for name, value in variables.items() if not name.startswith("PG")}
    return {
        **kept,
        "DATABASE_URL": database,
        "DESIGNER_DEMO": "1",
        "DESIGNER_NO_BOOTSTRAP": "1",
        "DESIGNER_STREAMS": "1",
        "DESIGNER_SECRET_KEY": kept.get("DESIGNER_SECRET_KEY") or key,
        "DJANGO_SETTINGS_MODULE": "designer.settings",
    }


def _secret_key(directory: Path) -> str:
    """A key that lasts as long as the demo's data, so that a restart keeps the sessions."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "secret-key"
    if not path.exists():
        unfinished = path.with_name(f"secret-key.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(50))
        unfinished.replace(path)
    return path.read_text()


def _web_server(port: int) -> list[str]:
    """Pages and streams of events on one port: a page may connect to its own origin only."""
    options = {
        "--interface": "asgi",
        "--host": LOOPBACK,
        "--port": str(port),
        "--workers": "2",
        "--log-level": "warning",
        "--workers-kill-timeout": "10s",
    }
    flags = [part for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *flags, "--no-ws", "--respawn-failed-workers", "designer.asgi:application"]


def _exit_status(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end, or end it when a signal comes."""
    child = Child(command, environment=environment, directory=CHECKOUT)
    with ExitStack() as stack:
        stack.callback(child.kill)
        while (status := child.exit_status) is None:
            time.sleep(0.02)
    return status


def await_answer(url: str, must_run: Callable[[], None], seconds: float = 60) -> None:
    """Returns once the address answers well. Raises DemoError when it does not in time, and what `must_run` raises."""
    deadline = time.monotonic() + seconds
    while not _answers(url):
        must_run()
        if time.monotonic() > deadline:
            raise DemoError(f"The web server did not answer well within {seconds:g} s; what it says stands above.")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    """Whether the address answers well; a proxy of the user's is not asked."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5).close()
    except OSError:
        return False
    return True


def _must_run(web: Child) -> None:
    """Raises DemoError if the web server ended by itself."""
    if web.exit_status is not None:
        raise DemoError(f"The web server ended by itself (exit status {web.exit_status}).")


def _stop_on_signals() -> None:
    """Turn the first signal into KeyboardInterrupt, and ignore the next ones while the children end."""

    def stop(number: int, frame: FrameType | None) -> None:
        for name in _STOP_SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in _STOP_SIGNALS:
        signal.signal(name, stop)
