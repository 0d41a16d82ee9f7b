"""`manage.py demo`: everything on this machine, for one person, at one address."""

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from designer import demo
from designer.lab.errors import ServerUnavailable


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise ArgumentTypeError(f"{text!r} is not a port; those are numbers from 1 to 65535")
    return int(text)


class Command(BaseCommand):
    """Starts the demo and stays until Ctrl-C."""

    help = "Start an embedded PostgreSQL, fill it with a sample, and serve the designer on the loopback."
    requires_system_checks = []  # the database that they would look at is not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """`--port`."""
        parser.add_argument("--port", type=_port, help=f"default: {demo.PREFERRED_PORT} if free, else any")

    def handle(self, *args: Any, port: int | None, **options: Any) -> None:
        """Serve until a signal comes."""
        try:
            demo.serve(port, apps.is_installed("designer.jobs"), self._say)
        except (demo.DemoError, ServerUnavailable) as error:
            raise CommandError(str(error)) from None

    def _say(self, text: str) -> None:
        print(text, file=sys.stdout, flush=True)
