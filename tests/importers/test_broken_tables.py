"""A table of which a part cannot be read: the part is a problem with its place, the rest is in the design."""

import pytest

from designer.importers import import_sql

_DIALECTS = ["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"]


@pytest.mark.parametrize("dialect", _DIALECTS)
@pytest.mark.parametrize("text", ["CREATE TABLE a (CONSTRAINT c WHAT (x))", "CREATE TABLE a (1)"])
def test_table_of_which_nothing_can_be_read_is_left_out(text: str, dialect: str) -> None:
    imported = import_sql(f"{text};", dialect)
    assert (imported.schema.entities, len(imported.problems)) == ((), 1)


@pytest.mark.parametrize("dialect", _DIALECTS)
def test_element_that_cannot_be_read_takes_nothing_else_of_its_table(dialect: str) -> None:
    imported = import_sql(
        "CREATE TABLE a (\n  x int NOT NULL,\n  y int REFERENCES,\n  CONSTRAINT c WHAT (x),\n  z int,\n"
        "  CONSTRAINT p PRIMARY KEY (x)\n);\n"
        "CREATE TABLE b (x int, FOREIGN KEY (x) REFERENCES a (x));",
        dialect,
    )
    tables = {one.name.lower(): one for one in imported.schema.entities}
    assert [one.name.lower() for one in tables["a"].attributes] == ["x", "y", "z"]
    assert tables["a"].primary_key is not None
    assert len(imported.schema.relationships) == 1
    assert [one.line for one in imported.problems] == [3, 4]


@pytest.mark.parametrize("dialect", _DIALECTS)
def test_constraint_that_does_not_fit_its_table_takes_nothing_else_of_it(dialect: str) -> None:
    imported = import_sql("CREATE TABLE a (\n  x int,\n  x int,\n  UNIQUE (gone),\n  UNIQUE (x)\n);", dialect)
    (table,) = imported.schema.entities
    assert len(table.attributes) == 1
    assert len(table.keys) + len(table.indexes) == 1
    assert len(imported.problems) == 2
