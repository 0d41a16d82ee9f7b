"""What a PL/SQL block does to the schema by the texts that it runs."""

import pytest

from designer.importers import Imported, import_sql

TABLE = "CREATE TABLE t (a NUMBER);\n"


def block(body: str, declared: str = "") -> Imported:
    """`body` begins on line 3."""
    return import_sql(f"{TABLE}{declared or 'DECLARE n NUMBER;'} BEGIN\n{body}\nEND;\n/\n", "oracle")


def columns(imported: Imported, table: str) -> list[str]:
    return [one.name for one in imported.schema.entity(table).attributes]


@pytest.mark.parametrize(
    "body",
    [
        "INSERT INTO t VALUES (1); UPDATE t SET a = 2;",
        "EXECUTE IMMEDIATE 'UPDATE t SET a = :1' USING n;",
        "EXECUTE IMMEDIATE 'SELECT count(*) FROM ' || n INTO n;",
        "EXECUTE IMMEDIATE 'TRUNCATE TABLE ' || n;",
        "EXECUTE IMMEDIATE 'ALTER SESSION SET x = ' || n;",
        "FOR r IN (SELECT 1 FROM t) LOOP EXECUTE IMMEDIATE 'DELETE FROM t'; END LOOP;",
        "n := n + 1; dbms_output.put_line('EXECUTE IMMEDIATE ''DROP TABLE t''');",
        "NULL; EXCEPTION WHEN OTHERS THEN EXECUTE IMMEDIATE 'DROP TABLE t';",
    ],
)
def test_a_block_about_rows_changes_nothing_and_is_no_problem(body: str) -> None:
    imported = block(body)
    assert (imported.problems, [one.name for one in imported.schema.entities]) == ((), ["T"])
    assert "a PL/SQL block, which is not run here" in {one.reason for one in imported.skipped}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("EXECUTE IMMEDIATE 'DROP TABLE ' || n;", "DROP TABLE …, put together when it runs"),
        ("EXECUTE IMMEDIATE n;", "a text that is put together when it runs"),
        ("FOR r IN (SELECT 'ALTER TABLE ' || x AS s FROM t) LOOP EXECUTE IMMEDIATE r.s; END LOOP;", "ALTER TABLE …"),
        ("FOR i IN 1..3 LOOP EXECUTE IMMEDIATE 'CREATE TABLE w (a NUMBER)'; END LOOP;", "CREATE …, in a loop"),
        ("SELECT 'DROP TABLE ' || 'x' INTO n FROM t; EXECUTE IMMEDIATE n;", "DROP TABLE …"),
        ("n := 'DROP TABLE t'; IF n > 1 THEN n := 'x'; END IF; EXECUTE IMMEDIATE n;", "DROP TABLE …"),
        ("dbms_utility.exec_ddl_statement('CREATE TABLE ' || n);", "CREATE TABLE …"),
        ("EXECUTE IMMEDIATE 'ALTER TABLE gone ADD a NUMBER';", "there is no table GONE"),
        ("EXECUTE IMMEDIATE 'CREATE TABLE w (a NUMBER';", "a bracket that nothing closes"),
    ],
)
def test_what_a_block_runs_and_cannot_be_followed_is_said_with_its_line(body: str, words: str) -> None:
    (problem,) = block(body).problems
    assert (problem.line, words in problem.message) == (3, True), problem.message


def test_texts_of_constants_are_read_as_the_statements_that_they_are() -> None:
    imported = block(
        "INSERT INTO t VALUES (1);\nEXECUTE IMMEDIATE 'CREATE TABLE w (a NUMBER,\n  b DATE)';\n"
        "EXECUTE IMMEDIATE ('ALTER TABLE w ADD c' || CHR(32) || q'[VARCHAR2(9) DEFAULT 'x']');\n"
        "EXECUTE IMMEDIATE s;\ns := 'CREATE INDEX second ON w (b)';\nEXECUTE IMMEDIATE s;\n"
        "IF 1 = 1 THEN dbms_utility.exec_ddl_statement('CREATE SEQUENCE q'); END IF;\n"
        "EXECUTE IMMEDIATE 'BEGIN EXECUTE IMMEDIATE ''CREATE VIEW v AS SELECT a FROM t''; END;';",
        "DECLARE s VARCHAR2(99) := 'CREATE INDEX first ON w (a)';",
    )
    assert imported.problems == ()
    assert columns(imported, "W") == ["A", "B", "C"]
    assert [one.name for one in imported.schema.entity("W").indexes] == ["FIRST", "SECOND"]
    assert [one.name for one in imported.schema.sequences] == ["Q"]
    assert [one.name for one in imported.schema.opaque] == ["V"]
    assert imported.lines[imported.schema.entity("W").id] == 4
    assert imported.lines[imported.schema.entity("W").attributes[1].id] == 5


def test_a_condition_is_taken_to_ask_for_what_its_statements_need() -> None:
    imported = block(
        "IF n = 0 THEN EXECUTE IMMEDIATE 'CREATE TABLE t (b NUMBER)'; END IF;\n"
        "IF n = 0 THEN EXECUTE IMMEDIATE 'ALTER TABLE t ADD b NUMBER'; ELSE EXECUTE IMMEDIATE 'DROP TABLE t'; END IF;\n"
        "IF n = 1 THEN EXECUTE IMMEDIATE 'ALTER TABLE gone ADD b NUMBER';\n"
        "ELSE EXECUTE IMMEDIATE 'ALTER TABLE t ADD c NUMBER'; END IF;"
    )
    assert (imported.problems, columns(imported, "T")) == ((), ["A", "B", "C"])
    assert [(one.line, one.message) for one in imported.remarks] == [
        (4, "read as if its condition held: IF n = 0"),
        (6, "read as if its condition held: another branch of IF n = 1"),
    ]
    assert [(one.line, one.reason[:19]) for one in imported.skipped[:3]] == [
        (3, "left out under its "), (4, "another branch of i"), (5, "left out under its "),
    ]  # fmt: skip


def test_of_a_case_one_branch_is_read() -> None:
    made = "EXECUTE IMMEDIATE 'CREATE TABLE {} (a NUMBER)';"
    imported = block(
        f"CASE n WHEN 1 THEN {made.format('u')} WHEN 2 THEN {made.format('v')}\nELSE {made.format('w')} END CASE;"
    )
    assert ([one.name for one in imported.schema.entities], imported.problems) == (["T", "U"], ())
    assert [one.line for one in imported.skipped if "another branch" in one.reason] == [3, 4]


def test_an_error_that_a_block_passes_over_is_none() -> None:
    imported = block(
        "BEGIN EXECUTE IMMEDIATE 'ALTER TABLE gone ADD b NUMBER'; EXCEPTION WHEN OTHERS THEN NULL; END;\n"
        "EXECUTE IMMEDIATE 'CREATE TABLE w (a NUMBER)';"
    )
    assert (imported.problems, columns(imported, "W")) == ((), ["A"])
    assert any("there is no table GONE" in one.reason for one in imported.skipped)


def test_a_routine_that_changes_the_schema_is_said_where_it_is_called_and_not_where_it_is_made() -> None:
    made = (
        "CREATE PROCEDURE app.drops(x VARCHAR2) IS BEGIN EXECUTE IMMEDIATE 'DROP TABLE ' || x; END;\n/\n"
        "CREATE PROCEDURE rows_only IS BEGIN DELETE FROM t; END;\n/\n"
    )
    assert import_sql(f"{TABLE}{made}BEGIN rows_only; END;\n/\nEXEC rows_only;\n", "oracle").problems == ()
    called = "BEGIN rows_only; drops('x'); END;\n/\nEXEC app.drops('x');\nCALL drops('x');\nBEGIN\ndrops;\nEND;\n/\n"
    found = import_sql(f"{TABLE}{made}{called}", "oracle").problems
    assert [one.line for one in found] == [6, 8, 9, 11]
    assert {one.message.partition(" (")[0] for one in found} == {"DROPS changes the schema when it is called"}
    declared = "DECLARE PROCEDURE p(x NUMBER); PROCEDURE p(x NUMBER) IS BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; END;"
    (problem,) = block("p(1);", declared).problems
    assert "DROP …, in a routine that the block declares" in problem.message


def test_texts_that_would_fill_the_memory_are_not_put_together() -> None:
    parts = "".join(f"v{n} := {' || '.join([f'v{n - 1}'] * 300)};\n" for n in range(1, 5))
    imported = block(f"v0 := 'CREATE TABLE w (a NUMBER)';\n{parts}EXECUTE IMMEDIATE v4;")
    assert [one.line for one in imported.problems] == [8]
    assert [one.name for one in imported.schema.entities] == ["T"]


def test_a_text_of_more_variables_than_are_looked_at_is_said() -> None:
    rows = "v := 'UPDATE t SET a = ' || n; EXECUTE IMMEDIATE v;\n"
    assert block(rows * 100).problems == ()
    problems = block(rows * 400).problems
    assert len(problems) == 400
    assert all(one.message.endswith(": a text that is put together when it runs") for one in problems)


def test_blocks_that_run_blocks_are_followed_as_deep_as_anybody_writes() -> None:
    def within(depth: int) -> Imported:
        text = "CREATE TABLE w (a NUMBER)"
        for sign in range(0x4E00, 0x4E00 + depth):
            text = f"BEGIN EXECUTE IMMEDIATE q'{chr(sign)}{text}{chr(sign)}'; END;"
        return import_sql(f"{text}\n/\n", "oracle")

    assert [one.name for one in within(5).schema.entities] == ["W"]
    (problem,) = within(400).problems
    assert "not followed so deep" in problem.message
