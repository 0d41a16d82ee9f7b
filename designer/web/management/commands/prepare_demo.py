"""`manage.py prepare_demo`: the step between the demo's database server and its web server."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from designer.store.sample import seed_demo


class Command(BaseCommand):
    """Migrates and, the first time, fills in the sample design."""

    help = "Bring the demo's database up to date and seed the sample design. Used by 'demo'."

    def handle(self, *args: Any, **options: Any) -> None:
        """`seed_demo` itself decides whether there is anything left to seed."""
        call_command("migrate", verbosity=0, interactive=False)
        seed_demo()
