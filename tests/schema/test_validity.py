"""Whether a design holds together, looked at whole or only where it changed: both say the same."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.schema.apply import apply, step
from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Alter, Change, Drop
from designer.schema.draft import Draft
from designer.schema.edits import alter, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.model import Enum, EnumValue, Relationship
from designer.schema.schema import Schema
from designer.schema.validity import problems
from tests.schema.designs import designs, edits, thorough


def unchecked(schema: Schema, *changes: Change) -> Schema:
    """The design after the changes, whether it holds together or not."""
    draft = Draft(schema)
    for change in changes:
        step(change, draft)
    return draft.freeze()


def anew(schema: Schema) -> Schema:
    """An equal design that knows nothing of the one it was made from."""
    return replace(schema)


def shop() -> Schema:
    return schema_of(
        entity("customers", "id bigint", "email text", pk="id", unique="email", checks=["email > ''"]),
        entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"),
        link("orders.customer_id", "customers.id"),
    )


def _bare_drop(schema: Schema, object_id: str) -> Drop:
    """Takes an object away and leaves what refers to it."""
    located = schema.located[object_id]
    return Drop(kind=located.kind.name, id=object_id, parent=located.owner, value=located.value)


@st.composite
def blunders(draw: Any, schema: Schema) -> Change | None:
    """A change that nothing was asked about: a bare drop, a name that may be taken, a reference to anything."""
    located = tuple(schema.located.values())
    if not located:
        return None
    one, other = draw(st.sampled_from(located)), draw(st.sampled_from(located))
    match draw(st.sampled_from(["drop", "rename", "refer"])):
        case "drop":
            return _bare_drop(schema, one.value.id)
        case "rename" if one.kind.label:
            label = getattr(other.value, other.kind.label or "id")
            return rename(schema, one.value.id, label or "")
        case "refer" if isinstance(one.value, Relationship):
            return Alter(
                kind="relationship",
                id=one.value.id,
                set=FrozenMap({"child": other.value.id, "columns": (other.value.id, "nowhere")}),
                was=FrozenMap({"child": one.value.child, "columns": one.value.columns}),
            )
    return None


@thorough
@given(data=st.data())
def test_looking_only_at_what_changed_finds_what_looking_at_everything_finds(data: st.DataObject) -> None:
    before = data.draw(designs())
    after = apply(data.draw(edits(before)), before)
    blunder = data.draw(blunders(after))
    if blunder is not None:
        after = unchecked(after, blunder)
    assert set(problems(after, since=before)) == set(problems(anew(after)))


@thorough
@given(data=st.data())
def test_look_ups_of_a_changed_design_are_those_of_an_equal_new_one(data: st.DataObject) -> None:
    before = data.draw(designs())
    before.located  # noqa: B018 - walked before, so that there is something to share
    after = apply(data.draw(edits(before)), before)
    assert list(after.located.items()) == list(anew(after).located.items())


@pytest.mark.parametrize("kind", ["relationship", "entity"])
def test_what_is_said_to_be_its_own_table_or_schema_is_a_problem_like_others(kind: str) -> None:
    schema = shop()
    if kind == "relationship":
        one = schema.relationships[0]
        broken = replace(schema, relationships=(replace(one, child=one.id), *schema.relationships[1:]))
    else:
        table = schema.entities[0]
        broken = replace(schema, entities=(replace(table, schema=table.id), *schema.entities[1:]))
    assert any(f"names {'an' if kind == 'entity' else 'a'} {kind}" in problem for problem in problems(broken))


def test_a_child_that_is_no_entity_is_not_looked_at_twice_where_it_changed_too() -> None:
    before = schema_of(*shop().entities, *shop().relationships, Enum(name="e", values=(EnumValue(value="a"),)))
    enum, relationship = before.enums[0], before.relationships[0]
    astray = Alter(
        kind="relationship",
        id=relationship.id,
        set=FrozenMap({"child": enum.id}),
        was=FrozenMap({"child": relationship.child}),
    )
    after = unchecked(before, rename(before, enum.values[0].id, "b"), astray)
    found = problems(after, since=before)
    assert set(found) == set(problems(anew(after)))
    assert not any("used twice" in problem for problem in found)


def test_an_edit_that_breaks_nothing_is_no_problem() -> None:
    before = shop()
    after = unchecked(before, rename(before, before.entity("orders").id, "purchases"))
    assert problems(after, since=before) == ()


@pytest.mark.parametrize(
    ("blunder", "words"),
    [
        (lambda s: rename(s, s.entity("orders").id, "customers"), "name is used twice"),
        (lambda s: rename(s, s.entity("orders").attributes[0].id, "customer_id"), "name is used twice"),
        (lambda s: rename(s, s.relationships[0].id, "orders_pkey"), "name is used twice"),
        (lambda s: rename(s, s.entity("orders").primary_key.id, s.relationships[0].name), "name is used twice"),
        (lambda s: rename(s, s.entity("customers").checks[0].id, "customers_email_key"), "name is used twice"),
        (lambda s: rename(s, s.entity("orders").id, ""), "name is empty"),
        (lambda s: _bare_drop(s, s.entity("customers").id), "which is not here"),
        (lambda s: _bare_drop(s, s.entity("orders").attributes[1].id), "which is not here"),
        (lambda s: alter(s, s.relationships[0].id, parent=s.entity("orders").attributes[0].id), "names an attribute"),
        (lambda s: alter(s, "layout", pins=FrozenMap({"nowhere": (1, 2)})), "layout"),
    ],
)
def test_each_kind_of_break_is_found_where_it_was_made(blunder: Any, words: str) -> None:
    before = shop()
    with pytest.raises(DesignError, match=words):
        apply([blunder(before)], before)


def test_an_id_that_is_used_twice_is_found() -> None:
    schema = shop()
    twice = replace(schema, entities=(*schema.entities, replace(schema.entities[0], name="other")))
    assert any("used twice" in problem for problem in problems(twice))
    inside = replace(schema.entities[1], attributes=(*schema.entities[1].attributes, schema.entities[0].attributes[0]))
    assert any("used twice" in problem for problem in problems(replace(schema, entities=(schema.entities[0], inside))))
