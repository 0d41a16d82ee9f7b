"""`manage.py run_job`: the process of one attempt at a job, started by a worker."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from designer.jobs.performing import alone, perform


class Command(BaseCommand):
    """Does the work and writes down what came of it; an exception that is ours leaves by way of the log."""

    help = "Do one attempt at a job. Workers start this; nobody else needs to."
    requires_system_checks = []  # the worker that starts it has made them

    def add_arguments(self, parser: CommandParser) -> None:
        """The job's id and the number of the attempt."""
        parser.add_argument("job", type=UUID)
        parser.add_argument("attempt", type=int)

    def handle(self, *args: Any, job: UUID, attempt: int, **options: Any) -> None:
        """To its end."""
        alone()
        perform(job, attempt)
