"""The design file: what it refuses, what it completes, and that nothing is lost."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.design_file import dumps, from_json, loads
from designer.schema.edits import alter, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.json_schema import json_schema
from designer.schema.model import Dialect, Layout, Opaque
from designer.schema.schema import Schema
from tests.schema.designs import designs, thorough

# To see that the schema itself is one takes longer than to see a design by it: `check_schema` is for a test of its own.
FILE = jsonschema.Draft202012Validator(json_schema())


def _file(**parts: Any) -> dict[str, Any]:
    return {"format": "designer/1", "name": "d", **parts}


@pytest.mark.parametrize(
    ("given_file", "reason"),
    [
        ({"name": "d"}, '"format" is None'),
        (_file(nonsense=1), "unknown key 'nonsense'"),
        (_file(entities=[{"name": "t", "colour": 1}]), "entities[0]: unknown key 'colour'"),
        (_file(entities=[{}]), "'name' is missing"),
        (_file(entities=[{"name": 3}]), "entities[0].name: expected text, found 3"),
        (_file(entities={}), "entities: expected a list"),
        (_file(entities=[{"name": "t", "rows": True}]), "expected a whole number"),
        (_file(entities=[{"name": "t", "persistence": "eternal"}]), "'eternal' is none of"),
        (_file(entities=[{"name": "t", "primary_key": {"columns": ["nope"]}}]), "names 'nope', which is not here"),
        (_file(entities=[{"name": "t"}, {"name": "t"}]), "the name is used twice"),
        (_file(entities=[{"id": "1", "name": "t"}, {"id": "1", "name": "u"}]), "the id 1 is used twice"),
        ([], "one JSON object"),
        (_file(entities=[{"name": "\ud800"}]), "surrogate"),
    ],
)
def test_a_mistake_is_named_with_its_place(given_file: Any, reason: str) -> None:
    with pytest.raises(DesignError) as caught:
        from_json(given_file)
    assert reason in str(caught.value)


def test_broken_json_is_refused_with_line_and_column() -> None:
    with pytest.raises(DesignError, match="line 2, column"):
        loads('{"format":\n nope}')


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(DesignError, match="deeply"):
        loads("[" * 100_000)
    with pytest.raises(DesignError, match="deeply"):
        loads('{"format":"designer/1","x":' + '{"a":' * 500 + "1" + "}" * 501)


def test_names_stand_for_ids_in_a_hand_written_file() -> None:
    schema = from_json(
        _file(
            entities=[
                {"name": "a", "attributes": [{"name": "id", "type": "bigint"}], "primary_key": {"columns": ["id"]}},
                {"name": "b", "attributes": [{"name": "a_id", "type": "bigint"}], "rows": 5},
            ],
            relationships=[{"child": "b", "columns": ["a_id"], "parent": "public.a", "parent_columns": ["id"]}],
            sequences=[{"name": "s", "owned_by": "b.a_id"}],
        )
    )
    assert schema.names(schema.relationships[0].columns) == ("a_id",)
    assert schema.attribute(schema.sequences[0].owned_by or "").name == "a_id"
    assert [one.name for one in schema.schemas] == ["public"]


def test_unknown_keys_under_x_are_kept() -> None:
    schema = from_json(_file(x={"tool": {"b": [1, None]}}))
    assert from_json(json.loads(dumps(schema))).x == FrozenMap({"tool": {"b": [1, None]}})


def test_ids_are_the_same_on_every_reading() -> None:
    one = schema_of(entity("t", "a int", index="a"))
    two = schema_of(entity("t", "a int", index="a"))
    assert one == two
    assert len(one.located) == 4


def test_the_hash_ignores_ids_layout_and_line_numbers_but_not_meaning() -> None:
    base = schema_of(entity("t", "a int4"), Opaque(kind="view", name="v", sql="x", line=1))
    same = schema_of(replace(entity("t", "a integer"), id="other"), Opaque(kind="view", name="v", sql="x", line=9))
    assert content_hash(base) == content_hash(replace(same, layout=Layout(pins=FrozenMap({"other": (1, 1)}))))
    assert surroundings_hash(base) != surroundings_hash(same)
    assert content_hash(base) != content_hash(schema_of(entity("t", "a bigint")))


def test_the_hash_of_an_edited_design_is_that_of_the_same_design_made_anew() -> None:
    base = schema_of(
        entity("a", "id int", pk="id"), entity("b", "a_id int"), entity("c", "x int"), link("b.a_id", "a.id")
    )
    content_hash(base)
    found, at = {content_hash(base)}, base
    for change in (
        rename(base, base.entity("a").id, "z"),  # b's foreign key names it
        rename(base, base.entity("a").attributes[0].id, "key"),
        alter(base, "design", dialect=Dialect(name="mysql")),  # types mean something else
        alter(base, base.entity("c").attributes[0].id, type="text"),
    ):
        at = apply((change,), at)
        assert content_hash(at) == content_hash(replace(at))
        found.add(content_hash(at))
    assert len(found) == 5


def test_top_level_lists_are_sorted_by_qualified_name() -> None:
    schema = schema_of(
        entity("b", "x int"), entity("a", "x int"), link("b.x", "a.x"), link("a.x", "b.x"), pattern("z"), pattern("y")
    )
    assert [one.name for one in schema.entities] == ["a", "b"]
    assert [one.name for one in schema.relationships] == ["a_x_fkey", "b_x_fkey"]
    assert [one.name for one in schema.access_patterns] == ["y", "z"]


@given(designs())
@thorough
def test_every_design_survives_its_file_and_satisfies_the_json_schema(schema: Schema) -> None:
    text = dumps(schema)
    assert loads(text) == schema
    assert dumps(loads(text)) == text
    FILE.validate(json.loads(text))


def test_the_json_schema_is_one() -> None:
    FILE.check_schema(json_schema())
