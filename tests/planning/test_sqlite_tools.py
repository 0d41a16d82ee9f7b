"""Plans for SQLite as files of migration tools, run by the tools themselves on a real file: there and back."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from designer.exporters.sqlite import native_statements
from designer.lab.sqlite.catalogue import differences
from designer.planning import files
from tests.optional import find
from tests.planning.sqlite_pairs import PAIRS
from tests.planning.test_sqlite_plans import found, planned, run

WHAT = "a trigger stays with a table made anew"


def _alembic(folder: Path, database: Path, way: str) -> None:
    (folder / "env.py").write_text(
        "from alembic import context\nfrom sqlalchemy import create_engine\n"
        f"engine = create_engine({f'sqlite:///{database}'!r})\n"
        "with engine.connect() as connection:\n"
        "    context.configure(connection=connection, transaction_per_migration=True)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"
    )
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = .\n")
    command = ["upgrade", "head"] if way == "up" else ["downgrade", "base"]
    _ran([sys.executable, "-m", "alembic", *command], folder)


def _django(folder: Path, database: Path, way: str) -> None:
    (folder / "__init__.py").write_text("")
    settings = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}}
    (folder.parent / "run.py").write_text(
        "import sys\nimport django\nfrom django.conf import settings\nfrom django.core.management import call_command\n"
        f"settings.configure(INSTALLED_APPS=[{folder.name!r}], DATABASES={settings!r})\n"
        f"django.setup()\ncall_command('migrate', {folder.name!r}, *sys.argv[1:])\n"
    )
    _ran([sys.executable, "run.py", *(["zero"] if way == "down" else [])], folder.parent)


def _dbmate(folder: Path, database: Path, way: str) -> None:
    base = [find("dbmate"), "--url", f"sqlite:{database}", "--migrations-dir", ".", "--no-dump-schema"]
    _ran([*base, "migrate" if way == "up" else "rollback"], folder)


def _ran(command: list[str], folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.strict_only("runs migration tools on a file")
@pytest.mark.parametrize(
    ("tool", "way_of"),
    [
        ("alembic", _alembic),
        ("django", _django),
        pytest.param("dbmate", _dbmate, marks=pytest.mark.requires("dbmate")),
    ],
)
def test_a_tool_leads_there_and_back(tool: str, way_of: Callable[[Path, Path, str], None], tmp_path: Path) -> None:
    made = planned(*PAIRS[WHAT], tmp_path)
    folder, database = tmp_path / "shop", tmp_path / "shop.db"
    for file in files(made, tool):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        run(connection, tuple(native_statements(made.before)))
        start = found(connection)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as other:
            run(other, tuple(native_statements(made.after)))
            target = found(other)
    for way, expected in (("up", target), ("down", start)):
        way_of(folder, database, way)
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            own = {
                key: text
                for key, text in found(connection).items()
                if not any(word in str(key) for word in ("alembic_version", "django_migrations", "schema_migrations"))
            }
        assert differences(expected, own) == ()
