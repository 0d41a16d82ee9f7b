"""Every statement of a source is modelled, carried, skipped, or a problem."""

import pytest

from designer.importers import Source, UnknownDialect, add_queries, import_source, import_sql
from designer.schema import design_file

CARRIED = {
    "CREATE VIEW v AS SELECT id, 1 AS one FROM t": ("view", "v"),
    "CREATE MATERIALIZED VIEW mv AS SELECT id FROM t": ("materialized view", "mv"),
    "CREATE UNIQUE INDEX ON mv (id)": ("index", "CREATE UNIQUE INDEX ON mv (id)"),
    "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a; SELECT 1; $$": ("function", "f(a int)"),
    "CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC DELETE FROM t; DELETE FROM t; END": ("procedure", "p()"),
    "CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()": ("trigger", "tr on t"),
    "CREATE RULE r AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2)": ("rule", "r on t"),
    "CREATE POLICY pol ON t USING (id > 0)": ("policy", "pol on t"),
    "GRANT SELECT ON t TO PUBLIC": ("grant", "GRANT SELECT ON t TO PUBLIC"),
    "REVOKE ALL ON t FROM PUBLIC": ("grant", "REVOKE ALL ON t FROM PUBLIC"),
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC": (
        "default privileges",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    ),
    "CREATE AGGREGATE agg (int) (SFUNC = int4pl, STYPE = int)": ("aggregate", "agg(int)"),
    "CREATE OPERATOR === (LEFTARG = t, RIGHTARG = t, FUNCTION = f)": ("operator", "==="),
    "CREATE CAST (text AS t) WITHOUT FUNCTION": ("cast", "(text AS t) WITHOUT FUNCTION"),
    "CREATE TYPE r1 AS RANGE (SUBTYPE = float8)": ("type", "r1"),
    "CREATE STATISTICS st ON id, name FROM t": ("statistics", "st"),
    "CREATE PUBLICATION pub FOR TABLE t": ("publication", "pub"),
    "CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION f()": ("event trigger", "et"),
    "CREATE TEXT SEARCH CONFIGURATION tsc (COPY = simple)": ("text search configuration", "tsc"),
    "CREATE TABLE made AS SELECT * FROM elsewhere": ("table", "made"),
    "CREATE TABLE typed OF comp": ("table", "typed"),
    "DO $$ BEGIN PERFORM make_what_is_missing(); END $$": ("do block", None),
    "ALTER TABLE t ENABLE REPLICA TRIGGER tr": ("alter table", "t: ENABLE REPLICA TRIGGER tr"),
    "ALTER TABLE t CLUSTER ON t_pkey": ("alter table", "t: CLUSTER ON t_pkey"),
    "COMMENT ON FUNCTION f(int) IS 'x'": ("comment", "COMMENT ON FUNCTION f(int) IS 'x'"),
    "COMMENT ON VIEW v IS 'x'": ("comment", "COMMENT ON VIEW v IS 'x'"),
}
SKIPPED = (
    "SET statement_timeout = 0",
    "SELECT pg_catalog.set_config('search_path', '', false)",
    "INSERT INTO t VALUES (1, 'a;b')",
    "UPDATE t SET name = ''",
    "BEGIN",
    "COMMIT",
    "ALTER TABLE public.t OWNER TO somebody",
    "ALTER FUNCTION f(int) OWNER TO somebody",
    "ALTER FUNCTION f(int, text) OWNER TO somebody",
    "CREATE TABLE IF NOT EXISTS public.t (id int)",
    "DROP TABLE IF EXISTS nowhere",
    "SELECT setval('s', 4)",
    "CREATE DATABASE d",
    "DO $$ BEGIN NULL; END $$",
    "DO $$ BEGIN UPDATE t SET name = ''; END $$",
)
WRONG = (
    "CREATE TABLE public.t (id int)",
    "CREATE TABLE half (id int",
    "CREATE TABLE typeless (id)",
    "CREATE INDEX ON public.t (nowhere)",
    "ALTER TABLE nowhere ADD COLUMN a int",
    "ALTER TABLE public.t FROBNICATE",
    "FROBNICATE t",
    "CREATE FROB x",
    "COMMENT ON TABLE nowhere IS 'x'",
    "ALTER TABLE public.t ADD FOREIGN KEY (id) REFERENCES nowhere (id)",
)
BASE = "CREATE TYPE comp AS (a int);\nCREATE TABLE t (id int PRIMARY KEY, name text);\n"


def test_every_statement_of_a_file_is_accounted_for_once() -> None:
    text = BASE + "".join(f"{statement};\n" for statement in (*CARRIED, *SKIPPED, *WRONG))
    imported = import_sql(text)
    accounted = [one.line for one in (*imported.carried, *imported.skipped, *imported.problems)]
    assert sorted(accounted) == list(range(3, 3 + len(CARRIED) + len(SKIPPED) + len(WRONG)))
    assert imported.statements == 2 + len(accounted)
    assert len(imported.carried) == len(CARRIED)
    assert len(imported.skipped) == len(SKIPPED)
    assert len(imported.problems) == len(WRONG)
    assert all(one.reason for one in (*imported.carried, *imported.skipped))


@pytest.mark.parametrize("statement", CARRIED)
def test_a_statement_that_is_carried_keeps_its_text_its_kind_and_its_name(statement: str) -> None:
    needs = "CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;\n" if " mv (" in statement else ""
    needs += "CREATE VIEW v AS SELECT 1 AS one;\n" if "VIEW v IS" in statement else ""
    schema = import_sql(f"{BASE}{needs}{statement};").schema
    kind, name = CARRIED[statement]
    (opaque,) = [one for one in schema.opaque if one.sql not in needs or one.sql == statement]
    assert (opaque.sql, opaque.kind) == (statement, kind) or kind == "alter table"
    assert name in (None, opaque.name)


@pytest.mark.parametrize("statement", WRONG)
def test_a_wrong_statement_touches_no_other(statement: str) -> None:
    imported = import_sql(f"{BASE}{statement};\nCREATE TABLE after (id int);")
    assert [entity.name for entity in imported.schema.entities] == ["after", "t"]
    assert [problem.line for problem in imported.problems] == [3]
    assert import_sql(BASE).schema.entity("t") == imported.schema.entity("t")


def test_a_problem_names_the_line_and_the_column_where_it_shows() -> None:
    (problem,) = import_sql("CREATE TABLE a (\n  id int,\n  x int FROB\n);").problems
    assert (problem.line, problem.column) == (3, 9)


def test_one_bad_action_of_an_alter_table_leaves_the_others_done() -> None:
    imported = import_sql("CREATE TABLE t (a int);\nALTER TABLE t ADD b int, DROP nowhere, ADD c int, OWNER TO x;")
    assert [attribute.name for attribute in imported.schema.entity("t").attributes] == ["a", "b", "c"]
    assert len(imported.problems) == 1
    assert len(imported.skipped) == 1


def test_carried_statements_say_what_they_require_and_provide_and_keep_their_order() -> None:
    schema = import_sql(
        "CREATE TABLE t (id int);\n"
        "CREATE VIEW b AS SELECT id, id + 1 AS next FROM t;\nCREATE VIEW a AS SELECT * FROM b;"
    ).schema
    first, second = sorted(schema.opaque, key=lambda one: one.line or 0)
    assert (first.name, first.columns, first.requires) == ("b", ("id", "next"), (schema.entity("t").id,))
    assert first.provides == ("public.b",)
    assert (second.columns, second.requires) == (("id", "next"), (first.id,))


def test_what_is_dropped_later_is_in_the_design_no_more() -> None:
    imported = import_sql(
        """CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a);
        CREATE VIEW v AS SELECT 1; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ $$;
        CREATE TRIGGER g BEFORE INSERT ON b EXECUTE FUNCTION f();
        DROP FUNCTION f() CASCADE; DROP VIEW v; DROP TABLE a CASCADE;"""
    )
    assert imported.problems == ()
    assert imported.schema.opaque == ()
    assert imported.schema.relationships == ()
    assert [entity.name for entity in imported.schema.entities] == ["b"]


def test_sources_are_read_one_after_the_other_and_lines_are_those_of_each_file() -> None:
    imported = import_sql(
        [
            Source("\nCREATE TABLE a (id int PRIMARY KEY);", "1.sql"),
            Source("CREATE TABLE b (a int REFERENCES a);", "2.sql"),
        ]
    )
    b = imported.schema.entity("b")
    assert (imported.lines[b.id], imported.file_of[b.id]) == (1, "2.sql")
    assert imported.lines[imported.schema.entity("a").id] == 2
    assert imported.files == ("1.sql", "2.sql")


def test_an_unknown_dialect_is_refused_by_name() -> None:
    with pytest.raises(UnknownDialect, match="postgres"):
        import_sql("", "cobol")


def test_a_design_file_is_recognised_and_a_broken_one_is_a_problem_with_its_place() -> None:
    schema = import_sql("CREATE TABLE t (id int)").schema
    imported = import_source(design_file.dumps(schema))
    assert (imported.schema, imported.guess) == (schema, "design")
    broken = import_source('{\n "format": ', "x.json")
    assert broken.problems[0].line == 2


def test_bytes_that_are_no_utf8_are_read_and_said() -> None:
    imported = import_source("CREATE TABLE t (caf\u00e9 int);".encode("latin-1"), "a.sql")
    assert imported.schema.entity("t").attributes[0].name == "caf\u00e9"
    assert "UTF-8" in imported.problems[0].message


def test_a_query_file_gives_patterns_with_typed_parameters_and_volumes() -> None:
    imported = add_queries(
        import_sql("CREATE TABLE orders (id bigint, status text)"),
        "-- name: open\n-- frequency: 2/s\n-- param: status = 'new'\n"
        "SELECT * FROM orders o WHERE o.status = :status LIMIT $2;\n\n"
        "-- rows: orders = 10M\n-- distinct: orders.status = 5\n-- rows: nowhere = 1\n",
        "q.sql",
    )
    (pattern,) = imported.schema.access_patterns
    assert (pattern.name, pattern.frequency_per_minute) == ("open", 120.0)
    assert {(one.name, one.type, one.value) for one in pattern.parameters} >= {
        ("status", "text", "'new'"),
        ("2", "bigint", None),
    }
    orders = imported.schema.entity("orders")
    assert (orders.rows, orders.attributes[1].distinct) == (10_000_000, 5)
    assert [(one.line, one.file) for one in imported.problems] == [(8, "q.sql")]
    assert imported.counts["access_patterns"] == 1


def test_an_index_of_a_view_that_was_built_concurrently_is_as_any_other() -> None:
    view = "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;"
    schema = import_sql(f"{view} CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mvi ON mv (id);").schema
    (index,) = [one for one in schema.opaque if one.kind == "index"]
    assert (index.name, index.provides) == ("mvi", ("public.mvi",))
    assert index.sql == "CREATE UNIQUE INDEX IF NOT EXISTS mvi ON mv (id)"
