"""Statements about rows that call a routine which changes the schema."""

from designer.importers import import_sql

ROUTINES = """CREATE TABLE h (d date, t text);
CREATE TABLE makes (d date);
CREATE FUNCTION told() RETURNS text LANGUAGE sql AS $$ SELECT 'DROP TABLE h' $$;
CREATE FUNCTION makes() RETURNS text LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE x (i int)'; RETURN ''; END $$;
"""
LINES = ROUTINES.count("\n")


def test_statements_about_rows_that_change_nothing_of_the_schema_are_no_problem() -> None:
    quiet = [
        "WITH d AS (SELECT 1) SELECT told() FROM d;",
        "INSERT INTO makes (d) VALUES (now());",
        "INSERT INTO public.makes (d) SELECT d FROM h;",
        "UPDATE h SET t = told();",
        "EXPLAIN SELECT makes();",
        "DELETE FROM h WHERE t = 'makes()';",
    ]
    imported = import_sql(ROUTINES + "\n".join(quiet))
    assert imported.problems == ()
    assert [one.line - LINES for one in imported.skipped] == [1, 2, 3, 4, 5, 6]


def test_a_routine_that_changes_the_schema_is_said_wherever_rows_are_written_or_asked_for() -> None:
    calls = [
        "WITH d AS (SELECT 1) SELECT makes() FROM d;",
        "WITH d AS (SELECT makes()) SELECT 1;",
        "VALUES (public.makes());",
        "INSERT INTO h (t) SELECT makes();",
        "INSERT INTO h (t) VALUES ('a'), (makes());",
        "UPDATE h SET t = makes();",
        "DELETE FROM h WHERE t = makes();",
        "EXPLAIN (ANALYZE) SELECT makes();",
    ]
    found = import_sql(ROUTINES + "\n".join(calls)).problems
    assert [one.line - LINES for one in found] == [1, 2, 3, 4, 5, 6, 7, 8]
    said = "makes changes the schema when it is called (CREATE TABLE …), which is not followed here"
    assert {one.message.removeprefix("public.") for one in found} == {said}
