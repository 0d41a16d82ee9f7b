"""Statements that MySQL's scripts keep as text and run from there."""

import pytest

from designer.importers import import_sql
from designer.importers.result import Imported

MADE = "CREATE TABLE a (id int PRIMARY KEY, b int, CONSTRAINT own FOREIGN KEY (b) REFERENCES a (id));\n"


def read(sql: str) -> Imported:
    return import_sql(MADE + sql, "mariadb")


def columns(result: Imported) -> list[str]:
    return [one.name for one in result.schema.entities[0].attributes]


@pytest.mark.parametrize(
    "sql",
    [
        "SET @s = 'INSERT INTO a VALUES (1, 1)'; PREPARE s FROM @s; EXECUTE s; DEALLOCATE PREPARE s;",
        "SET @s = IF(@v > 5, 'SET a = 1', 'SELECT 1'); PREPARE s FROM @s; EXECUTE s;",
        "SET @s = 'ALTER TABLE a ADD c int';",  # which nothing runs
        "PREPARE s FROM 'DROP TEMPORARY TABLE t'; EXECUTE s;",
        "SET @s = 'ALTER TABLE a ADD c int'; SELECT 1, 2 INTO @n, @s FROM a; PREPARE s FROM @s; EXECUTE s;",
        "EXECUTE never_prepared;",
        "EXECUTE;",
        "PREPARE;",
        "SET @s;",
    ],
)
def test_what_changes_no_table_is_passed_over(sql: str) -> None:
    result = read(sql)
    assert (columns(result), result.problems) == (["id", "b"], ())


@pytest.mark.parametrize(
    "sql",
    [
        "SET @s = 'ALTER TABLE a ADD c int'; PREPARE s FROM @s; EXECUTE s;",
        "SET @x = 1, @s := 'ALTER TABLE a ADD c int'; SET @t = @s; PREPARE S FROM @T; EXECUTE s USING @x;",
        "PREPARE s FROM 'ALTER TABLE a ADD c int'; EXECUTE s;",
        "EXECUTE IMMEDIATE 'ALTER TABLE a ADD c int';",
    ],
)
def test_a_text_that_is_known_is_read_as_if_it_stood_there(sql: str) -> None:
    result = read(sql)
    assert (columns(result), result.problems) == (["id", "b", "c"], ())


@pytest.mark.parametrize(
    "known_later",
    [
        "SET @s = IF((SELECT count(*) FROM t) = 1, 'ALTER TABLE a DROP FOREIGN KEY own', 'SELECT 1');",
        "SET @s = CONCAT('ALTER TABLE a ', 'DROP b');",
        "SET @t = 'ALTER TABLE a DROP b'; SET @s = CONCAT(@t, ' ');",
        "SELECT IF(1, 'ALTER TABLE a DROP b', 'SELECT 1') INTO @s;",
        "SET @s = 'EXECUTE IMMEDIATE ''ALTER TABLE a DROP b''';",
        "SET @s = 'ALTER TABLE a ADD c int'; SELECT 1, 'ALTER TABLE a DROP b' INTO @n, @s;",
        "SET @s = 'ALTER TABLE a ADD c int'; SELECT @n := 1, @s := 'ALTER TABLE a DROP b';",
    ],
)
def test_a_change_that_is_only_known_when_it_runs_is_a_problem_of_its_line(known_later: str) -> None:
    result = read(f"{known_later}\nPREPARE s FROM @s;\nEXECUTE s;")
    (problem,) = result.problems
    assert (columns(result), problem.line) == (["id", "b"], 4)
    assert "ALTER TABLE a" in problem.message


def test_what_is_wrong_in_a_text_is_told_on_the_line_that_runs_it() -> None:
    (problem,) = read("SET @s = 'ALTER TABLE a ADD c int, DROP nothing';\nPREPARE s FROM @s;\nEXECUTE s;").problems
    assert problem.line == 4


def test_a_long_text_is_not_read_without_end() -> None:
    long = "CREATE TABLE IF NOT EXISTS wide (id int COMMENT ''" + "x" * 300_000 + "'')"
    result = read(f"PREPARE s FROM '{long}'; {'EXECUTE s; ' * 9}")
    assert [one.message for one in result.problems] == ["too much is run from texts to be followed"] * 3
