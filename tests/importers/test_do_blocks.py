"""DO blocks: what they do to the schema is read where it can be told, and left to the server where not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from designer.importers import Imported, import_sql
from designer.importers.postgres.blocks import queries, steps
from designer.importers.postgres.blocks.catalogue import rows_of
from designer.sql.limits import LIMITS

TABLES = "CREATE TABLE a (id int PRIMARY KEY, n int, m int NOT NULL);\nCREATE TABLE b (id int, a_id int);\n"
NO_COLUMN = "NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'b' AND column_name = 'made')"


def block(body: str, before: str = TABLES) -> Imported:
    return import_sql(f"{before}DO $$ {body} $$;")


def blocks_of(imported: Imported) -> int:
    return sum(one.kind == "do block" for one in imported.carried)


def columns(imported: Imported, table: str = "b") -> list[str]:
    return [one.name for one in imported.schema.entity(table).attributes]


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN IF EXISTS (SELECT 1 FROM a WHERE n > 1) THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN IF (SELECT count(*) FROM a) = 0 THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN IF (SELECT max(id) FROM a) IS NULL THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN IF current_user = 'app' THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN IF current_setting('server_version_num')::int >= 170000 THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN GRANT SELECT ON b TO app; END IF; END",
        "BEGIN IF NOT EXISTS (SELECT FROM pg_proc WHERE proname = 'lower') THEN ALTER TABLE b ADD x int; END IF; END",
        "BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conkey = '{1}') THEN DROP TABLE a; END IF; END",
        "BEGIN IF (SELECT count(*) FROM pg_constraint) = 1 THEN DROP TABLE a; END IF; END",
        "BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conname = 'a_m_not_null') THEN DROP TABLE a; END IF; END",
        "BEGIN FOR r IN SELECT id FROM a LOOP EXECUTE format('ALTER TABLE b ADD made%s int', r.id); END LOOP; END",
        "DECLARE n int := 1; BEGIN FOR r IN SELECT id FROM a LOOP GET DIAGNOSTICS n = ROW_COUNT; END LOOP;"
        " IF n > 0 THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN WHILE true LOOP ALTER TABLE b ADD made int; EXIT; END LOOP; END",
        "DECLARE name text; BEGIN SELECT n INTO name FROM a; EXECUTE 'ALTER TABLE b ADD ' || name || ' int'; END",
        "DECLARE x int := (SELECT id FROM a); BEGIN CASE x WHEN 1 THEN ALTER TABLE b ADD made int; END CASE; END",
        "BEGIN PERFORM make_tables(); END",
        "BEGIN IF EXISTS (SELECT FROM a) THEN RETURN; END IF; ALTER TABLE b ADD made int; END",
        "BEGIN PERFORM 1 FROM a; IF NOT FOUND THEN ALTER TABLE b ADD made int; END IF; END",
        "BEGIN INSERT INTO a VALUES (1); EXCEPTION WHEN unique_violation THEN ALTER TABLE b ADD made int; END",
        "BEGIN ALTER TABLE b ADD made int; EXCEPTION WHEN insufficient_privilege THEN ALTER TABLE b ADD other int; END",
        "BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END",
        "BEGIN ALTER TABLE b ADD made int; RAISE EXCEPTION 'no'; END",
        "BEGIN ALTER TABLE b ADD made int; ROLLBACK; END",
        "BEGIN ALTER TABLE b ADD made int;",
        "BEGIN IF true THEN ALTER TABLE b ADD made int; END",
        "BEGIN ALTER TABLE b ADD made int; END IF; END",
    ],
)
def test_a_block_that_depends_on_rows_or_on_the_server_is_left_as_it_is(body: str) -> None:
    imported = block(body)
    changes = any(one in body for one in ("ALTER TABLE", "DROP TABLE"))
    assert [one.line for one in imported.problems] == [3] * changes
    assert all("is not in the design: " in one.message for one in imported.problems)
    assert blocks_of(imported) == 1
    assert imported.schema.entities == import_sql(TABLES).schema.entities


@pytest.mark.parametrize(
    ("body", "words", "line"),
    [
        ("BEGIN\nIF now() > '2020-01-01' THEN\nCREATE TYPE x AS ENUM ();\nEND IF; END",
         "CREATE TYPE x … on line 5", 4),
        ("DECLARE x text := now();\nBEGIN\nEXECUTE format('ALTER TABLE b ADD m text DEFAULT %L', x); END",
         "ALTER TABLE b …", 5),
        ("DECLARE x text := now();\nBEGIN EXECUTE x; END", "x …", 4),
        ("BEGIN\nALTER TABLE b ADD made int; PERFORM 1/0;\nEXCEPTION WHEN division_by_zero THEN NULL; END",
         "ALTER TABLE b …", 4),
        ("BEGIN\nALTER TABLE b ADD made int; INSERT INTO a VALUES (1);\nEXCEPTION WHEN OTHERS THEN NULL; END",
         "ALTER TABLE b …", 4),
        ("BEGIN\nALTER TABLE b ADD made int; ASSERT now() > '2020-01-01';\nEXCEPTION WHEN assert_failure THEN END",
         "ALTER TABLE b …", 4),
        ("BEGIN\nALTER TABLE b ADD made int; what is this", "ALTER TABLE b …", 4),
    ],
)  # fmt: skip
def test_what_a_block_does_that_is_not_followed_is_named_with_its_line(body: str, words: str, line: int) -> None:
    imported = block(body)
    assert [one.line for one in imported.problems] == [line]
    assert f"({words})" in imported.problems[0].message
    assert blocks_of(imported) == 1
    assert columns(imported) == ["id", "a_id"]


def test_what_is_carried_wherever_it_stands_is_not_missing() -> None:
    for body in (
        "BEGIN IF now() > '2020-01-01' THEN GRANT SELECT ON a TO app; CREATE ROLE app; END IF; END",
        "DECLARE t text; BEGIN FOR t IN SELECT n FROM a LOOP EXECUTE 'GRANT ALL ON ' || t || ' TO x'; END LOOP; END",
        "BEGIN EXECUTE 'ALTER DATABASE \"' || current_database() || '\" SET jit = off'; END",
    ):
        assert block(body).problems == ()


def test_an_error_takes_back_what_a_block_does_unless_the_error_cannot_come() -> None:
    for harmless in (
        "SELECT count(*) INTO n FROM pg_class WHERE relname = 'b'; ASSERT true;",
        "ASSERT n IS NULL, 'no'; RAISE NOTICE 'done';",
    ):
        imported = block(
            f"DECLARE n int; BEGIN {harmless} ALTER TABLE b ADD made int; EXCEPTION WHEN OTHERS THEN NULL; END"
        )
        assert (imported.problems, columns(imported)) == ((), ["id", "a_id", "made"])
    imported = block("BEGIN UPDATE a SET n = 1; ALTER TABLE b ADD made int; EXCEPTION WHEN OTHERS THEN RAISE; END")
    assert (imported.problems, columns(imported)) == ((), ["id", "a_id", "made"])
    imported = block("BEGIN ALTER TABLE b ADD made int; ASSERT 1 > 2; EXCEPTION WHEN OTHERS THEN NULL; END")
    assert [one.message.partition(": ")[2] for one in imported.problems] == ["an ASSERT in it does not hold"]
    assert columns(imported) == ["id", "a_id"]


def test_a_block_in_another_language_is_left_as_it_is() -> None:
    imported = import_sql(f"{TABLES}DO LANGUAGE plpython3u $$ plpy.execute('DROP TABLE a') $$;")
    assert blocks_of(imported) == 1
    assert [one.line for one in imported.problems] == [3]


def test_what_an_unread_block_speaks_of_is_not_said_to_be_absent() -> None:
    unread = "DO $$ BEGIN IF now() > '2020-01-01' THEN ALTER TABLE b ADD made int; CREATE TABLE c (); END IF; END $$;"
    imported = block(f"BEGIN IF {NO_COLUMN} THEN ALTER TABLE b ADD made text; END IF; END", TABLES + unread)
    assert blocks_of(imported) == 2
    assert blocks_of(block("BEGIN ALTER TABLE c ADD made text; END", TABLES + unread)) == 2


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN INSERT INTO a VALUES (1); UPDATE b SET id = 1; END",
        "DECLARE r record; BEGIN FOR r IN SELECT * FROM a LOOP DELETE FROM b WHERE id = r.id; END LOOP; END",
        "BEGIN LOOP EXIT WHEN NOT EXISTS (SELECT FROM a); DELETE FROM a; END LOOP; RETURN; END",
        "BEGIN EXECUTE format('UPDATE a SET n = %s', 1); RAISE NOTICE 'done'; END",
        "BEGIN IF (SELECT count(*) FROM a) > 0 THEN RAISE EXCEPTION 'rows'; END IF; END",
        "BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET jit = off'; END",
        "BEGIN NULL; END",
    ],
)
def test_a_block_about_rows_is_left_out_as_statements_about_rows_are(body: str) -> None:
    imported = block(body)
    assert (imported.problems, imported.carried) == ((), ())
    assert [one.line for one in imported.skipped] == [3]


def test_a_block_that_the_server_ends_with_an_error_does_nothing_and_is_a_problem() -> None:
    for body in (
        "BEGIN ALTER TABLE b ADD made int; ALTER TABLE nowhere ADD made int; END",
        "BEGIN ALTER TABLE b ADD made int; ALTER TABLE a ADD n int; END",
        "BEGIN ALTER TABLE b ADD made int; INSERT INTO nowhere VALUES (1); END",
        "BEGIN ALTER TABLE b ADD made int; ALTER TABLE a ADD n int; EXCEPTION WHEN duplicate_table THEN NULL; END",
    ):
        imported = block(body)
        assert [one.line for one in imported.problems] == [3]
        assert imported.schema == import_sql(TABLES).schema


@pytest.mark.parametrize(
    ("guard", "holds"),
    [
        (NO_COLUMN, True),
        ("NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'b' AND column_name = 'id')", False),
        ("EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'b')", True),
        ("EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'other' AND table_name = 'b')", False),
        ("(SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b') AND relkind = 'r') = 2", True),
        ("(SELECT count(*) = 0 FROM pg_indexes WHERE indexname = 'a_pkey')", False),
        ("to_regclass('public.b') IS NOT NULL AND to_regclass('c') IS NULL", True),
        ("NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'b'::regclass AND contype = 'p')", True),
        ("EXISTS (SELECT FROM pg_constraint WHERE conrelid::regclass::text = 'a' AND contype = 'p')", True),
        ("NOT EXISTS (SELECT FROM information_schema.table_constraints WHERE constraint_name ILIKE 'B\\_%')", None),
        ("EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
         " WHERE n.nspname = current_schema() AND c.relname = 'b')", True),
        ("EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'b'::regclass AND attname = 'a_id' AND NOT attisdropped)",
         True),
        ("EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'm'"
         " AND is_nullable = 'NO' AND data_type = 'integer')", True),
        ("EXISTS (SELECT FROM pg_type WHERE typname = 'mood')", False),
        ("EXISTS (SELECT FROM pg_type WHERE typname IN ('uuid', 'mood'))", True),
        ("EXISTS (SELECT FROM pg_namespace WHERE nspname = 'app')", False),
        ("EXISTS (SELECT FROM pg_extension WHERE extname = 'pgcrypto')", False),
        ("EXISTS (SELECT FROM pg_trigger WHERE tgname = 'touch')", False),
        ("EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
         " WHERE n.nspname = 'public' AND proname = 'touch')", False),
        ("(SELECT data_type FROM information_schema.columns WHERE table_name = 'b' AND column_name = 'id') <> 'bigint'",
         True),
        ("current_setting('server_version_num')::int >= 120000", True),
        ("current_setting('server_version_num')::int < 100000", False),
        ("EXISTS (SELECT FROM pg_class WHERE relname NOT LIKE 'a%' AND relname = 'b')", True),
        ("false OR (true AND NOT (1 > 2))", True),
    ],
)  # fmt: skip
def test_a_question_to_the_catalogue_is_answered_from_what_stands_before(guard: str, holds: bool | None) -> None:
    imported = block(f"BEGIN IF {guard} THEN ALTER TABLE b ADD made int; END IF; END")
    assert len(imported.problems) == (holds is None)
    assert blocks_of(imported) == (holds is None)
    assert ("made" in columns(imported)) is (holds is True)
    assert (len(imported.skipped) == 1) is (holds is False)


def test_a_view_has_the_columns_that_its_text_says_and_perhaps_any_where_that_says_none() -> None:
    guard = "EXISTS (SELECT FROM information_schema.columns WHERE column_name = 'made' AND table_name <> 'a')"
    for view, held in (("SELECT id FROM a", False), ("SELECT id AS made FROM a", True), ("TABLE a", None)):
        before = f"{TABLES}CREATE VIEW v AS {view};\n"
        imported = block(f"BEGIN IF {guard} THEN ALTER TABLE b ADD made int; END IF; END", before)
        assert blocks_of(imported) == (held is None)
        assert ("made" in columns(imported)) is (held is True)


def test_the_branch_that_holds_is_read_alone() -> None:
    imported = block(
        "BEGIN IF to_regclass('c') IS NOT NULL THEN DROP TABLE c;"
        " ELSIF to_regclass('b') IS NOT NULL THEN ALTER TABLE b ADD second int;"
        " ELSE ALTER TABLE b ADD third int; END IF; END"
    )
    assert columns(imported) == ["id", "a_id", "second"]
    assert len(imported.skipped) == 2


def test_a_question_sees_what_the_block_did_before_it() -> None:
    imported = block(
        "BEGIN CREATE TABLE c (id int); ALTER TABLE c ADD x int;"
        " IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'c'::regclass AND attname = 'x') THEN"
        "  ALTER TABLE c ADD x int; END IF;"
        " IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'c'::regclass AND contype = 'p') THEN"
        "  ALTER TABLE c ADD PRIMARY KEY (id); END IF; END"
    )
    assert (imported.problems, imported.carried) == ((), ())
    assert columns(imported, "c") == ["id", "x"]
    assert imported.schema.entity("c").primary_key is not None


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("ALTER TABLE b ADD id int", "duplicate_column"),
        ("ALTER TABLE a ADD CONSTRAINT a_pkey UNIQUE (n)", "duplicate_table"),
        ("ALTER TABLE a ADD PRIMARY KEY (n)", "invalid_table_definition"),
        ("CREATE TABLE a (id int)", "SQLSTATE '42P07'"),
        ("CREATE INDEX a_pkey ON a (n)", "duplicate_table OR duplicate_object"),
        ("CREATE TYPE mood AS ENUM ('x')", "duplicate_object"),
        ("ALTER TYPE mood ADD VALUE 'good'", "OTHERS"),
        ("DROP TABLE nowhere", "undefined_table"),
        ("ALTER TABLE b DROP CONSTRAINT nowhere", "undefined_object"),
        ("ALTER TABLE b RENAME nowhere TO x", "undefined_column"),
        ("CREATE SCHEMA app", "duplicate_schema"),
        ("CREATE TRIGGER touch BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION f()", "duplicate_object"),
    ],
)
def test_an_error_that_a_block_expects_takes_back_all_that_it_did(statement: str, condition: str) -> None:
    before = (
        f"{TABLES}CREATE TYPE mood AS ENUM ('good');CREATE SCHEMA app;"
        "CREATE TRIGGER touch BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION f();\n"
    )
    imported = block(
        f"BEGIN ALTER TABLE b ADD made int; {statement}; EXCEPTION WHEN {condition} THEN RAISE NOTICE 'there'; END",
        before,
    )
    assert imported.problems == ()
    assert imported.schema == import_sql(before).schema
    assert len(imported.skipped) == 2


def test_without_the_error_the_statements_are_read() -> None:
    imported = block(
        "BEGIN BEGIN ALTER TABLE b ADD made int; EXCEPTION WHEN duplicate_column THEN NULL; END;"
        " BEGIN ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id);"
        " EXCEPTION WHEN duplicate_object THEN NULL; END; END"
    )
    assert (imported.problems, imported.carried, imported.skipped) == ((), (), ())
    assert columns(imported) == ["id", "a_id", "made"]
    assert [one.name for one in imported.schema.relationships] == ["b_a"]


def test_what_is_done_about_an_expected_error_is_read() -> None:
    imported = block(
        "BEGIN ALTER TABLE b ADD id int; EXCEPTION WHEN duplicate_column THEN ALTER TABLE b ADD n int; END"
    )
    assert columns(imported) == ["id", "a_id", "n"]


def test_text_that_a_block_puts_together_of_constants_is_read() -> None:
    imported = block(
        "DECLARE t text := 'b'; r record; BEGIN"
        " EXECUTE 'ALTER TABLE b ADD one int DEFAULT 1; ALTER TABLE b ADD two int';"
        " EXECUTE format('ALTER TABLE %I ADD %I text DEFAULT %L', t, 'Three', 'it''s');"
        " EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' ADD four int';"
        " FOR i IN 5..6 LOOP EXECUTE format('ALTER TABLE b ADD c%s int', i); END LOOP;"
        " FOREACH t IN ARRAY ARRAY['seven', 'eight'] LOOP EXECUTE format('ALTER TABLE b ADD %I int', t); END LOOP;"
        " END"
    )
    assert (imported.problems, imported.carried) == ((), ())
    assert columns(imported) == ["id", "a_id", "one", "two", "Three", "four", "c5", "c6", "seven", "eight"]


def test_a_loop_over_the_catalogue_is_followed() -> None:
    before = f"{TABLES}ALTER TABLE b ADD CONSTRAINT x UNIQUE (id), ADD CONSTRAINT y UNIQUE (a_id);\n"
    imported = block(
        "DECLARE r record; BEGIN"
        " FOR r IN SELECT conname, conrelid::regclass AS t FROM pg_constraint WHERE contype = 'u' LOOP"
        " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname); END LOOP; END",
        before,
    )
    assert (imported.problems, imported.carried) == ((), ())
    assert imported.schema.entity("b").uniques == ()


def test_a_name_that_a_block_looks_up_is_known() -> None:
    imported = block(
        "DECLARE old text; BEGIN"
        " SELECT conname INTO old FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'p';"
        " IF old = 'a_pkey' THEN EXECUTE format('ALTER TABLE a RENAME CONSTRAINT %I TO a_key', old); END IF; END"
    )
    key = imported.schema.entity("a").primary_key
    assert key is not None
    assert (key.name, imported.carried) == ("a_key", ())


def test_what_is_not_modelled_is_carried_by_itself() -> None:
    imported = block(
        "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'touch') THEN"
        " CREATE TRIGGER touch BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION f(); END IF; END"
    )
    assert [(one.kind, one.name, one.line) for one in imported.carried] == [("trigger", "touch on b", 3)]
    (opaque,) = imported.schema.opaque
    assert opaque.sql.startswith("CREATE TRIGGER touch")
    there = f"{TABLES}CREATE TRIGGER touch BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION f();\n"
    guarded = "BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'touch') THEN DROP TABLE a; END IF; END"
    assert len(block(guarded, there).schema.entities) == 2


def test_lines_are_those_of_the_source() -> None:
    imported = import_sql(
        f"{TABLES}DO $body$\nBEGIN\n  -- first\n  CREATE TABLE c (\n    id frob frob\n  );\nEND\n$body$;"
    )
    assert [(one.line, one.column) for one in imported.problems] == [(7, 13)]
    quoted = import_sql(f"{TABLES}DO 'BEGIN\nALTER TABLE b ADD made text DEFAULT ''x'';\nALTER TABLE b FROB;\nEND';")
    assert [one.line for one in quoted.problems] == [5]
    assert columns(quoted)[-1] == "made"


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN " * 3000 + "DROP TABLE a; " + "END; " * 2999 + "END",
        "BEGIN IF " + "(" * 2000 + "true" + ")" * 2000 + " THEN DROP TABLE a; END IF; END",
        "BEGIN IF " + " OR ".join(["(n = 1 AND m = 2)"] * 800) + " THEN DROP TABLE a; END IF; END",
        "BEGIN IF " + "NOT " * 600 + "true THEN DROP TABLE a; END IF; END",
        "BEGIN " + "FOR i IN 1..400 LOOP " * 8 + "EXECUTE format('DROP TABLE %s', i);" + "END LOOP; " * 8 + "END",
        "BEGIN FOR i IN 1..1000000000 LOOP EXECUTE format('DROP TABLE t%s', i); END LOOP; END",
        "BEGIN EXECUTE $q$ DROP TABLE a; END",
        "BEGIN IF EXISTS (SELECT FROM pg_type a, pg_type b, pg_type c, pg_type d) THEN DROP TABLE a; END IF; END",
        "BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname LIKE '%a%a%a%a%a%a%b') THEN DROP TABLE a; END IF; END",
        ";;;",
        "DECLARE",
        "BEGIN EXCEPTION WHEN END",
    ],
    ids=range(12),
)
def test_a_hostile_block_is_left_as_it_is(body: str) -> None:
    assert blocks_of(block(body)) == 1


def test_a_block_holds_no_more_statements_than_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LIMITS", replace(LIMITS, statements=3))
    for count in (3, 4):
        imported = block("BEGIN" + "".join(f" ALTER TABLE b ADD c{one} int;" for one in range(count)) + " END")
        assert len(columns(imported)) == (5 if count == 3 else 2)
        assert len(imported.problems) == blocks_of(imported) == count - 3
    assert "it holds more than 3 statements" in imported.problems[0].message


def test_deep_errors_are_rehearsed_once() -> None:
    body = "BEGIN " * 30 + "ALTER TABLE b ADD id int; " + "EXCEPTION WHEN duplicate_table THEN NULL; END; " * 29
    imported = block(f"{body} EXCEPTION WHEN duplicate_column THEN NULL; END")
    assert (imported.problems, imported.carried) == ((), ())


@pytest.mark.parametrize(
    "made",
    ["s || s", "concat(s, s)", "format('%s%s', s, s)", "format('%1$L%1$L', s)"],
)
def test_a_text_that_is_doubled_again_and_again_is_given_up_before_it_fills_the_memory(made: str) -> None:
    doubled = f"s := {made}; " * 60
    imported = block(f"DECLARE s text := 'x'; BEGIN {doubled} EXECUTE 'ALTER TABLE b ADD ' || s || ' int'; END")
    assert (columns(imported), blocks_of(imported)) == (["id", "a_id"], 1)


@pytest.mark.parametrize("value", ["9" * 6000, "+-5", "\u0665"])
def test_a_text_that_is_no_number_is_left_to_the_server(value: str) -> None:
    imported = block(f"BEGIN IF '{value}'::int > 4 THEN ALTER TABLE b ADD made int; END IF; END")
    assert (columns(imported), blocks_of(imported)) == (["id", "a_id"], 1)


def test_arrays_of_what_is_not_known_are_not_the_same() -> None:
    assert blocks_of(block("BEGIN IF ARRAY[random()] = ARRAY[now()] THEN ALTER TABLE b ADD made int; END IF; END")) == 1


@pytest.mark.parametrize(
    ("text", "pattern", "held"),
    [
        ("abcXabd", "ab%ab_", True), ("ab", "ab%b", False), ("aXb", "a%b", True), ("", "%%", True), ("", "_", False),
        ("ab", "a", False), ("a.c", "a.c", True), ("abc", "a.c", False), ("a" * 3000, "%a" * 4 + "b", False),
    ],
)  # fmt: skip
def test_a_pattern_is_held_against_a_text_without_trying_twice(text: str, pattern: str, held: bool) -> None:
    imported = block(f"BEGIN IF '{text}' LIKE '{pattern}' THEN ALTER TABLE b ADD made int; END IF; END")
    assert (columns(imported)[-1] == "made") is held


def test_a_variable_hides_another_for_as_long_as_its_block_or_loop_lasts() -> None:
    body = (
        "DECLARE c text := 'outer'; d text; BEGIN"
        " DECLARE c text := 'inner'; BEGIN d := c; EXECUTE 'ALTER TABLE b ADD ' || c || ' int'; END;"
        " EXECUTE 'ALTER TABLE b ADD ' || c || d || ' int';"
        " FOR c IN 1..2 LOOP EXECUTE 'ALTER TABLE b ADD n' || c || ' int'; END LOOP;"
        " EXECUTE 'ALTER TABLE b ADD ' || c || ' int'; END"
    )
    assert columns(block(body))[2:] == ["inner", "outerinner", "n1", "n2", "outer"]


def test_no_rows_are_looked_up_once_too_many_were_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(*given: Any) -> Iterator[Any]:
        asked.append(given)
        return rows_of(*given)

    monkeypatch.setattr(queries, "_MOST_ROWS", 100)
    monkeypatch.setattr(queries, "rows_of", counted)
    nested = "EXISTS (SELECT 1 FROM information_schema.columns WHERE " * 6 + "table_name = 'q'" + ")" * 6
    many = "".join(f"CREATE TABLE t{number} (a int, b int);\n" for number in range(10))
    assert blocks_of(block(f"BEGIN IF {nested} THEN ALTER TABLE b ADD made int; END IF; END", TABLES + many)) == 1
    assert 0 < len(asked) < 10
