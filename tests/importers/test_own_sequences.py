"""Sequences behind columns, and what cannot be done to them."""

import pytest

from designer.importers import import_sql

COUNTED = "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, n int);\n"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER SEQUENCE t_id_seq OWNED BY t.n",
        "ALTER SEQUENCE t_id_seq SET SCHEMA public",
        "ALTER SEQUENCE t_id_seq CACHE 5 FROB",
        "DROP SEQUENCE t_id_seq",
        "CREATE SEQUENCE t_id_seq",
        "CREATE TABLE t_id_seq ()",
        "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE t ALTER n SET GENERATED ALWAYS",
        "ALTER TABLE t ALTER n DROP IDENTITY",
        "ALTER SEQUENCE t_id_seq NO FROB",
    ],
)
def test_what_the_server_refuses_is_a_problem_and_changes_nothing(statement: str) -> None:
    imported = import_sql(f"{COUNTED}{statement};")
    assert [problem.line for problem in imported.problems] == [2]
    assert imported.schema == import_sql(COUNTED).schema


def test_a_dropped_identity_frees_the_name_of_its_sequence() -> None:
    for change in ("ALTER TABLE t ALTER id DROP IDENTITY", "ALTER TABLE t DROP id", "DROP TABLE t"):
        imported = import_sql(f"{COUNTED}{change}; CREATE SEQUENCE t_id_seq;")
        assert imported.problems == ()
        assert [one.name for one in imported.schema.sequences] == ["t_id_seq"]


def test_a_second_sequence_of_a_name_is_numbered_as_the_server_does() -> None:
    schema = import_sql("CREATE SEQUENCE t_id_seq;" + COUNTED).schema
    (identity,) = [one.identity for one in schema.entity("t").attributes if one.identity]
    assert identity.sequence == "t_id_seq1"


def test_persistence_of_its_own_is_carried_with_the_line_of_the_column() -> None:
    imported = import_sql("CREATE TABLE t (\n id bigint GENERATED ALWAYS AS IDENTITY (UNLOGGED));")
    (carried,) = imported.carried
    (opaque,) = imported.schema.opaque
    assert (carried.kind, carried.line) == ("alter sequence", 2)
    assert opaque.sql == "ALTER SEQUENCE public.t_id_seq SET UNLOGGED"
    assert opaque.requires == (imported.schema.entity("t").id,)


def test_sequences_are_counted_as_the_catalogue_counts_them() -> None:
    sql = f"{COUNTED}CREATE TABLE u (id serial); CREATE SEQUENCE s;"
    assert import_sql(sql).counts["sequences"] == 3
