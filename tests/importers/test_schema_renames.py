"""ALTER SCHEMA … RENAME TO, beyond its golden form."""

import pytest

from designer.importers import import_sql


@pytest.mark.parametrize("statement", ["ALTER SCHEMA nowhere RENAME TO b", "ALTER SCHEMA a RENAME TO taken"])
def test_a_schema_that_is_not_there_or_a_name_that_is_taken_is_a_problem(statement: str) -> None:
    sql = "CREATE SCHEMA a; CREATE SCHEMA taken; CREATE TABLE a.t (id int);"
    imported = import_sql(f"{sql}\n{statement};")
    assert [problem.line for problem in imported.problems] == [2]
    assert imported.schema == import_sql(sql).schema


def test_strings_columns_and_longer_names_that_look_like_the_schema_stay() -> None:
    schema = import_sql(
        "CREATE SCHEMA a; CREATE TABLE a.t (a int, b text DEFAULT 'a.x', CHECK (a > 0 AND b <> 'a.t'));"
        "CREATE TABLE ab (c text DEFAULT 'a'); ALTER SCHEMA a RENAME TO z;"
    ).schema
    table = schema.entity("z.t")
    assert [(one.name, one.default) for one in table.attributes] == [("a", None), ("b", "'a.x'")]
    assert table.checks[0].expression == "a > 0 AND b <> 'a.t'"
    assert schema.entity("public.ab").attributes[0].default == "'a'"


def test_a_foreign_key_to_a_table_that_comes_later_follows() -> None:
    imported = import_sql(
        "CREATE SCHEMA a; CREATE TABLE a.child (p int REFERENCES a.parent); ALTER SCHEMA a RENAME TO z;"
        "CREATE TABLE z.parent (id int PRIMARY KEY);"
    )
    assert imported.problems == ()
    assert len(imported.schema.relationships) == 1
