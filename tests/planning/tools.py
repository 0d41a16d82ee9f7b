"""Migration tools themselves, run on files that a plan was written to: all of them forward, or all of them back."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.optional import find


def alembic(folder: Path, url: str, way: str) -> None:
    """Of SQLAlchemy's kind is the url."""
    (folder / "env.py").write_text(
        "from alembic import context\nfrom sqlalchemy import create_engine\n"
        f"engine = create_engine({url!r})\n"
        "with engine.connect() as connection:\n"
        "    context.configure(connection=connection, transaction_per_migration=True)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"
    )
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = .\n")
    command = ["upgrade", "head"] if way == "up" else ["downgrade", "base"]
    _ran([sys.executable, "-m", "alembic", *command], folder)


def django(folder: Path, database: Mapping[str, str], way: str, *, before: str = "") -> None:
    """The folder is the app. before: what has to run before Django is set up."""
    (folder / "__init__.py").write_text("")
    (folder.parent / "run.py").write_text(
        f"import sys\nimport django\n{before}"
        "from django.conf import settings\nfrom django.core.management import call_command\n"
        f"settings.configure(INSTALLED_APPS=[{folder.name!r}], DATABASES={ {'default': dict(database)}!r})\n"
        f"django.setup()\ncall_command('migrate', {folder.name!r}, *sys.argv[1:])\n"
    )
    _ran([sys.executable, "run.py", *(["zero"] if way == "down" else [])], folder.parent)


def dbmate(folder: Path, url: str, way: str) -> None:
    """It goes back one file at a time."""
    base = [find("dbmate"), "--url", url, "--migrations-dir", ".", "--no-dump-schema"]
    for _ in range(1 if way == "up" else len(list(folder.glob("*.sql")))):
        _ran([*base, "migrate" if way == "up" else "rollback"], folder)


def _ran(command: list[str], folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
