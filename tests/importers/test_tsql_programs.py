"""Batches of T-SQL that are small programs: scripts that may run twice, upgrades, statements in strings."""

import pytest

from designer.importers import Imported, import_sql


def read(sql: str) -> Imported:
    return import_sql(sql, "tsql")


def tables(imported: Imported) -> dict[str, list[str]]:
    return {one.name: [column.name for column in one.attributes] for one in imported.schema.entities}


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("IF OBJECT_ID('a') IS NULL CREATE TABLE a (x int,, y int)", "missing"),
        ("IF @version = 1 ALTER TABLE gone ADD x int", "there is no table gone"),
        ("BEGIN TRAN\nCREATE TABLE a (x int)\nCREATE TABLE a (x int)\nCOMMIT", "there is a table a already"),
        ("EXEC ('CREATE TABLE a (x int REFERENCES)')", "a name was expected"),
    ],
)
def test_what_is_wrong_inside_a_program_is_a_problem(sql: str, message: str) -> None:
    assert [message in problem.message for problem in read(sql).problems] == [True]


def test_loop_and_catch_block_define_nothing() -> None:
    imported = read(
        "WHILE @i < 3 BEGIN CREATE TABLE in_loop (x int) SET @i = @i + 1 END\n"
        "BEGIN TRY CREATE TABLE a (x int) END TRY BEGIN CATCH DROP TABLE a; THROW END CATCH\nGO"
    )
    assert tables(imported) == {"a": ["x"]}
    assert [one.reason[:6] for one in imported.skipped if "not run here" in one.reason] == ["a loop", "a loop"]


def test_statements_that_nothing_separates_are_told_apart() -> None:
    """`ON` ends a setting, and begins nothing in `ON DELETE SET NULL`."""
    imported = read(
        "DECLARE @x int\nSET ANSI_NULLS ON\nSET ANSI_PADDING ON\nCREATE TABLE a (x int PRIMARY KEY)\n"
        "SET NOCOUNT ON CREATE TABLE b (x int REFERENCES a ON DELETE\nSET NULL)\n"
        "CREATE TABLE c (x int)\nGRANT SELECT, UPDATE ON c TO r\nSELECT 1 UNION ALL\nSELECT 2\n"
        "ALTER TABLE c\nALTER COLUMN x bigint\nALTER TABLE c DROP COLUMN x PRINT 'done'\nALTER TABLE c ADD y int"
    )
    assert imported.problems == ()
    assert tables(imported) == {"a": ["x"], "b": ["x"], "c": ["y"]}
    assert [one.on_delete for one in imported.schema.relationships] == ["set null"]
    assert [one.kind for one in imported.schema.opaque] == ["grant"]


_TWICE = """
IF (OBJECT_ID('b_fk') IS NOT NULL)
BEGIN
    ALTER TABLE [b] DROP CONSTRAINT b_fk
END
IF (OBJECT_ID('b') IS NOT NULL) DROP TABLE [b]
IF NOT EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'[a]') AND type in (N'U'))
BEGIN
CREATE TABLE [a]([x] [int] NOT NULL CASE_OF AS (CASE WHEN x > 0 THEN 1 ELSE 0 END))
END
ELSE
    PRINT 'there'
IF NOT EXISTS (SELECT 1 FROM sys.tables WHERE name = 'a') BEGIN CREATE TABLE a (other int) END
IF COL_LENGTH('a', 'x') IS NULL AND OBJECT_ID('a') IS NOT NULL
    ALTER TABLE a ADD x int;
GO
IF EXISTS (SELECT 1 FROM sys.tables WHERE name = 'old') ALTER TABLE old ADD y int ELSE CREATE TABLE old (x int)
IF EXISTS (SELECT 1 FROM sys.columns WHERE name = 'x') ALTER TABLE old ADD y int; ELSE CREATE TABLE old (z int)
GO
"""


def test_guarded_statement_does_what_it_does_on_an_empty_database() -> None:
    imported = read(_TWICE.replace(" CASE_OF", ", [positive]"))
    assert imported.problems == ()
    assert tables(imported) == {"a": ["x", "positive"], "old": ["x", "y"]}
    reasons = [one.reason for one in imported.skipped]
    assert "left out under its condition: there is a table a already; found a" in reasons
    assert "left out under its condition: there is no table b" in reasons
    assert imported.remarks == ()


def test_condition_on_a_variable_is_taken_to_hold_and_that_is_said() -> None:
    imported = read(
        "IF @version IS NULL\nBEGIN\n  CREATE TABLE a (x int);\n  SET @version = 1;\nEND\n"
        "IF @version = 1\nBEGIN\n  ALTER TABLE a ADD y int;\nEND\nIF @quiet = 0 PRINT 'x'\n"
    )
    assert (imported.problems, tables(imported)) == ((), {"a": ["x", "y"]})
    assert [(one.line, one.message) for one in imported.remarks] == [
        (1, "read as if its condition held: IF @version IS NULL"),
        (6, "read as if its condition held: IF @version = 1"),
    ]


def test_branch_that_only_tells_of_an_error_is_not_the_one_that_is_read() -> None:
    imported = read(
        "DECLARE @n int\nIF ((SELECT count(*) FROM t) > 0) RAISERROR ('rows', 16, 1)\n"
        "ELSE BEGIN CREATE TABLE kept (x int PRIMARY KEY) END\nGO\n"
        "IF (@n > 1) PRINT 'a' ELSE PRINT 'b'\n"
    )
    assert [one.name for one in imported.schema.entities] == ["kept"]
    assert [one.message.partition(":")[0] for one in imported.remarks] == ["read as if its condition did not hold"]


def test_statement_in_a_string_is_read_in_its_line() -> None:
    imported = read(
        "IF SCHEMA_ID('s') IS NULL\n  EXEC (N'CREATE SCHEMA [s]');\n"
        "EXEC dbo.sp_executesql @statement = N'\nCREATE VIEW s.v AS SELECT ''a'' AS one'\nGO\n"
        "EXEC sp_executesql N'CREATE TABLE s.a (x int)'\nEXEC (@sql)\nEXEC ('CREATE TABLE ' + @name)\n"
    )
    assert imported.problems == ()
    assert [one.name for one in imported.schema.schemas if one.name == "s"] == ["s"]
    assert tables(imported) == {"a": ["x"]}
    (view,) = imported.schema.opaque
    assert (view.kind, view.line, view.sql) == ("view", 4, "CREATE VIEW s.v AS SELECT 'a' AS one")
    assert [one.line for one in imported.skipped if "not run here" in one.reason] == [7, 8]
