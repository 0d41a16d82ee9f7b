"""A live MariaDB reads as its dump does, and a SQLite file as its script."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from designer.analysis.discovery.discover import discover
from designer.analysis.discovery.sampled import table_of
from designer.importers import import_sql
from designer.importers.live import Unreachable, Wanted, import_url, parse_target, samples
from designer.importers.result import Imported
from designer.lab.mariadb.server import MariaServer, mariadb_server
from designer.schema.diff import diff
from designer.schema.frozen import EMPTY
from designer.schema.observed import observed
from tests.importers.live.serving import tcp_way

SQL = (
    "CREATE TABLE customer (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, mail varchar(190) NOT NULL UNIQUE,"
    " state enum('new','it''s') NOT NULL DEFAULT 'new', at datetime(6) DEFAULT current_timestamp(6), doc json,"
    " doubled int AS (id * 2) VIRTUAL, FULLTEXT KEY words (mail)) COMMENT='who; buys'",
    "CREATE TABLE `or``der` (id bigint PRIMARY KEY, customer int unsigned NOT NULL, `total; or` decimal(12,2),"
    " KEY by_customer (customer, id DESC), CONSTRAINT whose FOREIGN KEY (customer) REFERENCES customer (id)"
    " ON DELETE CASCADE, CONSTRAINT positive CHECK (`total; or` >= 0)) ROW_FORMAT=DYNAMIC",
    "CREATE SEQUENCE numbers START WITH 5 INCREMENT BY 3",
    "CREATE VIEW recent AS SELECT id FROM `or``der` WHERE customer > 1",
    "CREATE TRIGGER stamp BEFORE INSERT ON customer FOR EACH ROW BEGIN SET NEW.mail = lower(NEW.mail); END",
    "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2",
    "INSERT INTO customer (mail) VALUES ('A@x'), ('b@x')",
)
PASSWORD = "sec'ret @%/"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[MariaServer, str, str]]:
    """A server, its address by TCP, and the dump of its database."""
    with mariadb_server() as running, contextlib.closing(running.connect()) as session, session.cursor() as cursor:
        cursor.execute("CREATE DATABASE shop")
        cursor.execute("USE shop")
        for statement in SQL:
            cursor.execute(statement)
        socket = running._directory / "run" / "s"
        with tcp_way(socket) as port:
            dump = ["mariadb-dump", "--no-data", "--routines", "--triggers", "--events", "-uproof",
                    f"-p{running._password}", f"--socket={socket}", "shop"]  # fmt: skip
            text = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
            yield running, f"mysql://proof:{running._password}@127.0.0.1:{port}/shop", text


def comparable(found: Imported) -> Any:
    """Without the estimated rows, and with what is carried on one line each and without the dump's own mode."""
    carried = tuple(
        replace(one, sql=" ".join(one.sql.split()), x=one.x if one.kind in ("trigger", "function") else EMPTY)
        for one in found.schema.opaque
    )
    bare = {"distinct": None, "null_fraction": None, "average_width": None, "min": None, "max": None}
    entities = tuple(
        replace(one, rows=None, attributes=tuple(replace(column, **bare) for column in one.attributes))
        for one in found.schema.entities
    )
    return replace(found.schema, entities=entities, opaque=carried)


@pytest.mark.requires("mariadb")
@pytest.mark.strict_only("it starts a MariaDB server")
class TestMariaDB:
    """With a server of its own."""

    def test_the_number_that_a_counter_has_reached_is_read(self, server: tuple[MariaServer, str, str]) -> None:
        with contextlib.closing(server[0].connect()) as session, session.cursor() as cursor:
            cursor.execute("CREATE DATABASE counted")
            cursor.execute("CREATE TABLE counted.far (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 2000000000")
            cursor.execute("CREATE TABLE counted.near (id int AUTO_INCREMENT PRIMARY KEY)")
        url = server[1].replace("/shop", "/counted")
        found = import_url(url, pg_dump=Path("/nonexistent"), allow_private=True).schema
        assert dict(observed(found.entity("far")).reached) == {"id": 1_999_999_999}
        assert observed(found.entity("near")).is_ordinary

    def test_a_wrong_password_is_a_sentence_without_it(self, server: tuple[MariaServer, str, str]) -> None:
        with pytest.raises(Unreachable, match="denied") as refused:
            import_url(server[1].replace("@127", "hunter2@127"), pg_dump=Path("/nonexistent"), allow_private=True)
        assert "hunter2" not in str(refused.value)

    def test_a_live_database_reads_as_its_dump_does(self, server: tuple[MariaServer, str, str]) -> None:
        live = import_url(server[1], pg_dump=Path("/nonexistent"), allow_private=True)
        dumped = import_sql(server[2], "mariadb", "shop")
        assert live.dialect == "mariadb"
        assert live.problems == dumped.problems == ()
        assert live.counts == dumped.counts
        assert diff(comparable(dumped), comparable(live)) == ()
        assert live.schema.entity("customer").rows is not None

    def test_what_its_optimizer_knows_comes_with_it(self, server: tuple[MariaServer, str, str]) -> None:
        with contextlib.closing(server[0].connect()) as session, session.cursor() as cursor:
            cursor.execute("USE shop")
            cursor.execute("INSERT INTO `or``der` SELECT seq, 1 + seq % 2, NULLIF(seq % 4, 0) FROM seq_1_to_1000")
            cursor.execute("ANALYZE TABLE `or``der` PERSISTENT FOR ALL")
        wanted = Wanted(without=("or`der.id",))
        live = import_url(server[1], pg_dump=Path("/nonexistent"), allow_private=True, wanted=wanted)
        orders = live.schema.entity("or`der")
        held = {one.name: one for one in orders.attributes}
        assert orders.rows == pytest.approx(1000, rel=0.1)
        assert (held["customer"].distinct, held["customer"].min, held["customer"].max) == (pytest.approx(2), 1, 2)
        assert held["total; or"].null_fraction == pytest.approx(0.25, abs=0.01)
        assert (held["id"].min, held["id"].max) == (None, None)
        assert any("MB of indexes" in one.message for one in live.remarks)

    def test_rows_are_sampled_whatever_they_are_called(self, server: tuple[MariaServer, str, str]) -> None:
        with contextlib.closing(server[0].connect()) as session, session.cursor() as cursor:
            cursor.execute("USE shop")
            cursor.execute("CREATE TABLE many (id int PRIMARY KEY, `kind; of` varchar(20), body text) ENGINE=InnoDB")
            cursor.execute("INSERT INTO many SELECT seq, seq % 9, REPEAT(seq % 9, 900) FROM seq_1_to_20000")
            cursor.execute("ANALYZE TABLE many")
        many, customer = samples(
            parse_target(server[1]), rows=500, only=("many", "shop.customer"), most=5, allow_private=True,
            allow_files=False,
        )  # fmt: skip
        assert (len(many.lines), many.whole, many.of) == (501, False, pytest.approx(20_000, rel=0.2))
        assert many.lines[0] == "id,kind; of,body\r\n"
        (card,) = [one for one in discover([table_of(many)]).tables[0].cards if one.determinant == ("kind; of",)]
        assert (card.dependent, card.in_sample) == (("body",), True)
        assert (customer.whole, customer.of) == (True, len(customer.lines) - 1)


def test_a_sqlite_file_reads_as_its_script(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    script = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT COLLATE NOCASE DEFAULT 'x;y') STRICT;\n"
        "CREATE TABLE c (a_id REFERENCES a ON DELETE CASCADE, k PRIMARY KEY) WITHOUT ROWID;\n"
        "CREATE INDEX by_b ON a (lower(b) DESC) WHERE b IS NOT NULL;\n"
        "CREATE VIEW v AS SELECT 1;\n"
    )
    with contextlib.closing(sqlite3.connect(path)) as session:
        session.executescript(script)
    live = import_url(f"sqlite:///{path}", pg_dump=Path("/nonexistent"), allow_private=True)
    said = import_sql(script, "sqlite", "shop")
    assert live.problems == said.problems == ()
    assert diff(said.schema, live.schema) == ()
    with pytest.raises(Unreachable, match="not read from here"):
        import_url(f"sqlite:///{path}", pg_dump=path, allow_private=True, allow_files=False)
