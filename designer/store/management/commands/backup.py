"""`manage.py backup FILE`: the application's own data in one file."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from designer.store.backup import BackupError, Database, save, save_file

KEY = (
    "The file holds every design and every account, and not DESIGNER_SECRET_KEY, which seals what is secret in it: "
    "keep both, apart from each other."
)


class Command(BaseCommand):
    """Streams; nobody has to stop working meanwhile."""

    help = "Write the application's whole database to FILE ('-': standard output), as it is at this moment. " + KEY

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", help="a new file, or - for standard output")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Of the server itself, past a pooler in between."""
        try:
            database = Database(settings.DATABASES.get("direct") or settings.DATABASES["default"])
            if file == "-":
                if os.isatty(sys.stdout.fileno()):
                    raise CommandError("A backup is no text for a terminal; lead it into a file.")
                save(database, sys.stdout.buffer)
                return
            began = time.monotonic()
            size = save_file(database, Path(file))
        except BackupError as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{file}: {size:,} bytes in {time.monotonic() - began:.1f} s. {KEY}")
