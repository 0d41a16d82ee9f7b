"""`designer lint` for MySQL and MariaDB: what the server does to the tables of the design, by line."""

from dataclasses import replace

import pytest

from designer.importers import import_sql
from designer.planning import Options
from designer.planning.lint_mysql import lint_mysql
from designer.schema.schema import Schema

BASE = (
    "CREATE TABLE big (id INT NOT NULL PRIMARY KEY, a VARCHAR(20), n INT, p INT) DEFAULT CHARSET=latin1;"
    "CREATE TABLE other (id INT NOT NULL PRIMARY KEY);"
)


def base(dialect: str, rows: int) -> Schema:
    schema = import_sql(BASE, dialect).schema
    return replace(schema, entities=tuple(replace(one, rows=rows) for one in schema.entities))


def codes(text: str, rows: int = 9_000_000, dialect: str = "mysql") -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in lint_mysql(text, base(dialect, rows), Options())]


def test_new_and_small_tables_have_no_hazards() -> None:
    fresh = "CREATE TABLE fresh (id INT PRIMARY KEY, a INT);\nALTER TABLE fresh ADD CHECK (a > 0), MODIFY a BIGINT;"
    assert codes(fresh) == []
    assert not {"MG070", "MG071", "MG073"} & {code for _, code in codes("ALTER TABLE big MODIFY n BIGINT;", rows=50)}


def test_a_statement_that_does_not_fit_the_design_is_said_and_passed_over() -> None:
    assert codes("ALTER TABLE nobody ADD x INT;\nDELETE FROM big;") == [(1, "MG000"), (2, "MG036")]


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ALTER TABLE big MODIFY n BIGINT;", "MG070"),
        ("ALTER TABLE big DEFAULT CHARSET=utf8mb4, MODIFY a VARCHAR(20) CHARACTER SET utf8mb4;", "MG070"),
        ("ALTER TABLE big ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES other (id);", "MG062"),
        ("ALTER TABLE big ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES other (id);", "MG070"),
        ("ALTER TABLE big ADD FULLTEXT KEY f (a);", "MG072"),
        ("ALTER TABLE big ENGINE=MyISAM;", "MG070"),
        ("ALTER TABLE big MODIFY n INT NOT NULL;", "MG064"),
        ("ALTER TABLE big DROP COLUMN n;", "MG020"),
        ("ALTER TABLE big ADD UNIQUE KEY u (n);", "MG023"),
        ("DROP TABLE big;", "MG020"),
    ],
)
def test_what_waits_or_is_lost_is_told_on_its_line(text: str, code: str, dialect: str) -> None:
    found = codes(f"SELECT 1;\n{text}", dialect=dialect)
    assert (2, code) in found, found


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("text", "there", "gone"),
    [
        ("ALTER TABLE big ADD COLUMN z INT, ALGORITHM=INSTANT;", None, "MG075"),
        ("ALTER TABLE big ADD KEY k (n), ALGORITHM=INPLACE, LOCK=NONE;", None, "MG075"),
        ("CREATE INDEX k ON big (n) ALGORITHM INPLACE LOCK NONE;", None, "MG075"),
        ("ALTER TABLE big ADD COLUMN `lock` INT, ALGORITHM=DEFAULT;", None, "MG072"),
        ("ALTER TABLE big RENAME TO other_big, ALGORITHM=INSTANT;", "MG021", "MG075"),
        ("ALTER TABLE big MODIFY n BIGINT, ALGORITHM=COPY;", "MG070", "MG075"),
        ("ALTER TABLE big MODIFY n BIGINT, ALGORITHM=INPLACE, LOCK=NONE;", "MG075", "MG070"),
        ("ALTER TABLE big MODIFY n BIGINT, LOCK=NONE;", "MG075", "MG070"),
        ("ALTER TABLE big ADD KEY k (n), ALGORITHM=INSTANT;", "MG075", "MG070"),
        ("ALTER TABLE big ADD FULLTEXT KEY f (a), LOCK=NONE;", "MG075", "MG072"),
        ("ALTER TABLE big ADD COLUMN z INT, ALGORITHM=COPY;", "MG070", "MG075"),
        ("ALTER TABLE big ADD KEY k (n), LOCK=SHARED;", "MG072", "MG075"),
        ("CREATE INDEX k ON big (n) LOCK=EXCLUSIVE;", "MG072", "MG075"),
    ],
)  # fmt: skip
def test_what_a_statement_demands_of_the_server_counts(text: str, there: str | None, gone: str, dialect: str) -> None:
    found = {code for _, code in codes(text, dialect=dialect)}
    assert "MG000" not in found
    assert (there is None or there in found, gone in found) == (True, False), found


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    "text",
    [
        "ALTER TABLE big RENAME TO great;", "RENAME TABLE big TO great;", "ALTER TABLE big CHANGE n m INT;",
        "ALTER TABLE big RENAME COLUMN n TO m;", "RENAME TABLE big TO aside, other TO big, aside TO other;",
        "ALTER TABLE big CHANGE n m INT, ADD COLUMN n INT;", "ALTER TABLE big RENAME great, CHANGE COLUMN `n` `m` INT;",
    ],
)  # fmt: skip
def test_what_is_renamed_is_not_said_to_go(text: str, dialect: str) -> None:
    found = {code for _, code in codes(text, dialect=dialect)}
    assert ("MG021" in found, found & {"MG000", "MG020", "MG070"}) == (True, set()), found
