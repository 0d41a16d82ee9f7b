"""EXEC sp_rename."""

import pytest

from designer.importers import Imported, import_sql

TABLES = (
    "CREATE TABLE dbo.a (Id int CONSTRAINT PK_a PRIMARY KEY, [the name] nvarchar(20), low int CHECK (low > 0))\nGO\n"
    "CREATE TABLE b (id int, a_id int REFERENCES a (id))\nGO\n"
    "CREATE INDEX by_name ON a (id, [the name]) WHERE low > 1\nGO\n"
)


def read(statement: str) -> Imported:
    return import_sql(f"{TABLES}{statement}\nGO", "tsql")


@pytest.mark.parametrize(
    "statement",
    [
        "EXEC sp_rename 'a.nowhere', 'x', 'COLUMN'",
        "EXEC sp_rename 'nowhere.id', 'x', 'COLUMN'",
        "EXEC sp_rename 'a.low', 'id', 'COLUMN'",
        "EXEC sp_rename 'a.nowhere', 'x', 'INDEX'",
        "EXEC sp_rename 'a.by_name', 'pk_A', 'INDEX'",
        "EXEC sp_rename 'a', 'B'",
    ],
)
def test_what_the_server_refuses_is_a_problem_and_changes_nothing(statement: str) -> None:
    imported = read(statement)
    assert [one.line for one in imported.problems] == [7]
    assert imported.schema == import_sql(TABLES, "tsql").schema


@pytest.mark.parametrize(
    "statement",
    [
        "EXEC sp_rename @old, 'x', 'COLUMN'",
        "EXEC sp_rename 'a.low', @new, 'COLUMN'",
        "EXEC sp_rename 'flag', 'x', 'USERDATATYPE'",
        "EXEC sp_rename 'some_view', 'x'",
        "EXEC sp_rename 'a.low.', 'x', 'COLUMN'",
        "EXEC sp_rename",
        "EXEC sp_rename 'a'",
    ],
)
def test_what_is_not_written_out_or_not_modelled_is_carried(statement: str) -> None:
    imported = read(statement)
    assert (imported.problems, len(imported.carried)) == ((), 1)
    assert imported.schema.entities == import_sql(TABLES, "tsql").schema.entities


def test_a_column_takes_its_keys_and_expressions_along() -> None:
    imported = read(
        "EXEC sp_rename 'dbo.a.ID', 'key', 'COLUMN'\nGO\nEXECUTE dbo.sp_rename N'[a].[the name]', N'name', N'column'\n"
        "GO\nEXEC sp_rename @objtype = 'COLUMN', @objname = 'a.low', @newname = 'Least'"
    )
    assert (imported.problems, imported.carried) == ((), ())
    a = imported.schema.entity("a")
    names = {one.id: one.name for one in a.attributes}
    assert list(names.values()) == ["key", "name", "Least"]
    assert a.primary_key is not None
    assert [names[one] for one in a.primary_key.columns] == ["key"]
    (index,) = a.indexes
    assert ([names[one.column or ""] for one in index.keys], index.where) == (["key", "name"], "Least > 1")
    assert [one.expression for one in a.checks] == ["Least > 0"]
    (link,) = imported.schema.relationships
    assert [names[one] for one in link.parent_columns] == ["key"]


def test_tables_indexes_and_constraints_get_their_names() -> None:
    imported = read(
        "EXEC sp_rename 'a.by_name', 'a_name', 'INDEX'\nGO\nEXEC sp_rename 'PK_a', 'a_key'\nGO\n"
        "EXEC sp_rename 'dbo.a', 'c', 'OBJECT'\nGO\nALTER TABLE c ADD x int"
    )
    assert (imported.problems, imported.carried) == ((), ())
    c = imported.schema.entity("dbo.c")
    assert c.primary_key is not None
    assert (c.primary_key.name, [one.name for one in c.indexes], len(c.attributes)) == ("a_key", ["a_name"], 4)
    assert [one.parent for one in imported.schema.relationships] == [c.id]


def test_a_column_is_known_without_its_kind_where_nothing_else_is_called_so() -> None:
    imported = read("EXEC sp_rename 'dbo.a.low', 'least'")
    assert [one.name for one in imported.schema.entity("a").attributes] == ["Id", "the name", "least"]
    other = "CREATE SCHEMA a\nGO\nCREATE TABLE a.low (x int)\nGO\nEXEC sp_rename 'a.low', 'l'\n"
    beside = import_sql(f"{TABLES}{other}", "tsql")
    assert {one.name for one in beside.schema.entities} == {"a", "b", "l"}
