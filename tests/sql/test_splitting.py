"""Statements of every dialect's scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.sql.dialects import DIALECTS
from designer.sql.splitting import read_script, split


def pieces(sql: str, dialect: str = "postgres") -> list[tuple[int, str]]:
    return [(statement.line, statement.kind) for statement in split(sql, dialect)]


def test_text_without_statements_has_none() -> None:
    for sql in ("", "  \n", "-- only a comment\n/* and another */", ";;; ;", "\ufeff"):
        assert split(sql, "postgres") == ()


def test_an_unclosed_body_is_a_problem_and_the_next_statement_is_found() -> None:
    script = read_script("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;\nCREATE TABLE a (x int);\nselect 1", "postgres")
    assert [s.kind for s in script.statements] == ["create function", "create table", "select"]
    assert [problem.line for problem in script.problems] == [1]


def test_an_unclosed_parenthesis_ends_with_its_statement() -> None:
    assert pieces("CREATE TABLE a (x int;\nCREATE TABLE b (y int);") == [(1, "create table"), (2, "create table")]


def test_an_unclosed_quote_spoils_only_its_own_statement() -> None:
    script = read_script("select 1;\nselect 'a;\nselect 'b';\nselect 2;", "postgres")
    assert [s.text for s in script.statements] == ["select 1", "select 'a", "select 'b'", "select 2"]
    assert [(p.line, p.column) for p in script.problems] == [(2, 8)]


def test_a_trigger_without_end_is_a_problem_in_sqlite() -> None:
    script = read_script("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b;", "sqlite")
    assert [p.message for p in script.problems] == ["the statement's body has no END"]


def test_psql_lines_and_copy_data_are_reported_beside_the_statements() -> None:
    sql = "\\restrict abc\nCOPY a (x) FROM stdin;\n1\n2\n3\n\\.\n\\connect shop\nselect 1 \\gexec\n"
    found = split(sql, "postgres")
    assert [(s.line, s.kind) for s in found] == [
        (1, "meta"),
        (2, "copy"),
        (3, "data"),
        (7, "meta"),
        (8, "select"),
        (8, "meta"),
    ]
    assert found[2].data_lines == 3
    assert found[3].text == "\\connect shop"


def test_backslash_copy_from_stdin_has_data_too() -> None:
    sql = "\\copy a from stdin\n'\n\\.\nselect 1;"
    assert pieces(sql) == [(1, "meta"), (2, "data"), (4, "select")]


def test_byte_order_mark_windows_line_ends_and_a_missing_last_semicolon() -> None:
    found = split("\ufeffCREATE TABLE a (\r\n x int\r\n);\r\n\r\nCREATE INDEX i ON a (x)\r\n", "postgres")
    assert [(s.line, s.text) for s in found] == [
        (1, "CREATE TABLE a (\r\n x int\r\n)"),
        (5, "CREATE INDEX i ON a (x)"),
    ]
    assert [s.terminator for s in found] == [";", None]


def test_leading_comments_are_those_right_above() -> None:
    (statement,) = split("-- licence\n\n-- name: a\n-- rows: 5\nselect 1 -- behind\n", "postgres")
    assert statement.leading_comments == ("-- name: a", "-- rows: 5")


def test_a_comment_behind_a_statement_is_not_the_next_one_s() -> None:
    found = split("select 1; -- of the first\nselect 2;", "postgres")
    assert found[1].leading_comments == ()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
        "CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO a VALUES (1); END",
        "CREATE RULE r AS ON INSERT TO a DO ALSO (INSERT INTO b VALUES (1); DELETE FROM c)",
        "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $x$ select 1; select ';'; $x$",
        "DO $$ BEGIN PERFORM 1; END $$",
    ],
)
def test_bodies_stay_whole_in_postgresql(sql: str) -> None:
    assert [s.text for s in split(f"{sql};\nselect 1;", "postgres")] == [sql, "select 1"]


def test_a_table_called_begin_or_end_opens_no_body() -> None:
    assert len(split("create table a (begin int, atomic int, case_ int); drop function f; select 1", "postgres")) == 3


def test_mysql_delimiters_and_bodies() -> None:
    sql = (
        "DELIMITER ;;\nCREATE DEFINER=`r`@`%` TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN set a=1; END;;\n"
        "DELIMITER ;\n/*!50003 CREATE*/ /*!50017 DEFINER=`r`@`h`*/ /*!50003 TRIGGER y BEFORE INSERT ON t */;\n"
        "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE x WHEN 1 THEN select 2; END CASE; END;\n"
        "CREATE TABLE t (a int);"
    )
    assert pieces(sql, "mysql") == [
        (1, "meta"),
        (2, "create trigger"),
        (3, "meta"),
        (4, "create trigger"),
        (5, "create procedure"),
        (6, "create table"),
    ]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle"])
def test_missing_semicolon_behind_a_table_is_said_and_hides_nothing(dialect: str) -> None:
    script = read_script(
        "CREATE TABLE a (x int)\n\n  CREATE TABLE b (y int);\nCREATE TABLE c (\ncreate int,\nindex int)", dialect
    )
    assert [(one.line, one.kind) for one in script.statements] == [
        (1, "create table"),
        (3, "create table"),
        (4, "create table"),
    ]
    assert [(one.line, one.column, one.message) for one in script.problems] == [
        (3, 3, "a semicolon is missing before CREATE …")
    ]


def test_table_of_oracle_whose_column_is_called_type_ends_at_its_semicolon() -> None:
    sql = "CREATE TABLE a (type NUMBER);\n\nALTER TABLE a ADD n NUMBER;\nCREATE TYPE t AS OBJECT (x NUMBER);\n/\n"
    assert pieces(sql, "oracle") == [(1, "create table"), (3, "alter table"), (4, "create type"), (5, "meta")]


def test_mysql_use_ends_with_its_line() -> None:
    sql = "use shop\n\nCREATE TABLE a (x int);\nUSE `other`\ncreate index i on a (x);use third; select 1"
    assert pieces(sql, "mysql") == [
        (1, "use"),
        (3, "create table"),
        (4, "use"),
        (5, "create index"),
        (5, "use"),
        (5, "select"),
    ]


def test_schema_with_its_tables_is_one_statement() -> None:
    assert pieces("CREATE SCHEMA s CREATE TABLE a (x int)\nCREATE TABLE b (y int);", "postgres") == [
        (1, "create schema")
    ]


def test_tsql_batches_and_statements_without_semicolons() -> None:
    sql = (
        "USE [x]\nGO\nSET ANSI_NULLS ON\nSET QUOTED_IDENTIFIER ON\ngo 5\n"
        "CREATE TABLE a (id int REFERENCES b (id) ON DELETE\nSET NULL)\nCREATE TABLE b (id int)\n"
        "ALTER TABLE b ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES a (id) ON DELETE\nSET NULL\nGO\n"
        "CREATE PROC p AS BEGIN SELECT 1; SELECT 2; END\nSELECT 3\nGO\nSELECT 'x\nGO\n'\n"
    )
    assert pieces(sql, "tsql") == [
        (1, "use"),
        (2, "meta"),
        (3, "set"),
        (4, "set"),
        (5, "meta"),
        (6, "create table"),
        (8, "create table"),
        (9, "alter table"),
        (11, "meta"),
        (12, "create proc"),
        (14, "meta"),
        (15, "select"),
    ]


def test_oracle_units_end_at_a_slash_line_or_before_the_next_statement() -> None:
    sql = (
        "CREATE TABLE a (x NUMBER);\nCREATE OR REPLACE TRIGGER t BEFORE INSERT ON a BEGIN :new.x := 1; END;\n/\n"
        "CREATE TRIGGER u BEFORE INSERT ON a BEGIN :new.x := 1/2; END;\nCREATE INDEX i ON a (x);\n"
        "BEGIN null; END;\n/\n"
    )
    assert pieces(sql, "oracle") == [
        (1, "create table"),
        (2, "create trigger"),
        (3, "meta"),
        (4, "create trigger"),
        (5, "create index"),
        (6, "begin"),
        (7, "meta"),
    ]


def test_sqlite_triggers_stay_whole() -> None:
    trigger = (
        "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = CASE WHEN 1 THEN 2 END; DELETE FROM b; END"
    )
    assert [s.text for s in split(f"{trigger};\nCREATE TABLE [a b] (x)", "sqlite")] == [
        trigger,
        "CREATE TABLE [a b] (x)",
    ]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("create unique index i on a (x)", "create index"),
        ("CREATE UNLOGGED TABLE a ()", "create table"),
        ("create or replace view v as select 1", "create view"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "create materialized view"),
        ("CREATE FOREIGN TABLE f ()", "create foreign table"),
        ("CREATE CONSTRAINT TRIGGER t", "create trigger"),
        ("ALTER DEFAULT PRIVILEGES GRANT", "alter default privileges"),
        ("COMMENT ON TABLE a IS NULL", "comment on"),
        ("grant select on a to b", "grant"),
        ("(select 1)", "select"),
        ("create", "create"),
    ],
)
def test_kinds_leave_out_modifiers(sql: str, kind: str) -> None:
    assert split(sql, "postgres")[0].kind == kind


_FRAGMENTS = st.sampled_from(
    [
        "select 1",
        ";",
        "\n",
        "'a'",
        "'",
        "$$",
        "create function f()",
        "begin atomic",
        "end",
        "case",
        "(",
        ")",
        "-- c\n",
        "create trigger t",
        "begin",
        "\nGO\n",
        "\n/\n",
        "DELIMITER $$\n",
        "\\x\n",
        "copy a from stdin;\n",
        "/*",
        "*/",
        "create table a",
        " ",
        '"',
        "if",
        "create type x",
    ]
)


@given(st.lists(_FRAGMENTS, max_size=25).map(" ".join), st.sampled_from(DIALECTS))
def test_spans_adjoin_and_cover_the_text_and_places_are_exact(sql: str, dialect: str) -> None:
    statements = read_script(sql, dialect).statements
    assert "".join(sql[slice(*s.span)] for s in statements) in (sql, "")
    for statement in statements:
        assert sql[statement.start :].startswith(statement.text)
        assert statement.line == sql.count("\n", 0, statement.start) + 1
        assert statement.text.strip() == statement.text or statement.kind == "data"
        assert statement.text


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("unit", ["create function f() begin atomic;\n", "create trigger t begin\n;", "((;", "GO\n/\n"])
def test_many_unclosed_bodies_are_read_through(unit: str, dialect: str) -> None:
    sql = unit * 5_000
    statements = split(sql, dialect)
    assert sum(len(s.text) for s in statements) <= len(sql)


def test_the_function_of_a_partition_is_no_body_that_takes_the_rest_of_its_batch() -> None:
    sql = (
        "CREATE PARTITION FUNCTION f (int) AS RANGE RIGHT FOR VALUES (1);\n"
        "CREATE PARTITION SCHEME s AS PARTITION f ALL TO ([PRIMARY]);\nCREATE TABLE t (id int)\nGO\n"
        "ALTER PARTITION FUNCTION f () SPLIT RANGE (2)\nCREATE TABLE u (id int)\nGO\n"
        "CREATE FUNCTION g () RETURNS int AS BEGIN\nDECLARE @n int;\nRETURN 1 END\n"
    )
    kinds = [kind for _, kind in pieces(sql, "tsql") if kind != "meta"]
    assert kinds.count("create table") == 2
    assert len(kinds) == 6


def test_a_setting_of_the_session_ends_an_alter_table_without_semicolon() -> None:
    sql = (
        "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)\n\nSET QUOTED_IDENTIFIER ON\n"
        "ALTER TABLE t\nSET (LOCK_ESCALATION = AUTO)\nALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (a) ON DELETE\n"
        "SET NULL\n"
    )
    assert pieces(sql, "tsql") == [(1, "alter table"), (3, "set"), (4, "alter table"), (6, "alter table")]


def test_a_comment_behind_a_slash_line_hides_no_line_of_the_client() -> None:
    assert pieces("BEGIN NULL; END;\n/\n-- next\nprompt a;\nDROP TABLE a;\n", "oracle") == [
        (1, "begin"), (2, "meta"), (4, "meta"), (5, "drop table"),
    ]  # fmt: skip


def test_leaving_a_loop_is_no_line_of_the_client() -> None:
    for leave in ("EXIT\n  WHEN (n = 0);", "EXIT WHEN n = 0;", "exit outer\nwhen n = 0;", "EXIT;"):
        unit = f"CREATE PROCEDURE p IS BEGIN\nLOOP\n n := n - 1;\n{leave}\nEND LOOP;\nEND;\n/\n"
        kinds = [kind for _, kind in pieces(f"{unit}CREATE TABLE t (x int);\nexit\n", "oracle")]
        assert kinds == ["create procedure", "meta", "create table", "meta"]


def test_a_statement_at_the_margin_of_a_unit_does_not_end_it_when_its_slash_is_still_to_come() -> None:
    unit = "CREATE PROCEDURE p AS BEGIN\nd(x => null);\nINSERT INTO a VALUES (1);\nEND;\n/\n"
    assert pieces(unit + "CREATE TABLE a (x int);\n", "oracle") == [
        (1, "create procedure"), (5, "meta"), (6, "create table"),
    ]  # fmt: skip
    bare = "CREATE PROCEDURE p AS BEGIN NULL; END;\nALTER TABLE a ADD (y int);\n"
    bare += "CREATE PROCEDURE q AS BEGIN\n  NULL; END;\n/\n"
    assert pieces(bare, "oracle") == [(1, "create procedure"), (2, "alter table"), (3, "create procedure"), (5, "meta")]


def test_a_type_of_a_collection_ends_at_its_semicolon_with_or_without_a_slash() -> None:
    kinds = [(1, "create type"), (3, "create type"), (4, "meta"), (5, "create table")]
    sql = "CREATE TYPE a AS VARRAY(10) OF number\n;\nCREATE OR REPLACE TYPE s.b AS TABLE OF a;\n/\n"
    sql += "CREATE TABLE t (x int);\n"
    assert pieces(sql, "oracle") == kinds


def test_rows_written_in_a_block_of_oracle_do_not_end_it() -> None:
    inside = (
        "DECLARE\nx NUMBER;\nBEGIN\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n"
        "IF x = CASE x WHEN 1 THEN 2 END THEN\nBEGIN\nNULL;\nEND;\nINSERT INTO t VALUES (3);\nEND IF;\n"
        "INSERT INTO t VALUES (4);\nCASE x WHEN 1 THEN NULL;\nEND CASE;\nINSERT INTO t VALUES (5);\nEND;\n"
    )
    assert pieces(inside, "oracle") == [(1, "declare")]
    assert pieces(f"{inside}INSERT INTO t VALUES (6);\nINSERT INTO t VALUES (7);", "oracle") == [
        (1, "declare"), (17, "insert"), (18, "insert"),
    ]  # fmt: skip
    made = "CREATE TYPE o AS OBJECT (\na NUMBER\n);\nINSERT INTO t VALUES (1);\n"
    assert pieces(made, "oracle") == [(1, "create type"), (4, "insert")]
    unclosed = "BEGIN\nINSERT INTO t VALUES (1);\nCREATE TABLE u (a NUMBER);\n"
    assert pieces(unclosed, "oracle") == [(1, "begin"), (3, "create table")]
