"""`manage.py test`: pytest, with a PostgreSQL of its own, on as many processors as there are."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from designer.demo import child_environment
from designer.lab.errors import ServerUnavailable
from designer.lab.places import CHECKOUT
from designer.lab.scratch import ScratchCluster

USAGE = """usage: manage.py test [--strict] [--only-skipped] [pytest's arguments …]

Starts a throw-away PostgreSQL (or uses DATABASE_URL) and runs pytest with everything that follows.

  manage.py test                          the whole default run, in parallel
  manage.py test -n 0                     the same in one process
  manage.py test tests/lab -x -k cluster  a part of it
  manage.py test --strict                 fail where something that a test needs is missing
  manage.py test --strict --only-skipped  just what the default run leaves out
"""

# Each worker has its own database and clusters, some hundred megabytes of memory.
MOST_WORKERS = 4
# The test server knows no streams. The tests start many processes, each of which would compile all without byte code.
_LEFT_OUT = ("DESIGNER_DEMO", "DESIGNER_STREAMS", "PYTHONDONTWRITEBYTECODE")
_ONE_PROCESS = ("-n", "--numprocesses", "--dist", "no:xdist", "-pno:xdist", "--pdb", "--trace", "-s", "--capture=no")


class Command(BaseCommand):
    """Takes the place of Django's own test command."""

    help = "Run the tests with pytest on a throw-away PostgreSQL; arguments are handed through."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Every argument is pytest's, and its exit status is the command's. Only `--strict` is renamed, since
        pytest means something else by it."""
        if {"-h", "--help"} & set(argv[2:]):
            print(USAGE)
            return
        try:
            sys.exit(run_pytest(["--require-all" if part == "--strict" else part for part in argv[2:]]))
        except ServerUnavailable as error:
            sys.exit(str(error))

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """For `manage.py help test`."""
        return CommandParser(prog=f"{prog_name} {subcommand}", usage=USAGE.removeprefix("usage: "))


def in_parallel(arguments: Sequence[str]) -> list[str]:
    """pytest's arguments for a worker more than there are processors, as many tests wait for servers, browsers and
    limits, a file's tests staying together; none where a part is named by its path, which starts sooner in one
    process, or an option speaks of processes or needs one.

    What the default run leaves out waits for a quarter of its time, so there it is two workers more.
    """
    chosen = any(part.startswith(_ONE_PROCESS) for part in arguments)
    if chosen or any((CHECKOUT / part.partition("::")[0]).exists() for part in arguments if part):
        return []
    processors = os.cpu_count() or 1
    more = 2 if "--only-skipped" in arguments else 1
    workers = min(processors + more, MOST_WORKERS) if processors > 1 else 1
    return ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else []


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest in a child; returns its exit status. Raises ServerUnavailable."""
    with ExitStack() as stack:
        database = os.environ.get("DATABASE_URL")
        if not database:
            cluster = stack.enter_context(ScratchCluster({"max_connections": "120"}, in_memory=True))
            database = cluster.provide_database("designer", "designer", createdb=True)
        environment = {
            name: value
            for name, value in child_environment(os.environ, database, "for the tests only").items()
            if name not in _LEFT_OUT
        }
        # Ctrl-C reaches pytest too, which then says what it had run; SIGTERM only reaches this process.
        command = [sys.executable, "-m", "pytest", *in_parallel(arguments), *arguments]
        process = subprocess.Popen(command, env=environment, cwd=CHECKOUT)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
