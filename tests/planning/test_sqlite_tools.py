"""Plans for SQLite as files of migration tools, run by the tools themselves on a real file: there and back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from designer.exporters.sqlite import native_statements
from designer.lab.sqlite.catalogue import differences
from designer.planning import files
from tests.planning import tools
from tests.planning.sqlite_pairs import PAIRS
from tests.planning.test_sqlite_plans import found, planned, run

WHAT = "a trigger stays with a table made anew"


def _alembic(folder: Path, database: Path, way: str) -> None:
    tools.alembic(folder, f"sqlite:///{database}", way)


def _django(folder: Path, database: Path, way: str) -> None:
    tools.django(folder, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}, way)


def _dbmate(folder: Path, database: Path, way: str) -> None:
    tools.dbmate(folder, f"sqlite:{database}", way)


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
