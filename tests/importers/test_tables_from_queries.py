"""CREATE TABLE … AS and SELECT … INTO."""

import pytest

from designer.importers import import_sql

TABLES = """CREATE TABLE a (id serial PRIMARY KEY, name varchar(20) COLLATE "C" NOT NULL DEFAULT 'x', n numeric(10, 2));
CREATE TABLE b (id bigint, a_id int);
CREATE VIEW v AS SELECT id FROM a;
CREATE FUNCTION own(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id, id FROM a",
        "SELECT id FROM a, b",
        "SELECT id FROM a UNION SELECT id, a_id FROM b",
        "SELECT q.id FROM a JOIN (SELECT 1) q ON true",
        "SELECT nowhere.id FROM a",
        "SELECT gone FROM a",
        "SELECT * FROM elsewhere",
        "SELECT a.*, e.* FROM a JOIN elsewhere e ON true",
        "SELECT own(id) AS k FROM a",
        "SELECT k.* FROM own(1) k",
        "WITH q AS (SELECT * FROM q) SELECT * FROM q",
        "SELECT " + " || ".join(["name"] * 3000) + " AS k FROM a",
        "SELECT " + "(" * 200 + "id" + ")" * 200 + " FROM a, elsewhere",
        "EXECUTE prepared",
    ],
)
def test_a_table_whose_columns_the_query_does_not_say_is_carried_and_said_to_be(query: str) -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c AS {query};")
    assert imported.problems == ()
    assert [(one.kind, one.name) for one in imported.carried][2:] == [("table", "c")]
    said = "the table c is carried as written: which columns its query gives is not known here"
    assert [(one.line, one.message) for one in imported.remarks] == [(5, said)]


def test_a_table_that_select_into_makes_and_nobody_can_tell_is_there_for_what_follows() -> None:
    imported = import_sql(f"{TABLES}SELECT * INTO c FROM elsewhere;\nALTER TABLE c ADD PRIMARY KEY (id);")
    assert imported.problems == ()
    assert [(one.kind, one.line) for one in imported.carried][2:] == [("table", 5), ("alter table", 6)]
    assert "belongs to the table c, which is carried" in imported.carried[-1].reason
    assert [one.line for one in imported.remarks] == [5]


@pytest.mark.parametrize(
    ("query", "columns", "missing"),
    [
        ("SELECT id, own(id) AS k FROM a", ["id integer"], "column k, whose type"),
        ("SELECT own(id), n * 2 AS twice, own(1) x FROM a", ["twice numeric"], "columns own, x, whose types"),
        ("SELECT id, e.z, e.y::date FROM a JOIN elsewhere e ON true", ["id integer", "y date"], "column z, whose type"),
        ("SELECT id, k.* FROM a, own(1) AS k(p int, q varchar)", ["id integer", "p int", "q varchar"], ""),
        ("SELECT id, row_to_json(a) FROM a", ["id integer", "row_to_json json"], ""),
        ("SELECT v.id, (SELECT e.x FROM elsewhere e) AS k FROM v", ["id integer"], "column k, whose type"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_table_is_read_and_the_rest_is_said(query: str, columns: list[str], missing: str) -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c AS {query};")
    assert [f"{one.name} {one.type}" for one in imported.schema.entity("c").attributes] == columns
    said = [f"the table c is read without its {missing} the query does not say here"] if missing else []
    assert [(one.line, one.message) for one in imported.problems] == [(5, one) for one in said]


def test_a_table_with_settings_of_its_own_is_carried() -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c WITH (fillfactor = 70) AS SELECT * FROM a;")
    assert [one.name for one in imported.carried] == ["v", "own(int)", "c"]


def test_a_temporary_table_is_carried() -> None:
    for statement in ("CREATE TEMP TABLE c AS SELECT * FROM a", "SELECT * INTO TEMPORARY c FROM a"):
        imported = import_sql(f"{TABLES}{statement};")
        assert (imported.problems, len(imported.carried)) == ((), 3)
        assert len(imported.schema.entities) == 2


def test_a_table_that_is_there_is_left_alone() -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE IF NOT EXISTS b AS SELECT * FROM a;")
    assert imported.schema == import_sql(TABLES).schema
    for statement in ("CREATE TABLE b AS SELECT * FROM a", "SELECT * INTO b FROM a"):
        assert [one.line for one in import_sql(f"{TABLES}{statement};").problems] == [5]


def test_a_query_into_a_variable_defines_nothing() -> None:
    assert import_sql(f"{TABLES}SELECT 5 INTO x;").schema == import_sql(TABLES).schema


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * FROM a", ["id integer", "name varchar(20)", "n numeric(10, 2)"]),
        ("(SELECT q.* FROM public.a AS q WHERE id > 3 ORDER BY 1) WITH NO DATA", ["id integer", "name varchar(20)",
                                                                                "n numeric(10, 2)"]),
        ("SELECT DISTINCT ON (id) id FROM a LIMIT 3", ["id integer"]),
        ("SELECT a_id, name AS called, n other FROM a LEFT JOIN b ON b.a_id = a.id",
         ["a_id int", "called varchar(20)", "other numeric(10, 2)"]),
        ("SELECT id::bigint, n::text AS t, CAST(name AS char(3)) AS short FROM a GROUP BY id",
         ["id bigint", "t text", "short char(3)"]),
        ("SELECT x.id, y.a_id FROM a x, b y", ["id integer", "a_id int"]),
    ],
)  # fmt: skip
def test_plain_columns_keep_their_names_and_types_and_nothing_else(query: str, columns: list[str]) -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c AS {query};")
    assert imported.problems == ()
    made = imported.schema.entity("c")
    assert [f"{one.name} {one.type}" for one in made.attributes] == columns
    assert all((one.not_null, one.default, one.identity) == (None, None, None) for one in made.attributes)
    assert made.primary_key is None


def test_names_are_given_from_the_left() -> None:
    schema = import_sql(f"{TABLES}CREATE TABLE c (x, y) AS SELECT * FROM a;").schema
    assert [(one.name, one.collation) for one in schema.entity("c").attributes] == [
        ("x", None), ("y", '"C"'), ("n", None),
    ]  # fmt: skip


def test_keys_and_references_rest_on_such_a_table() -> None:
    imported = import_sql(
        f"{TABLES}SELECT id, n INTO c FROM a;\nALTER TABLE c ADD PRIMARY KEY (id);\n"
        "ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES c;"
    )
    assert imported.problems == ()
    assert [one.name for one in imported.schema.relationships] == ["b_a_id_fkey"]
