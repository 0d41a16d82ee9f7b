"""The indexes that MySQL makes for foreign keys, whether the engine keeps those or not."""

import pytest

from designer.importers import import_sql

PARENT = "CREATE TABLE p (id int PRIMARY KEY, z int, UNIQUE (id, z));\n"
LEFT_OUT = "the foreign key {} of x is left out: the engine {} reads foreign keys and keeps none"


@pytest.mark.parametrize(
    ("statements", "indexes"),
    [
        ("CREATE TABLE x (id int, a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=CSV;", {}),
        ("CREATE TABLE x (a int UNIQUE, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM;", {}),
        ("CREATE TABLE x (a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM; DROP INDEX a ON x;", {}),
        ("CREATE TABLE x (a int, b int, FOREIGN KEY (a) REFERENCES p (id), KEY k (a, b)) ENGINE=MyISAM;", {"k": 2}),
        ("CREATE TABLE x (a int, b int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM; CREATE INDEX k ON x (a, b);",
         {"k": 2}),
        ("CREATE TABLE x (a int, FOREIGN KEY (a) REFERENCES nowhere (id)) ENGINE=MyISAM;", {"a": 1}),
        ("CREATE TABLE x (a int) ENGINE=Aria; ALTER TABLE x ADD FOREIGN KEY (a) REFERENCES p (id);", {"a": 1}),
        ("CREATE TABLE x (a int, FOREIGN KEY i (a) REFERENCES p (id)) ENGINE=MEMORY;", {"i": 1}),
        ("CREATE TABLE x (a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM; ALTER TABLE x ENGINE=InnoDB;",
         {"a": 1}),
    ],
)  # fmt: skip
def test_an_engine_that_keeps_no_foreign_key_makes_its_index(statements: str, indexes: dict[str, int]) -> None:
    imported = import_sql(PARENT + statements, "mariadb")
    assert [one.message.partition(": ")[0][-11:] for one in imported.problems] == ["is left out"]
    assert imported.schema.relationships == ()
    assert {one.name: len(one.keys) for one in imported.schema.entity("x").indexes} == indexes


def test_what_is_left_out_is_said_once_with_the_place_of_its_parent() -> None:
    text = "CREATE TABLE x (a int,\n  CONSTRAINT c FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM;"
    found = import_sql(f"{PARENT}{text}", "mysql").problems
    assert [(one.line, one.column, one.message) for one in found] == [(3, 43, LEFT_OUT.format("c", "MyISAM"))]
