"""The script as text: what it refuses, what it says, and in which order."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer.exporters import ExportError, export
from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.schema import model
from designer.schema.build import attribute, entity, link, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

HERE = Path(__file__).parent
EVERYTHING = HERE.parents[1] / "data" / "everything.sql"


def script(*parts: object, **properties: object) -> str:
    return export(schema_of(*parts, **properties), "postgres").text


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (model.Attribute(name="a", type="text", default="'x"), "the default of t.a is no complete expression"),
        (model.Attribute(name="a", type="text", default="1; DROP TABLE t"), "the default of t.a"),
        (model.Attribute(name="a", type="text", default="1) + (2"), "the default of t.a"),
        (model.Attribute(name="a", type="int) , (b text"), "the type of t.a"),
        (model.Attribute(name="a", type="text", default="-- nothing but a comment"), "the default of t.a"),
        (model.Attribute(name="a", type="text", default=" "), "the default of t.a is empty"),
        (model.Attribute(name="a", type="text", default="/* open"), "the default of t.a"),
        (model.Attribute(name="a", type="text", collation='"C'), "the collation of t.a"),
        (model.Attribute(name="a\0b", type="text"), "cannot be a name"),
        (model.Attribute(name="a", type="text", comment="nul \0"), "cannot be stored"),
    ],
)
def test_text_that_would_leave_its_place_is_refused_by_name(broken: model.Attribute, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        script(entity("t", broken))


def test_column_with_default_and_identity_is_refused() -> None:
    both = attribute("id bigint identity default 1")
    with pytest.raises(ExportError, match=r"t\.id has a default and an identity"):
        script(entity("t", both))


def test_design_of_another_dialect_is_refused() -> None:
    with pytest.raises(ExportError, match="written for db2"):
        script(entity("t", "id int"), dialect=model.Dialect(name="db2"))


def test_line_comment_in_an_expression_hides_nothing_after_it() -> None:
    text = script(
        entity("t", model.Attribute(name="a", type="integer", default="1 -- one"), checks=["a > 0 -- positive"])
    )
    assert "DEFAULT 1 -- one\n" in text
    assert "CHECK (a > 0 -- positive\n)" in text


def test_default_that_could_be_taken_for_another_clause_stands_in_parentheses() -> None:
    text = script(
        entity(
            "t",
            model.Attribute(name="a", type="boolean", default="NOT true"),
            model.Attribute(name="b", type="boolean", default="(1 = 1 AND true)"),
        )
    )
    assert "a boolean DEFAULT (NOT true)" in text
    assert "b boolean DEFAULT (1 = 1 AND true)" in text


def test_everything_is_written_as_it_is_known_to_be_right() -> None:
    """`test_verify` proves this very script on a server; here every change of its text is seen."""
    design = import_sql(EVERYTHING.read_text(), name="everything").schema
    assert export(design, "postgres").text == (HERE / "everything.expected.sql").read_text()


def test_rendering_is_the_same_whatever_order_the_parts_came_in() -> None:
    parts = (entity("b", "id bigint", pk="id"), entity("a", "id bigint", "b bigint", pk="id"), link("a.b", "b.id"))
    assert script(*parts) == script(*reversed(parts))


def test_statements_joined_are_the_script() -> None:
    design = import_sql(EVERYTHING.read_text(), name="everything").schema
    text = export(design, "postgres").text
    place = 0
    for statement in statements(design):
        place = text.index(statement, place) + len(statement)


def test_name_of_the_design_cannot_leave_its_comment() -> None:
    first = script(entity("t", "id int"), name="x\n; DROP TABLE t;", comment="a\nb; c").splitlines()
    assert first[:3] == ["-- x ; DROP TABLE t;: PostgreSQL, written by Schema Designer", "-- a", "-- b; c"]


def _position(text: str, *pieces: str) -> list[int]:
    return [text.index(piece) for piece in pieces]


def test_views_come_in_the_order_of_what_they_read_not_of_their_names_or_lines() -> None:
    design = schema_of(
        entity("t", "id bigint", pk="id"),
        model.Opaque(
            kind="view", name="a", sql="CREATE VIEW public.a AS SELECT * FROM public.b", line=1, provides=("public.a",)
        ),
        model.Opaque(kind="view", name="b", sql="CREATE VIEW b AS SELECT id FROM t", line=2, provides=("public.b",)),
    )
    text = export(design, "postgres").text
    assert _position(text, "CREATE TABLE", "VIEW b", "VIEW public.a") == sorted(
        _position(text, "CREATE TABLE", "VIEW b", "VIEW public.a")
    )


def test_views_whose_columns_are_called_like_one_another_do_not_wait_for_each_other() -> None:
    views = [
        model.Opaque(
            kind="view", name=one, sql=f"CREATE VIEW {one} AS SELECT id AS {other} FROM t", line=line, provides=(one,)
        )
        for line, (one, other) in enumerate((("a", "b"), ("b", "a")), 1)
    ]
    text = export(schema_of(entity("t", "id bigint"), *views), "postgres").text
    places = _position(text, "CREATE TABLE", "VIEW a", "VIEW b")
    assert places == sorted(places)


def test_function_of_a_default_comes_before_the_table_and_the_trigger_after() -> None:
    design = schema_of(
        entity("t", model.Attribute(name="id", type="bigint", default="next_id()")),
        model.Opaque(
            kind="function", name="next_id()", sql="CREATE FUNCTION next_id() RETURNS bigint LANGUAGE sql AS 'SELECT 1'"
        ),
        model.Opaque(kind="trigger", name="tr", sql="CREATE TRIGGER tr AFTER INSERT ON t EXECUTE FUNCTION f()"),
        model.Opaque(
            kind="function", name="f()", sql="CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'"
        ),
    )
    text = export(design, "postgres").text
    places = _position(text, "FUNCTION next_id()", "CREATE TABLE", "TRIGGER tr")
    assert places == sorted(places)
    assert text.index("CREATE FUNCTION f()") < text.index("TRIGGER tr")


def test_carried_statement_keeps_one_terminator_whatever_comment_ends_it() -> None:
    sql = "CREATE VIEW v AS SELECT 1 -- not the end;"
    design = schema_of(
        model.Opaque(kind="view", name="v", sql=sql),
        model.Opaque(kind="view", name="w", sql="CREATE VIEW w AS SELECT 2;"),
    )
    text = export(design, "postgres").text
    assert f"{sql}\n;" in text
    assert "SELECT 2;;" not in text


def test_carried_statement_runs_under_the_path_it_was_written_for() -> None:
    view = model.Opaque(
        kind="view", name="v", sql="CREATE VIEW v AS SELECT 1", x=FrozenMap({"search_path": ["a b", "public"]})
    )
    text = export(schema_of(model.Namespace(name="a b"), view), "postgres").text
    assert 'SET search_path = "a b", public;\nCREATE VIEW v AS SELECT 1;\nSET search_path = public, "a b";' in text


def test_second_key_over_the_same_columns_is_added_because_create_table_would_drop_it() -> None:
    text = script(entity("t", "id bigint", pk="id", unique="id"))
    assert "ALTER TABLE public.t ADD CONSTRAINT t_id_key UNIQUE (id);" in text


def test_what_the_script_leaves_out_is_noticed() -> None:
    table = replace(
        entity("t", "id bigint", index="id"),
        tablespace="fast",
        options=FrozenMap({"mysql": {"engine": "InnoDB"}}),
    )
    index = replace(table.indexes[0], visible=False, keys=(replace(table.indexes[0].keys[0], prefix_length=5),))
    found = export(schema_of(replace(table, indexes=(index,)), entity("x" * 70, "id int")), "postgres")
    said = {(notice.object, notice.reason.split(" ")[0]) for notice in found.notices}
    assert len(found.notices) == 5
    assert {("t", "the"), ("t", "its"), ("t.t_id_idx", "PostgreSQL")} <= said
    assert any(notice.reason.endswith("x" * 63) for notice in found.notices)


def test_empty_design_is_a_script_that_sets_up_nothing() -> None:
    assert [line for line in export(Schema(), "postgres").text.splitlines() if line.startswith("CREATE")] == []
