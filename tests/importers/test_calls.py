"""Calls of routines that change the schema: not followed, and not passed over in silence either."""

from designer.importers import Imported, import_sql
from designer.lab.verify import verify_source

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
        "SELECT adds(current_user);": "adds changes the schema when it is called (ALTER TABLE …)",
        "SELECT 1, public.adds('t');": "public.adds changes the schema when it is called (ALTER TABLE …)",
        "SELECT around();": "around changes the schema when it is called (ALTER TABLE …)",
        "SELECT adds('t') FROM t;": "adds changes the schema when it is called (ALTER TABLE …)",
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


ROUTINES = """
CREATE SCHEMA app;
CREATE TABLE app.kinds (id int PRIMARY KEY);
CREATE TABLE app.pipes (id int PRIMARY KEY);
CREATE TABLE app."Odd ones" (id int PRIMARY KEY);
CREATE TABLE parted (id int NOT NULL, note text) PARTITION BY HASH (id);
CREATE FUNCTION app.label(_tbl text, _position bool = true, _rotation boolean DEFAULT 'true') RETURNS void AS $f$
DECLARE part text := 'label_'; BEGIN
  EXECUTE format('ALTER TABLE app.%I ADD COLUMN label_text varchar(20)', _tbl);
  IF _position THEN EXECUTE format('ALTER TABLE app.%I ADD COLUMN %I double precision', _tbl, part || 'x'); END IF;
  IF NOT _rotation THEN RETURN; END IF;
  EXECUTE format('ALTER TABLE app.%1$I ADD COLUMN kind int, ADD CONSTRAINT %2$I FOREIGN KEY (kind) REFERENCES app.kinds
    (id); CREATE INDEX ON app.%1$I (kind)', _tbl, _tbl || '_kind');
END $f$ LANGUAGE 'plpgsql';
CREATE FUNCTION split(tbl regclass, parts integer, rest text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE i integer; BEGIN
  i := 0;
  WHILE i < parts LOOP
    EXECUTE 'CREATE TABLE ' || text(tbl) || '_' || text(i) || ' PARTITION OF ' || text(tbl)
      || ' FOR VALUES WITH (MODULUS ' || text(parts) || ', REMAINDER ' || text(i) || ') ' || rest;
    i = i + 1;
  END LOOP;
  RETURN true;
END $$;
CREATE FUNCTION history(sch text, tbl text) RETURNS bool AS $f$ BEGIN
  EXECUTE $$CREATE TABLE $$ || sch || $$.$$ || quote_ident(tbl || $$_history$$) || $$ (at timestamptz, LIKE $$
    || quote_ident(sch) || $$.$$ || quote_ident(tbl) || $$)$$;
  RETURN TRUE; END $f$ LANGUAGE plpgsql;
CREATE FUNCTION audited(sch text, tbl text) RETURNS bool AS $f$ BEGIN
  PERFORM history(sch, tbl); PERFORM stamp(tbl => tbl, sch => sch); RETURN TRUE; END $f$ LANGUAGE plpgsql;
CREATE FUNCTION stamp(sch text, tbl text) RETURNS void LANGUAGE plpgsql SET search_path = app, public AS $f$ BEGIN
  EXECUTE format('ALTER TABLE %I ADD COLUMN stamped date', tbl); END $f$;
CREATE PROCEDURE makes() LANGUAGE sql AS 'CREATE TABLE made (i int); CREATE INDEX made_i ON made (i)';
CREATE FUNCTION noted(name text, tbl regclass) RETURNS void LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN
  FOR r IN SELECT child.relname FROM pg_inherits JOIN pg_class parent ON pg_inherits.inhparent = parent.oid
      JOIN pg_class child ON pg_inherits.inhrelid = child.oid WHERE parent.relname = text(tbl) LOOP
    EXECUTE 'CREATE INDEX ' || name || substr(r.relname, length(text(tbl)) + 1) || ' ON ' || r.relname || ' (note)';
  END LOOP; END $$;
CREATE FUNCTION careful(tbl text) RETURNS void STRICT LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE 'DROP TABLE ' || tbl; END $$;
"""
CALLS = """
DO $$ BEGIN PERFORM app.label('pipes', _rotation := false); PERFORM app.label('Odd ones'); END $$;
SELECT split('parted', 3, 'WITH (fillfactor = 70)');
SELECT noted('noted', 'parted');
SELECT audited('app', 'kinds');
CALL makes();
SELECT * FROM careful(NULL);
"""


def columns(found: Imported, table: str) -> list[str]:
    return [one.name for one in found.schema.entity(table).attributes]


def test_a_call_that_cannot_be_followed_to_its_end_is_said_to_be_so() -> None:
    doubtful = (
        "CREATE FUNCTION half() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t ADD a int;"
        " EXECUTE 'ALTER TABLE t ADD ' || now(); ALTER TABLE t ADD c int; END $$;\n"
    )
    found = import_sql(f"CREATE TABLE t (id int);\n{doubtful}SELECT half();")
    assert columns(found, "t") == ["id", "a"]
    assert [(one.line, one.message.partition("is ")[2].partition("is ")[2]) for one in found.problems] == [
        (3, "followed in part only: it runs a text that it puts together")
    ]
    handled = doubtful.replace("END $$", "EXCEPTION WHEN OTHERS THEN NULL; END $$")
    endless = (
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " CREATE TABLE IF NOT EXISTS x (); DROP TABLE IF EXISTS y, z; PERFORM f(); END $$;"
    )
    loop = (
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE x ();"
        " WHILE true LOOP NULL; DROP TABLE IF EXISTS y; END LOOP; END $$;"
    )
    for text in (f"{handled}SELECT half();", f"{endless}SELECT f();", f"{loop}SELECT f();"):
        found = import_sql(f"CREATE TABLE t (id int);\n{text}")
        assert [table.name for table in found.schema.entities] == ["t"]
        assert columns(found, "t") == ["id"]
        assert "not followed here: " in found.problems[0].message
    other = "CREATE FUNCTION g() RETURNS void LANGUAGE plpython3u AS 'plpy.execute(\"DROP TABLE t\")';SELECT g();"
    assert [one.name for one in import_sql(f"CREATE TABLE t (id int);{other}").schema.entities] == ["t"]


def test_a_call_that_is_no_call_is_not_followed() -> None:
    for broken in ("label('pipes', _position :=)", "label('pipes', nothing => 1)", "label(", "label('pipes',)"):
        found = import_sql(f"{ROUTINES}SELECT app.{broken};DO $$ BEGIN PERFORM app.{broken}; END $$;")
        assert columns(found, "app.pipes") == ["id"]
        assert found.problems


def test_a_call_that_the_server_ends_with_an_error_does_nothing_and_is_a_problem() -> None:
    found = import_sql(ROUTINES + "SELECT app.label('nowhere');")
    assert [one.message.rpartition(": ")[2] for one in found.problems] == ["there is no table nowhere"]


def test_calls_with_constants_are_followed_as_the_server_does() -> None:
    found = import_sql(ROUTINES + CALLS)
    assert found.problems == ()
    assert columns(found, "app.pipes") == ["id", "label_text", "label_x"]
    assert columns(found, "app.Odd ones") == ["id", "label_text", "label_x", "kind"]
    assert columns(found, "app.kinds_history") == ["at", "id"]
    assert [one.name for one in found.schema.entity("parted_2").indexes] == ["noted_2"]
    verification = verify_source(ROUTINES + CALLS, found.schema)
    assert (verification.verdict, verification.errors, verification.differences) == ("equal", (), ())


def test_calls_in_calls_are_given_up_before_they_take_long() -> None:
    chain = "".join(
        f"CREATE FUNCTION f{n}() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {f'PERFORM f{n + 1}();' * 2} END $$;"
        for n in range(18)
    )
    text = chain + "CREATE FUNCTION f18() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE IF EXISTS t; END $$;"
    found = import_sql(f"CREATE TABLE t (id int);{text}SELECT f0();")
    assert [one.name for one in found.schema.entities] == ["t"]
    assert len(found.problems) == 1
