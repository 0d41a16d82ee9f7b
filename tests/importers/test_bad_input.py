"""Broken sources: a sentence with its place, and the rest is read."""

import pytest

from designer.importers import import_source, import_sql


@pytest.mark.parametrize(
    ("source", "place", "words", "entities"),
    [
        ("CREATE TABLE a (id int);\nCREATE TABLE b (id int, x te", (2, 16), "nothing closes", ["a"]),
        ("CREATE TABLE a (id int);\nCREATE TABLE b (x text DEFAULT 'oops);\nCREATE TABLE c (id int);", (2, 32),
         "no quote closes", ["a", "c"]),
        ("CREATE TABLE a (id int);\nCREATE FUNCTION f() RETURNS int AS $$ select 1;\nCREATE TABLE c (id int);",
         (2, 36), "dollar-quoted", ["a", "c"]),
        ("CREATE TABLE a (id int);CREATE TABLE a (x int);", (1, 38), "a second time", ["a"]),
        ("CREATE TABLE a (id int REFERENCES nope);CREATE TABLE b (x int);", (1, 24), "no such table", ["a", "b"]),
        (bytes(range(1, 256)), (2, 118), "no UTF-8", []),
        (bytes(range(256)), (1, 1), "no text", []),
        ("CREATE TABLE a (\0id int);".encode("utf-16"), (1, 1), "no text", []),
        (b"PGDMP\x01\x0e", (1, 1), "pg_restore -f", []),
        (b"\x1f\x8b\x08", (1, 1), "compressed", []),
    ],
)  # fmt: skip
def test_what_is_broken_is_said_with_its_place_and_the_rest_is_read(
    source: str | bytes, place: tuple[int, int], words: str, entities: list[str]
) -> None:
    found = import_source(source, "x.sql", "postgres")
    assert any((one.line, one.column) == place and words in one.message for one in found.problems), found.problems
    assert [one.name for one in found.schema.entities] == entities


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    found = import_source('CREATE TABLE "ä" (id int);'.encode(encoding), "x.sql", "postgres")
    assert found.problems == ()
    assert found.schema.entities[0].name == "ä"


def test_deep_parentheses_are_read() -> None:
    text = f"CREATE TABLE a (id int CHECK ({'(' * 200}id > 0{')' * 200}));"
    assert import_source(text, "x.sql", "postgres").problems == ()


@pytest.mark.parametrize(
    "action",
    [
        "ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES gone (y) ENABLE",
        "ADD z integer REFERENCES gone (y) )",
        "ADD CONSTRAINT u UNIQUE (x) ENABLE",
    ],
)
def test_action_with_a_word_too_many_leaves_its_table_as_it_was(action: str) -> None:
    table = "CREATE TABLE a (x integer);"
    imported = import_sql(f"{table} ALTER TABLE a {action};")
    assert (len(imported.problems), imported.schema) == (1, import_sql(table).schema)
