"""Calls of routines that change the schema: not followed, and not passed over in silence either."""

from designer.importers import import_sql

POSTGRES = """
CREATE TABLE t (id int);
CREATE FUNCTION plain() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION tmp() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  DROP TABLE IF EXISTS w; CREATE TEMP TABLE w (i int); CREATE INDEX ON w (i);
  RAISE NOTICE 'DROP TABLE x'; EXECUTE 'SELECT 1'; END $$;
CREATE FUNCTION told() RETURNS text LANGUAGE sql AS $$ SELECT 'DROP TABLE t' $$;
CREATE FUNCTION adds(tn text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE 'alter table ' || tn || ' add column x int'; END $$;
CREATE FUNCTION around() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM adds('t'); PERFORM around(); END $$;
CREATE PROCEDURE makes() LANGUAGE sql AS 'CREATE TABLE made (i int)';
"""
MARIADB = """
CREATE TABLE t (id int);
DELIMITER $$
CREATE PROCEDURE rows_only() BEGIN
  DROP TEMPORARY TABLE IF EXISTS w; CREATE TEMPORARY TABLE w (i int); ALTER TABLE w ADD j int; SHOW CREATE TABLE t;
END $$
CREATE PROCEDURE p() BEGIN ALTER TABLE t ADD COLUMN b int; END $$
CREATE PROCEDURE q(tn varchar(9)) BEGIN
  SET @s = CONCAT('alter table ', tn, ' add c int'); PREPARE st FROM @s; EXECUTE st; END $$
CREATE PROCEDURE r() CALL Q('t') $$
DELIMITER ;
"""


def test_calls_that_change_nothing_of_the_schema_are_no_problem() -> None:
    found = import_sql(POSTGRES + "SELECT plain(); SELECT tmp(); SELECT told(), max(id) FROM t; SELECT elsewhere();")
    assert found.problems == ()
    assert import_sql(MARIADB + "CALL rows_only(); CALL elsewhere();", "mariadb").problems == ()
    assert import_sql(MARIADB + "CALL rows_only;", "mysql").problems == ()


def test_a_call_that_changes_the_schema_is_said_not_to_be_followed() -> None:
    calls = {
        "SELECT adds('t');": "adds changes the schema when it is called (ALTER TABLE …)",
        "SELECT 1, public.adds('t');": "public.adds changes the schema when it is called (ALTER TABLE …)",
        "SELECT around();": "around changes the schema when it is called (ALTER TABLE …)",
        "CALL makes();": "makes changes the schema when it is called (CREATE TABLE made …)",
    }
    found = import_sql(POSTGRES + "\n".join(calls))
    assert [one.message.partition(", which")[0] for one in found.problems] == list(calls.values())
    lines = POSTGRES.count("\n")
    assert [one.line - lines for one in found.problems] == [1, 2, 3, 4]
    found = import_sql(MARIADB + "CALL p(); CALL q('t'); CALL r;", "mariadb")
    assert [one.message.partition(" changes")[0] for one in found.problems] == ["p", "q", "r"]
    assert "(ALTER TABLE t …), which is not followed here" in found.problems[0].message


def test_a_chain_of_many_routines_is_followed_to_its_end() -> None:
    chain = "".join(f"CREATE PROCEDURE p{n}() CALL p{n + 1}();\n" for n in range(1500))
    text = chain + "CREATE PROCEDURE p1500() DROP TABLE t;\nCALL p0();"
    assert [one.line for one in import_sql(text, "mysql").problems] == [1502]
