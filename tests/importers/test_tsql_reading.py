"""T-SQL as SQL Server's tools script it: read without loss, and written so that it reads the same again."""

import pytest
import sqlglot

from designer.exporters import export
from designer.importers import Imported, import_source, import_sql
from designer.schema.content_hash import content_hash
from designer.sql.splitting import split

_SCRIPT = """
USE [shop]
GO
SET ANSI_NULLS ON
GO
CREATE SCHEMA [sales] AUTHORIZATION [dbo]
GO
CREATE TYPE [dbo].[Flag] FROM [bit] NOT NULL
GO
CREATE SEQUENCE [sales].[Numbers] AS [int] START WITH 5 INCREMENT BY 2 NO CACHE
GO
CREATE TABLE [sales].[Customer](
  [Id] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL,
  [Name] [nvarchar](50) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT [DF_name] DEFAULT (N'x''y'),
  [Guid] [uniqueidentifier] ROWGUIDCOL NOT NULL,
  [Upper]  AS (upper([Name])) PERSISTED,
  [Spare] [int] SPARSE NULL, [Active] [dbo].[Flag], [At] datetime2(7) DEFAULT sysutcdatetime(),
 CONSTRAINT [PK_Customer] PRIMARY KEY CLUSTERED ([Id] DESC) WITH (PAD_INDEX = OFF, FILLFACTOR = 80) ON [PRIMARY],
 CONSTRAINT [UQ] UNIQUE NONCLUSTERED ([Guid]),
 CONSTRAINT [CK] CHECK NOT FOR REPLICATION (([Spare]>(0) OR [Name] IS NULL))
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE sales.History (Id int NOT NULL PRIMARY KEY NONCLUSTERED,
  a datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, b datetime2 GENERATED ALWAYS AS ROW END NOT NULL,
  Customer int REFERENCES sales.Customer, INDEX ix_c (Customer), PERIOD FOR SYSTEM_TIME (a, b))
  WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = sales.Old));
CREATE UNIQUE NONCLUSTERED INDEX [IX] ON [sales].[Customer]([Name] ASC, [Spare] DESC) INCLUDE([Guid])
  WHERE ([Spare] IS NOT NULL)
  WITH (SORT_IN_TEMPDB = OFF) ON [PRIMARY]
GO
ALTER TABLE [sales].[Customer] ADD  CONSTRAINT [DF_guid]  DEFAULT (newid()) FOR [Guid]
GO
ALTER TABLE [sales].[History]  WITH NOCHECK ADD  CONSTRAINT [FK_self] FOREIGN KEY([Customer])
  REFERENCES [sales].[History] ([Id])
ON DELETE SET NULL
GO
ALTER TABLE [sales].[History] CHECK CONSTRAINT [FK_self]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'who buys' , @level0type=N'SCHEMA',
  @level0name=N'sales', @level1type=N'TABLE',@level1name=N'Customer', @level2type=N'COLUMN',@level2name=N'Name'
GO
CREATE VIEW sales.v AS SELECT 1 AS one; SELECT 2
GO
INSERT INTO sales.Customer VALUES (1)
GO
"""


def read(sql: str) -> Imported:
    return import_sql(sql, "tsql")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("CREATE TABLE a (x int, X text)", "has a column X already"),
        ("ALTER TABLE gone ADD x int", "there is no table gone"),
        ("CREATE TABLE a (x int)\nGO\nALTER TABLE a ADD DEFAULT 1 FOR y", "has no such column"),
        ("CREATE TABLE a (x int)\nGO\nCREATE INDEX i ON a (y)", "has no column y"),
        ("CREATE TABLE a (x int)\nGO\nCREATE INDEX i ON a", "columns in parentheses"),
        ("CREATE TABLE a (x int REFERENCES b (y))", "refers to b, which is not here"),
        ("VACUUM", "T-SQL has no statement"),
        ("CREATE SCHEMA s AUTHORIZATION dbo VACUUM", "nothing more was expected"),
        ("CREATE TABLE a (x int, y int)\nGO\nALTER TABLE a DROP COLUMN x VACUUM", "nothing more was expected"),
    ],
)
def test_what_cannot_be_read_is_a_problem(sql: str, message: str) -> None:
    assert any(message in problem.message for problem in read(sql).problems)


def test_nothing_of_a_script_is_lost() -> None:
    imported = read(_SCRIPT)
    assert imported.problems == ()
    customer = next(one for one in imported.schema.entities if one.name == "Customer")
    assert [one.name for one in customer.attributes] == ["Id", "Name", "Guid", "Upper", "Spare", "Active", "At"]
    name, guid = customer.attributes[1:3]
    assert (name.comment, name.default, name.type) == ("who buys", "(N'x''y')", "[nvarchar](50)")
    assert guid.default == "(newid())"
    assert guid.options["tsql"]["default_name"] == "DF_guid"
    assert customer.attributes[3].generated is not None
    assert customer.attributes[3].generated.stored
    assert customer.primary_key is not None
    assert customer.primary_key.options["tsql"]["clustered"] is True
    (index,) = customer.indexes
    assert (index.where, len(index.include), index.keys[1].descending) == ("[Spare] IS NOT NULL", 1, True)
    link = next(one for one in imported.schema.relationships if one.name == "FK_self")
    assert (link.validated, link.on_delete) == (False, "set null")
    assert [one.kind for one in imported.schema.opaque] == ["view"]


def test_what_is_written_reads_the_same_again() -> None:
    first = read(_SCRIPT)
    again = read(export(first.schema, "tsql").text)
    assert again.problems == ()
    assert _told(again) == _told(first)
    assert export(again.schema, "tsql").text == export(first.schema, "tsql").text


def _told(imported: Imported) -> dict[str, int]:
    return {key: value for key, value in imported.counts.items() if key != "opaque"}


def test_what_is_written_is_read_by_another_parser() -> None:
    """With what that parser knows: it has no word for ROWGUIDCOL, SPARSE, or CLUSTERED without a name."""
    sql = (
        "CREATE TABLE a (id int IDENTITY(1,1) NOT NULL, n nvarchar(50) NOT NULL CONSTRAINT d DEFAULT (N'x'),"
        " up AS (upper(n)),"
        " CONSTRAINT pk PRIMARY KEY CLUSTERED (id), CONSTRAINT ck CHECK (id > 0))\nGO\n"
        "CREATE TABLE b (a int REFERENCES a (id))\nGO\nCREATE INDEX i ON a (n DESC) INCLUDE (id) WHERE n IS NOT NULL\n"
    )
    written = export(read(sql).schema, "tsql").text
    trees = [sqlglot.parse_one(one.text, read="tsql") for one in split(written, "tsql") if one.kind != "meta"]
    assert [type(tree).__name__ for tree in trees] == ["Create", "Create", "Create", "Alter"]
    assert [column.name for column in trees[0].find_all(sqlglot.exp.ColumnDef)] == ["id", "n", "up"]


def test_a_script_in_utf_16_is_read() -> None:
    imported = import_source(_SCRIPT.encode("utf-16"), "script.sql", "tsql")
    assert content_hash(imported.schema) == content_hash(import_source(_SCRIPT, "script.sql", "tsql").schema)


def test_objects_whose_readers_look_ahead_are_carried() -> None:
    sql = (
        "CREATE TABLE t (x xml)\nGO\nCREATE PRIMARY XML INDEX p ON t (x)\nGO\n"
        "CREATE FULLTEXT INDEX ON t(x) KEY INDEX p\nGO\n"
        "CREATE TYPE dbo.rows AS TABLE (a int)\nGO\nCREATE OR ALTER PROCEDURE p AS SELECT 1; SELECT 2\nGO\n"
    )
    imported = read(sql)
    assert imported.problems == ()
    assert len(imported.schema.opaque) == 4


def test_what_tables_stand_on_is_carried_and_written_before_them() -> None:
    sql = (
        "CREATE PARTITION FUNCTION [by_year](int) AS RANGE RIGHT FOR VALUES (2020, 2021)\nGO\n"
        "CREATE PARTITION SCHEME [years] AS PARTITION [by_year] ALL TO ([PRIMARY])\nGO\n"
        "CREATE XML SCHEMA COLLECTION [dbo].[notes] AS N'<schema/>'\nGO\n"
        "CREATE FULLTEXT CATALOG texts AS DEFAULT\nGO\n"
        "CREATE TABLE t (y int NOT NULL, x xml(dbo.notes)) ON [years]([y])\nGO\n"
    )
    imported = read(sql)
    assert imported.problems == ()
    assert [(one.kind, one.name) for one in imported.schema.opaque] == [
        ("full-text catalog", "texts"),
        ("partition function", "by_year"),
        ("partition scheme", "years"),
        ("xml schema collection", "dbo.notes"),
    ]
    written = export(imported.schema, "tsql").text
    places = [written.index(word) for word in ("FUNCTION [by_year]", "SCHEME [years]", "COLLECTION", "CREATE TABLE")]
    assert places == sorted(places)


def test_a_foreign_key_that_is_added_again_under_its_name_is_one_and_the_second_is_said() -> None:
    added = "ALTER TABLE b ADD CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES a (id)\nGO\n"
    imported = import_sql(
        f"CREATE TABLE a (id int PRIMARY KEY)\nGO\nCREATE TABLE b (a int)\nGO\n{added}{added}", "tsql"
    )
    assert [one.name for one in imported.schema.relationships] == ["fk_a"]
    assert [problem.line for problem in imported.problems] == [7]


def test_white_space_beyond_ascii_is_white_space_and_kept_in_a_string() -> None:
    text = "CREATE TABLE t (\u00a0id int NOT NULL,\u3000b\u2003nvarchar(9) DEFAULT N'\u200b'\u200b)\nGO\n"
    found = import_sql(text + "\u200bCREATE TABLE u (a int\u200b)", "tsql")
    assert found.problems == ()
    assert [(table.name, [one.name for one in table.attributes]) for table in found.schema.entities] == [
        ("t", ["id", "b"]), ("u", ["a"]),
    ]  # fmt: skip
    assert found.schema.entity("t").attributes[1].default == "N'\u200b'"


def test_a_reserved_word_before_a_name_is_no_column() -> None:
    text = "CREATE TABLE t (a int, add b nvarchar(20), [add] int, percent double precision)"
    read = import_sql(text, "tsql")
    assert [one.name for one in read.schema.entities[0].attributes] == ["a", "add", "percent"]
    (problem,) = read.problems
    assert problem.message.startswith("a column's name was expected here; found add")
