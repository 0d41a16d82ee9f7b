"""`manage.py fork_jobs`: the process that jobs' processes are forked from, started by a worker."""

import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from designer.jobs.serving import serve_orders


class Command(BaseCommand):
    """Serves until its worker is gone. Each process that it forks does one attempt at a job, and ends as any does."""

    help = "Fork a process for each job. Workers start this; nobody else needs to."
    requires_system_checks = []  # the worker that starts it has made them

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the socket on which the orders come."""
        parser.add_argument("control", type=int)

    def handle(self, *args: Any, control: int, **options: Any) -> None:
        """To the end of the worker, or of the job."""
        serve_orders(socket.socket(fileno=control))
