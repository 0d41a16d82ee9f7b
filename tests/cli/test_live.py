"""A live database on the command line, without a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from designer.cli.main import main
from designer.lab.proof import proof_database
from designer.schema.design_file import loads


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
