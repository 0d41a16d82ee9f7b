"""`manage.py restore FILE`: a backup into an empty database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader

from designer.store.backup import BackupError, Database, migrations_in, restore


class Command(BaseCommand):
    """All of it or nothing."""

    help = (
        "Read a backup into the application's database, which has to be empty. Stop its web and worker processes "
        "first. All of it is restored, or the database stays as it was."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether what is there may be lost."""
        parser.add_argument("file", help="what 'backup' wrote")
        parser.add_argument("--replace", action="store_true", help="drop everything that is in the database first")

    def handle(self, *args: Any, file: str, replace: bool, **options: Any) -> None:
        """Says what is left to do."""
        path = Path(file)
        try:
            database = Database(settings.DATABASES.get("direct") or settings.DATABASES["default"])
            restore(database, path, replace=replace)
            missing = set(MigrationLoader(None).graph.leaf_nodes()) - migrations_in(path)
        except BackupError as refused:
            raise CommandError(str(refused)) from None
        then = " It is of an older version: run 'manage.py migrate' now." if missing else ""
        self.stdout.write(
            f"{file} is restored.{then} Secrets in it open with the DESIGNER_SECRET_KEY it was made under."
        )
