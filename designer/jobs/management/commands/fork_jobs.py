"""`manage.py fork_jobs`: the process that jobs' processes are forked from, started by a worker."""

import socket
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from designer.jobs.fork_server import ForkServer, Order
from designer.jobs.kinds import kind_named
from designer.jobs.performing import alone, perform
from designer.lab.lending import borrow_by


def prepare(order: Order) -> None:
    """Imports what its kind needs, and gives up what a fork must not share."""
    kind_named(order.kind)
    connections.close_all()


class Command(BaseCommand):
    """Serves until its worker is gone. Each process that it forks does one attempt at a job, and ends as any does."""

    help = "Fork a process for each job. Workers start this; nobody else needs to."
    requires_system_checks = []  # the worker that starts it has made them

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the socket on which the orders come."""
        parser.add_argument("control", type=int)

    def handle(self, *args: Any, control: int, **options: Any) -> None:
        """To the end of the worker, or of the job."""
        alone()
        connections["default"]  # its backend is imported; nothing is connected
        found = ForkServer(socket.socket(fileno=control), prepare).serve()
        if found is None:
            return
        order, lender = found
        borrow_by(lender)
        perform(UUID(order.job), order.attempt)
