"""A live database on the command line, without a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from designer.cli.main import main
from designer.lab.proof import proof_database
from designer.schema.design_file import loads

_COUNTED = """
CREATE SCHEMA "Monitor";
CREATE VIEW "Monitor".pg_stat_statements AS SELECT query, calls, 50.0::float8 * calls AS total_exec_time, calls AS rows,
  (SELECT oid FROM pg_database WHERE datname = base) AS dbid
FROM (VALUES ('SELECT mail FROM people WHERE id = $1', 1440::int8, current_database()),
  ('SELECT id FROM people WHERE mail = $1', 99, current_database()), ('SELECT 1 FROM people', 99, 'postgres'))
  v (query, calls, base);
CREATE VIEW "Monitor".pg_stat_statements_info AS SELECT now() - interval '1 day' AS stats_reset;
"""


@pytest.fixture
def url() -> Iterator[str]:
    with proof_database() as database:
        with database.connect() as session:
            session.execute(
                "CREATE TABLE people (id int PRIMARY KEY, mail text);"
                "INSERT INTO people SELECT n, 'm@' || n % 3 FROM generate_series(1, 30) n; ANALYZE people"
            )
        parts = conninfo_to_dict(database.dsn)
        host, password = (quote(str(parts[name]), safe="") for name in ("host", "password"))
        yield f"postgresql://{parts['user']}:{password}@/{parts['dbname']}?host={host}&port={parts.get('port', 5432)}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "shop.sql", "--no-values"), "for a live database"),
        (("import", "shop.sql", "--only-volumes"), "goes with --into"),
        (("analyze", "shop.sql", "--without-values", "a.b"), "for a live database"),
    ],
)
def test_options_that_mean_nothing_here_are_refused(
    arguments: tuple[str, ...], words: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(shop) if one == "shop.sql" else one for one in arguments]) == 2
    assert words in capsys.readouterr().err


def test_volumes_are_refreshed_without_the_values_that_are_excluded(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = tmp_path / "design.json"
    assert main(["import", url, "--without-values", "people.mial"]) == 2
    assert "no column 'people.mial'" in capsys.readouterr().err
    (tmp_path / "a.sql").write_text("CREATE TABLE people (id int PRIMARY KEY, mail varchar(90));")
    assert main(["import", str(tmp_path / "a.sql"), "--out", str(design)]) == 0
    refresh = ["import", url, "--into", str(design), "--only-volumes", "--without-values", "people.mail"]
    assert main([*refresh, "--out", str(design)]) == 0
    people = loads(design.read_text()).entity("people")
    mail = people.attribute("mail")
    assert mail is not None
    assert (people.rows, mail.type, mail.distinct, mail.values) == (30, "varchar(90)", 3, ())
    assert "m@" not in design.read_text()
    assert "Values of people.mail were not read" in capsys.readouterr().out


def test_a_live_database_is_planned_by_its_own_statistics(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = tmp_path / "q.sql"
    queries.write_text("-- name: rare\nSELECT id FROM people WHERE mail = 'm@0';")
    assert main(["explain", url, "--queries", str(queries)]) == 0
    exact = capsys.readouterr()
    assert "by the database's own statistics" in exact.err
    assert "rare: cost 1.38, 10 rows" in exact.out  # one page, thirty rows, each third of them
    assert main(["explain", url, "--queries", str(queries), "--no-values"]) == 0
    assert "own statistics" not in capsys.readouterr().err


def test_statements_are_read_from_the_server_that_counted_them(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A view stands for the extension, which is not part of every installation."""
    source, design = tmp_path / "a.sql", tmp_path / "design.json"
    source.write_text("CREATE TABLE people (id int PRIMARY KEY, mail varchar(90));")
    assert main(["import", str(source), "--queries", url]) == 2
    assert "it counts no statements for this account" in capsys.readouterr().err
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(_COUNTED)
    assert main(["import", str(source), "--queries", url, "--out", str(design)]) == 0
    told = capsys.readouterr()
    password = urlsplit(url).password
    assert password
    assert password not in told.out + told.err + design.read_text()
    found = {one.statements[0]: one for one in loads(design.read_text()).access_patterns}
    assert set(found) == {"SELECT mail FROM people WHERE id = $1", "SELECT id FROM people WHERE mail = $1"}
    read = found["SELECT mail FROM people WHERE id = $1"]
    assert read.frequency_per_minute == pytest.approx(1.0, rel=1e-3)
    assert read.x["server"]["share"] == pytest.approx(1440 / 1539, abs=1e-4)
    assert main(["import", str(source), "--queries", "mysql://u:hunter2@127.0.0.1/d"]) == 2
    refused = capsys.readouterr().err
    assert "from PostgreSQL only" in refused
    assert "hunter2" not in refused
