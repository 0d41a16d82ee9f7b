"""`manage.py worker`: does the jobs of the queue. Any number of them may run, on any number of hosts."""

import asyncio
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from designer.jobs.fork_server import can_fork, is_single
from designer.jobs.processes import ForkServers
from designer.jobs.serving import fork_beside
from designer.jobs.working import CannotWork, work_until_stopped
from designer.lab.proof_clusters import OwnClusters

_MOST = 64


def _number(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= _MOST):
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to {_MOST}")
    return int(text)


class Command(BaseCommand):
    """Works until SIGTERM or Ctrl-C; jobs that it cannot finish in some seconds are handed to others."""

    help = "Do the jobs of the queue: proofs, and whatever else is too long for a page. Start as many as you need."

    # Its configuration. The others look at pages and models, which are the same wherever they were looked at before.
    requires_system_checks = ["designer"]

    def add_arguments(self, parser: CommandParser) -> None:
        """`--concurrency`."""
        parser.add_argument("--concurrency", type=_number, default=2, help="jobs at the same time; default: 2")

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        """Until asked to stop. What is forked returns from here, too."""
        beside = None
        if can_fork() and is_single():
            beside = fork_beside()
            if beside is None:
                return
        processes = ForkServers(OwnClusters(most=2 * concurrency, idle=concurrency), beside)
        try:
            asyncio.run(work_until_stopped(concurrency, processes))
        except CannotWork as refused:
            raise CommandError(str(refused)) from None
        finally:
            processes.close()
