"""`manage.py prepare_demo`: the step between the demo's database server and its web server."""

import os
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, NotSupportedError
from psycopg.errors import InsufficientPrivilege

from designer.store.cache import schema_of
from designer.store.models import Design
from designer.store.sample import seed_demo
from designer.web.models import Tally
from designer.web.reports import findings_of


class Command(BaseCommand):
    """Migrates and, the first time, fills in the sample design."""

    help = "Bring the demo's database up to date and seed the sample design. Used by 'demo'."
    requires_system_checks = ["designer"]  # what the user set; the others are of our code, and load all of it

    def handle(self, *args: Any, **options: Any) -> None:
        """`seed_demo` itself decides whether there is anything left to seed."""
        _reach_the_server()
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            if isinstance(error, NotSupportedError) or isinstance(error.__cause__, InsufficientPrivilege):
                raise CommandError(f"The database of DATABASE_URL cannot be used: {error}") from None
            raise
        seed_demo()
        _count_the_first()


def _count_the_first() -> None:
    """So that the list of designs shows the sample's findings before anybody has opened it."""
    design = Design.objects.first()
    if design is not None and not Tally.objects.exists():
        findings_of(design, schema_of(design))


def _reach_the_server() -> None:
    """Raises CommandError with the server's own reason; the pool would only say how long it has waited."""
    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"The database of DATABASE_URL cannot be reached: {reason}") from None
