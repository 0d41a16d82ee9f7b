"""Plans for MySQL as files of migration tools, run by the tools themselves on a MariaDB server: there and back.

Django and Alembic reach the server through PyMySQL, which the project has anyway; dbmate brings its own client.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.exporters.mariadb import MARIADB
from designer.exporters.mysql.script import steps
from designer.lab.catalogue import Catalogue, Difference, compare
from designer.lab.mariadb.loading import DATABASE, empty, run
from designer.lab.mariadb.server import MariaServer, Session
from designer.planning import files
from designer.planning.proof.of_mysql import catalogue
from designer.schema.schema import Schema
from tests.planning import tools
from tests.planning.mysql_pairs import LINK, TRIGGER, C, P, T, t
from tests.planning.test_mysql_plans import planned

BEFORE = T + P + C.format("")
AFTER = (
    t("a VARCHAR(20) DEFAULT 'x:y %s; %(n)s'", "b BIGINT COMMENT 'it''s 100% :here; ok'")
    + (P + C.format(LINK))
    + TRIGGER.replace("'x'", "'5 %; :z'")
)
"""What stands in texts means something to the templates of a tool."""

_OWN = ("alembic_version", "django_migrations", "schema_migrations")

Tool = Callable[[Path, MariaServer, str], None]


def _alembic(folder: Path, server: MariaServer, way: str) -> None:
    socket, user, password = server.login
    url = f"mysql+pymysql://{user}:{password}@/{DATABASE}?unix_socket={socket}&charset=utf8mb4"
    tools.alembic(folder, url, way)


def _django(folder: Path, server: MariaServer, way: str) -> None:
    socket, user, password = server.login
    database = {"ENGINE": "django.db.backends.mysql", "NAME": DATABASE, "USER": user, "PASSWORD": password,
                "HOST": str(socket)}  # fmt: skip
    tools.django(folder, database, way, before="import pymysql\npymysql.install_as_MySQLdb()\n")


def _dbmate(folder: Path, server: MariaServer, way: str) -> None:
    socket, user, password = server.login
    tools.dbmate(folder, f"mysql://{user}:{password}@/{DATABASE}?socket={socket}", way)


def _loaded(session: Session, schema: Schema) -> Catalogue:
    empty(session)
    _, refused = run(session, (one.text for one in steps(schema, MARIADB)))
    assert refused == []
    return catalogue(session)


def _is_of_the_tool(one: Difference) -> bool:
    """What a tool keeps for itself; and the sql_mode of its own session, in which a trigger is made."""
    modes = bool(one.expected and one.found) and all(
        part.startswith("mode: ") for part in f"{one.expected}; {one.found}".split("; ")
    )
    return modes or any(word in one.object for word in _OWN)


@pytest.mark.strict_only("runs migration tools on a server")
@pytest.mark.requires("mariadb")
@pytest.mark.parametrize(
    ("tool", "way_of"),
    [
        ("alembic", _alembic),
        ("django", _django),
        pytest.param("dbmate", _dbmate, marks=pytest.mark.requires("dbmate")),
    ],
)
def test_a_tool_leads_there_and_back(tool: str, way_of: Tool, maria: MariaServer, tmp_path: Path) -> None:
    made = planned(BEFORE, AFTER, tmp_path)
    folder = tmp_path / "shop"
    for file in files(made, tool):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    with contextlib.closing(maria.connect()) as session:
        target = _loaded(session, made.after)
        start = _loaded(session, made.before)
        for way, expected in (("up", target), ("down", start)):
            way_of(folder, maria, way)
            left = [one for one in compare(expected, catalogue(session)) if not _is_of_the_tool(one)]
            assert left == []
