"""Designs said in another dialect: nothing is left out without a word."""

from dataclasses import replace

import pytest

from designer.exporters.registry import Export, ExportError, export
from designer.exporters.translation.defaults import default_to_mysql, default_to_postgres
from designer.exporters.translation.expressions import to_mysql, to_postgres
from designer.exporters.translation.sqlite_texts import to_sqlite
from designer.importers import import_sql


def exported(text: str, source: str, to: str) -> Export:
    imported = import_sql(text, source)
    assert imported.problems == ()
    return export(imported.schema, to)


def reasons(made: Export) -> dict[str, str]:
    return {notice.object: notice.reason for notice in made.notices}


@pytest.mark.parametrize(
    "text",
    [
        "a @> b", "a = ANY (b)", "my_function(a)", "EXISTS (SELECT 1)", "a ILIKE 'x'", "a ->", "greatest(a, b)",
        "encode(a, 'hex')", "split_part(a, '@', 2)", "concat(a, b)", "left(a, -1)", "substring(a from 0 for 2)",
        "btrim(a, 'xy')", "now() - '1 day'::interval", "day - 1", "day - day", "mood < 'sad'", "a COLLATE \"C\" < b",
        "number / 3", "document = '{}'::jsonb", "document -> 'a' = '1'", "document #>> '{a,b}'", "document ->> -1",
        "a ~ '\\mword'", "a ~ 'x$|y'", "'x'::bytea = a", "day::text = '2020-01-01'", "number <> 'NaN'::numeric",
    ],
)  # fmt: skip
def test_what_has_no_faithful_form_is_not_translated(text: str) -> None:
    families = {"day": "date", "mood": "enum", "number": "numeric", "document": "json"}
    assert to_mysql(text, families) is None
    assert to_sqlite(text, families) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lock = 'X'::bpchar", "`lock` = 'X'"),
        ("(a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])", "(`a`) IN ('x', 'y')"),
        ("a ~ '^b'", "`a` REGEXP '^b'"),
        ("a IS TRUE", "`a` IS TRUE"),
        ("a ~ '^.+$'::text", r"`a` REGEXP '(?s)^.+\\z'"),
        ("i / 2", "`i` DIV 2"),
        ("i | 1", "CAST(`i` | 1 AS SIGNED)"),
        ("mood = 'sad'::public.mood", "`mood` = 'sad'"),
        ("(i)::numeric > (0)::numeric", "CAST((`i`) AS DECIMAL(65, 30)) > 0"),
        ("(document -> 'a'::text) ->> 'b c'",
         "CASE WHEN NOT (JSON_TYPE(JSON_EXTRACT(`document`, '$.\"a\".\"b c\"')) = 'NULL') THEN "
         "JSON_UNQUOTE(JSON_EXTRACT(`document`, '$.\"a\".\"b c\"')) END"),
    ],
)  # fmt: skip
def test_expressions_for_mysql(text: str, expected: str) -> None:
    assert to_mysql(text, {"i": "integer", "document": "json", "mood": "enum"}) == expected


def test_expressions_for_postgresql() -> None:
    assert to_postgres("CONCAT(a, 'x')") == "\"a\" || 'x'"
    assert to_postgres("CONCAT(a, 'x') = b") == '("a" || \'x\') = "b"'
    assert to_postgres("a = 1 AND b > 1", {"a": "boolean", "b": "integer"}) == '"a" = TRUE AND "b" > 1'
    assert to_postgres("NOT b", {"b": "integer"}) is None
    assert to_postgres("IF(a IS NULL, b > 1, b < 1) = 1") == (
        'CASE WHEN "a" IS NULL THEN "b" > 1 ELSE "b" < 1 END = TRUE'
    )
    assert to_postgres("(a IS NULL) + (b IS NULL) = 1") is None
    assert to_postgres("LENGTH(a) / 2") is None
    assert to_postgres('`a` > 0 and `b` <> "x"') == '"a" > 0 AND "b" <> \'x\''
    assert to_postgres("a -> '$.b'") is None


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("'{}'::jsonb", "json", "('{}')"),
        ("now()", "datetime(6)", "CURRENT_TIMESTAMP(6)"),
        ("true", "tinyint(1)", "1"),
        ("'-1'::integer", "int", "'-1'"),
        ("E'a\\nb'", "varchar(9)", "'a\nb'"),
        ("my_function()", "int", None),
    ],
)
def test_defaults_for_mysql(text: str, type_: str, expected: str | None) -> None:
    assert default_to_mysql(text, type_) == expected


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("'0000-00-00'", "date", None),
        ("''", "integer", None),
        ("b'1'", "bit(3)", "B'001'"),
        ("0x0102", "bytea", "'\\x0102'::bytea"),
        ("0x102", "bytea", "'\\x0102'::bytea"),
        ("(a * 2)", "integer", None),
        ("current_timestamp(6)", "timestamp(6)", "CURRENT_TIMESTAMP"),
        ("_utf8mb4'it\\'s'", "text", "'it''s'"),
    ],
)
def test_defaults_for_postgresql(text: str, type_: str, expected: str | None) -> None:
    assert default_to_postgres(text, type_) == expected


def test_a_partial_unique_index_is_no_longer_unique_and_that_is_said() -> None:
    made = exported("CREATE TABLE t (a int, b bool); CREATE UNIQUE INDEX i ON t (a) WHERE b;", "postgres", "mysql")
    assert "KEY `i` (`a`)" in made.text
    assert "UNIQUE" not in made.text
    assert "values may repeat" in reasons(made)["t.i"]


def test_key_of_several_texts_stays_short_enough_where_one_of_them_refers_to_another_table() -> None:
    """InnoDB takes 3,072 bytes: four texts of 192 characters; the text referred to has the same type, so it is cut."""
    made = exported(
        "CREATE TABLE w (id text PRIMARY KEY);"
        "CREATE TABLE p (w text REFERENCES w, a text, b text, c text, PRIMARY KEY (w, a, b, c));",
        "postgres",
        "mariadb",
    )
    assert made.text.count("varchar(192)") == 5


def test_text_leaves_room_in_a_key_for_the_numbers_beside_it() -> None:
    """MariaDB keeps a unique key of more than 3,072 bytes as a hash, and then takes no foreign key in the table."""
    made = exported("CREATE TABLE t (a varchar(1024), b bigint, c int, UNIQUE (a, b, c));", "postgres", "mariadb")
    assert "varchar(752)" in made.text


def test_set_null_of_a_column_that_is_never_null_refuses_the_change() -> None:
    made = exported(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int NOT NULL REFERENCES p ON DELETE SET NULL,"
        " q int REFERENCES p ON DELETE SET NULL);",
        "postgres",
        "mariadb",
    )
    assert made.text.count("ON DELETE SET NULL") == 1
    assert any("NOT NULL: the change is refused" in reason for reason in reasons(made).values())


def test_what_cannot_be_kept_of_a_postgresql_design_is_listed() -> None:
    made = exported(
        "CREATE EXTENSION hstore; CREATE TABLE p (id int PRIMARY KEY);"
        "CREATE TABLE t (a int[], p int REFERENCES p (id) DEFERRABLE, EXCLUDE USING btree (p WITH =));"
        "CREATE INDEX g ON t USING gin (a); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
        "postgres",
        "mariadb",
    )
    said = " | ".join(f"{notice.object}: {notice.reason}" for notice in made.notices)
    for words in ("extension hstore", "no arrays", "no deferrable", "no exclusion", "no gin indexes", "function f"):
        assert words in said


def test_unsigned_numbers_become_wider_with_a_check_of_a_name_of_their_own() -> None:
    column = "id_of_a_rule_for_specific_prices_with_conditions"
    text = f"CREATE TABLE specific_price_rule_condition ({column} int unsigned, {column}_group int unsigned);"
    made = exported(text, "mysql", "postgres")
    assert made.text.count("bigint") == 2
    assert made.text.count("BETWEEN 0 AND 4294967295") == 2


def test_what_mysql_does_by_itself_is_said_in_postgresql() -> None:
    made = exported(
        "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, e enum('a','b') DEFAULT 'a', s set('x'), body text,"
        " at timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
        " FULLTEXT KEY words (body), KEY start (body(20)));",
        "mysql",
        "postgres",
    )
    assert "GENERATED BY DEFAULT AS IDENTITY" in made.text
    assert "e public.t_e DEFAULT 'a'" in made.text
    said = reasons(made)
    assert "takes a trigger" in said["t.at"]
    assert "no sets" in said["t.s"]
    assert "to_tsvector" in said["t.words"]
    assert "first 20 characters" in said["t.start"]


def test_a_name_that_would_end_the_statement_stays_a_name() -> None:
    made = exported('CREATE TABLE "a`; DROP TABLE x; --" (b int);', "postgres", "mysql")
    assert "CREATE TABLE `a``; DROP TABLE x; --` (" in made.text


def test_a_text_that_would_end_the_statement_is_refused() -> None:
    schema = import_sql("CREATE TABLE t (a int DEFAULT 1);", "mysql").schema
    table = schema.entity("t")
    broken = replace(table, attributes=(replace(table.attributes[0], default="1); DROP TABLE x; --"),))
    with pytest.raises(ExportError, match="no complete expression"):
        export(replace(schema, entities=(broken,)), "mysql")


@pytest.mark.parametrize("to", ["mariadb", "mysql", "sqlite", "tsql", "oracle"])
@pytest.mark.parametrize(
    "name", ["x" * 63, "😀 moon", 'a "quoted" name', "two\nlines", "trail ", "a.b", "select", "'];--"]
)
def test_a_table_of_any_name_is_written_and_read_back(name: str, to: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    schema = import_sql(
        f"CREATE TABLE {quoted} ({quoted} integer PRIMARY KEY CHECK ({quoted} > 0), b text UNIQUE);"
        f"CREATE INDEX i ON {quoted} ({quoted}, b);"
    ).schema
    written = export(schema, to)
    again = import_sql(written.text, to)
    assert again.problems == ()
    assert (again.counts["entities"], again.counts["attributes"]) == (1, 2)
    if again.schema.entities[0].name.casefold() != name.casefold():
        assert any("called" in notice.reason for notice in written.notices)
