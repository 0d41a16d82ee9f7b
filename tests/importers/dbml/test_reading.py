"""DBML in: bad text first, then every construct, then there and back."""

from pathlib import Path

import pytest

from designer.exporters import export
from designer.importers import Imported, import_source
from designer.schema.diff import diff
from tests.exporters.drawn_designs import hostile, shop

EVERYTHING = (Path(__file__).parent / "every_construct.dbml").read_text()


def read(text: str) -> Imported:
    return import_source(text, "shop.dbml")


def clean(text: str) -> Imported:
    found = read(text)
    assert found.problems == ()
    return found


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("Table a {\n  id int [pk\n  b int\n}", 3, 3, "',' is expected here, not 'b'"),
        ("Table a {\n  x\n  b int\n}", 2, 3, "column x has no type"),
        ("Table a {\n  x int [note: 'open]\n  b int\n}", 2, 16, "no quote closes"),
        ("Tabel oops { id int }\nTable a { b int }", 1, 1, "not 'Tabel'"),
        ("Table a { b int", 1, 9, "never closed"),
        ("Table a {\n  b int\n\nTable c {\n  d int\n}", 1, 9, "never closed"),
        ("Table a { b int [ref: > nowhere.id] }", 1, 25, "no table nowhere"),
        ("Table a { b int [ref: > a.c] }", 1, 25, "no column c"),
        ("Table a { b int }\nTable a { c int }", 2, 7, "already a table a"),
        ("Table a { b int\n b text }", 2, 2, "column b already"),
        ("Table a { b int }\nRef: a.b > a.b [delete: explode]", 2, 6, "'explode' is no action"),
        ("Table a { b int }\nRef: a.b ~ a.b", 2, 10, "one of > < - <>"),
        ("Table a { b int }\nRef: a.(b, b) > a.b", 2, 6, "as many columns"),
        ("Table a { b int\n indexes { c } }", 2, 12, "no column of it"),
        ("Table a { b int\n ~gone }", 2, 3, "no TablePartial gone"),
        ("Enum e { x x }\nTable a { b e }", 1, 12, "'x' already"),
        ("TableGroup g { gone }\nTable a { b int }", 1, 16, "no table gone"),
        ("/* open\nTable a { b int }", 1, 1, "no */ closes"),
        ("Table a { b int }\n\\", 2, 1, "no meaning"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place_and_the_rest_is_read(
    text: str, line: int, column: int, words: str
) -> None:
    found = read(text)
    assert any((one.line, one.column) == (line, column) and words in one.message for one in found.problems), (
        found.problems
    )
    assert found.schema.entities[0].name == "a"
    assert "b" in {attribute.name for attribute in found.schema.entities[0].attributes}


@pytest.mark.parametrize(
    "text",
    ["Table a {\n" * 2000, "[(" * 5000, "Table a { x " + "(" * 5000, "'" * 5000, "Enum a { '''" + "\n" * 5000, ""],
)
def test_hostile_text_ends_in_sentences(text: str) -> None:
    found = read(text)
    assert bool(found.problems) == bool(text)


def test_every_construct_is_read() -> None:
    found = clean(EVERYTHING)
    schema = found.schema
    assert schema.name == "shop"
    assert schema.comment == '# Shop\n  indented\nit\'s "fine" // no comment'
    users = schema.entity("core.users")
    assert users.comment == "People"
    assert [one.name for one in users.attributes][:3] == ["id", "created_at", "email"]
    assert users.attribute("id").identity  # type: ignore[union-attr]
    assert users.attribute("score").default == "-1.5"  # type: ignore[union-attr]
    assert users.attribute("level").default == "'low'"  # type: ignore[union-attr]
    assert {one.name for one in users.checks} == {"email_long", "users_score_check"}
    assert [one.name for one in users.indexes] == ["by_time"]
    assert [one.name for one in users.uniques] == ["users_email_key"]
    orders = schema.entity("orders")
    assert schema.names(orders.primary_key.columns) == ("a", "b")  # type: ignore[union-attr]
    assert {(one.name, one.unique, one.method) for one in orders.indexes} == {
        ("ab", True, "btree"), ("orders_lower_idx", False, "hash"),
    }  # fmt: skip
    assert orders.attribute("st").type == "core.status"  # type: ignore[union-attr]
    assert schema.layout.groups[0].name == "sales"
    assert schema.layout.groups[0].color == "#123456"
    assert set(schema.layout.groups[0].entities) == {orders.id, users.id}
    assert [dict(one) for one in schema.layout.notes] == [{"name": "sticky", "text": "remember\nthis"}]
    assert {one.reason for one in found.skipped} == {"rows are no part of a design", "a view of dbdiagram's own"}


def test_many_to_many_becomes_an_entity_with_both_foreign_keys_and_is_said() -> None:
    found = clean(EVERYTHING)
    between = found.schema.entity("orders_tags")
    links = found.schema.references_from(between.id)
    assert {found.schema.entity(link.parent).name for link in links} == {"orders", "tags"}
    assert len(between.primary_key.columns) == 4  # type: ignore[union-attr]
    assert any("many-to-many" in one.message for one in found.remarks)


@pytest.mark.parametrize(
    ("reference", "child"),
    [("Ref: a.id < b.x", "b"), ("Ref: b.x > a.id", "b"), ("Ref: a.id - b.x", "b"), ("Ref: b.x - a.id", "b")],
)
def test_the_side_that_refers_is_the_child(reference: str, child: str) -> None:
    schema = clean(f"Table a {{ id int [pk] }}\nTable b {{ x int }}\n{reference}").schema
    assert schema.entity(schema.relationships[0].child).name == child


def test_inline_one_to_one_makes_its_own_table_the_child() -> None:
    schema = clean("Table a { id int [pk] }\nTable b { id int [pk, ref: - a.id] }").schema
    assert schema.entity(schema.relationships[0].child).name == "b"


def test_one_to_one_makes_the_child_unique_and_says_so() -> None:
    found = clean("Table a { id int [pk] }\nTable b { x int [ref: - a.id] }")
    assert [one.name for one in found.schema.entity("b").uniques] == ["b_x_key"]
    assert "unique" in found.remarks[0].message


def test_own_columns_win_over_those_of_partials_and_later_partials_over_earlier_ones() -> None:
    text = "TablePartial p { a int\n b int }\nTablePartial q { b text }\nTable t { ~p\n ~q\n a uuid }"
    schema = clean(text).schema
    assert {one.name: one.type for one in schema.entity("t").attributes} == {"b": "text", "a": "uuid"}


def test_types_that_the_database_lacks_are_translated_and_said() -> None:
    found = clean("Table t { at datetime\n f double }")
    assert [one.type for one in found.schema.entity("t").attributes] == ["timestamp", "double precision"]
    assert len(found.remarks) == 2


def test_enums_are_written_into_the_columns_of_mysql() -> None:
    found = clean("Project p { database_type: 'MySQL' }\nEnum e { a\n \"it's\" }\nTable t { x e }")
    assert found.dialect == "mysql"
    assert found.schema.entity("t").attributes[0].type == "enum('a','it''s')"


def test_dbml_there_and_back_is_stable() -> None:
    first = clean(EVERYTHING).schema
    text = export(first, "dbml").text
    second = clean(text).schema
    assert export(second, "dbml").text == text
    changes = diff(first, second)
    assert {(getattr(one, "kind", ""), *getattr(one, "set", {})) for one in changes} <= {("entity", "x")}


def test_the_shop_comes_back_from_dbml_as_it_was() -> None:
    text = export(shop(), "dbml").text
    assert export(clean(text).schema, "dbml").text == text


def test_hostile_names_come_back_from_dbml() -> None:
    text = export(hostile(), "dbml").text
    back = clean(text).schema
    assert len(back.entities) == len(hostile().entities)
    again = export(back, "dbml").text
    assert export(clean(again).schema, "dbml").text == again
