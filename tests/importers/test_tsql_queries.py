"""SELECT … INTO in T-SQL."""

from designer.importers import import_sql

TABLE = "CREATE TABLE a (x int);\nGO\n"


def test_a_query_that_makes_nothing_lasting_is_no_problem() -> None:
    quiet = [
        "SELECT x FROM a;",
        "SELECT x INTO #t FROM a",
        "SELECT x INTO [#t] FROM a",
        "WITH q AS (SELECT x FROM a) INSERT INTO a SELECT x FROM q;",
        "WITH q AS (SELECT x FROM a) MERGE INTO a USING q ON 1 = 1 WHEN MATCHED THEN DELETE;",
    ]
    imported = import_sql(TABLE + "\nGO\n".join(quiet), "tsql")
    assert imported.problems == ()
    assert sum(one.reason == "a query" for one in imported.skipped) == len(quiet)


def test_a_table_that_a_query_makes_is_said_to_be_missing() -> None:
    made = [
        "SELECT x INTO b FROM a;",
        "SELECT x INTO [dbo].[c d] FROM a",
        "WITH q AS (SELECT x FROM a) SELECT x INTO e FROM q;",
        "IF @x = 1 SELECT x INTO f FROM a",
    ]
    found = import_sql(TABLE + "\nGO\n".join(made), "tsql").problems
    said = "the query makes the table {}, whose columns show only when it runs: it is not in the design"
    assert [(one.line, one.message) for one in found] == [
        (3, said.format("b")), (5, said.format("dbo.c d")), (7, said.format("e")), (9, said.format("f")),
    ]  # fmt: skip
