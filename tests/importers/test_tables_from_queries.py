"""CREATE TABLE … AS and SELECT … INTO."""

import pytest

from designer.importers import import_sql

TABLES = """CREATE TABLE a (id serial PRIMARY KEY, name varchar(20) COLLATE "C" NOT NULL DEFAULT 'x', n numeric(10, 2));
CREATE TABLE b (id bigint, a_id int);
CREATE VIEW v AS SELECT id FROM a;
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM a",
        "SELECT id, n + 1 AS more FROM a",
        "SELECT 1 AS one, id FROM a",
        "SELECT id FROM a UNION SELECT id FROM b",
        "SELECT id, id FROM a",
        "SELECT id FROM a, b",
        "SELECT a.id FROM a JOIN b USING (id)",
        "SELECT id FROM v",
        "SELECT id FROM (SELECT id FROM a) q",
        "SELECT q.id FROM a JOIN (SELECT 1) q ON true",
        "SELECT nowhere.id FROM a",
        "SELECT id::text FROM a WHERE id IN (SELECT id FROM b UNION SELECT 1) UNION ALL SELECT 'x'",
        "SELECT cast(id + 1 AS text) AS x FROM a",
        "SELECT upper(name)::text AS x FROM a",
        "SELECT (id) FROM a",
        "VALUES (1)",
        "TABLE a",
        "WITH q AS (SELECT 1) SELECT id FROM a",
        "SELECT 1",
    ],
)
def test_a_table_whose_columns_the_query_does_not_say_is_carried(query: str) -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c AS {query};")
    assert imported.problems == ()
    assert [(one.kind, one.name) for one in imported.carried][1:] == [("table", "c")]


def test_a_table_with_settings_of_its_own_is_carried() -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE c WITH (fillfactor = 70) AS SELECT * FROM a;")
    assert [one.name for one in imported.carried] == ["v", "c"]


def test_a_temporary_table_is_carried() -> None:
    for statement in ("CREATE TEMP TABLE c AS SELECT * FROM a", "SELECT * INTO TEMPORARY c FROM a"):
        imported = import_sql(f"{TABLES}{statement};")
        assert (imported.problems, len(imported.carried)) == ((), 2)
        assert len(imported.schema.entities) == 2


def test_a_table_that_is_there_is_left_alone() -> None:
    imported = import_sql(f"{TABLES}CREATE TABLE IF NOT EXISTS b AS SELECT * FROM a;")
    assert imported.schema == import_sql(TABLES).schema
    for statement in ("CREATE TABLE b AS SELECT * FROM a", "SELECT * INTO b FROM a"):
        assert [one.line for one in import_sql(f"{TABLES}{statement};").problems] == [4]


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
