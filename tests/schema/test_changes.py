"""Changes: what they refuse, what they take with them, and that every one can be undone."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.schema import edits
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, link, schema_of
from designer.schema.change_json import changes_from_json, changes_to_json
from designer.schema.changes import Alter, Drop, Merge, Move, Part, Rename, Rewrite, Split, reverse
from designer.schema.content_hash import content_hash
from designer.schema.diff import diff
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Decision, Enum, EnumValue
from tests.schema import designs

_SHOP = schema_of(
    entity("customers", "id bigint", "email text", "name text", pk="id", unique="email"),
    entity(
        "orders",
        "id bigint",
        "customer_id bigint not null",
        "status text default 'new'",
        pk="id",
        index=["customer_id", "status"],
        checks=["status <> ''"],
        functional_dependencies=(dependency("customer_id", "status"),),
    ),
    link("orders.customer_id", "customers.id"),
)
_ORDERS = _SHOP.entity("orders")
_STATUS = _ORDERS.attribute("status")
_CUSTOMER = _ORDERS.attribute("customer_id")


def test_a_change_that_expects_another_value_is_refused_and_names_the_field() -> None:
    change = Alter(kind="attribute", id=_STATUS.id, set=FrozenMap({"type": "char"}), was=FrozenMap({"type": "int"}))
    with pytest.raises(ChangeConflict) as caught:
        apply((change,), _SHOP)
    assert caught.value.fields == {"type": ("int", "text")}


def test_dropping_what_changed_since_is_refused() -> None:
    drop = edits.drop(_SHOP, _STATUS.id)
    changed = apply((edits.alter(_SHOP, _STATUS.id, comment="x"),), _SHOP)
    with pytest.raises(ChangeConflict):
        apply((drop,), changed)


def test_a_result_with_a_dangling_reference_is_refused() -> None:
    bare = replace(edits.drop(_SHOP, _CUSTOMER.id), cascades=())
    with pytest.raises(DesignError, match="not here"):
        apply((bare,), _SHOP)


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(DesignError, match="used twice"):
        apply((edits.rename(_SHOP, _STATUS.id, "id"),), _SHOP)


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(DesignError, match="empty"):
        apply((edits.rename(_SHOP, _STATUS.id, ""),), _SHOP)


def test_a_change_to_what_is_gone_is_refused() -> None:
    without = apply((edits.drop(_SHOP, _ORDERS.id),), _SHOP)
    with pytest.raises(ChangeConflict, match="no longer there"):
        apply((edits.alter(_SHOP, _STATUS.id, type="char"),), without)


def test_two_names_are_swapped_in_one_tuple() -> None:
    email, name = (_SHOP.entity("customers").attribute(one) for one in ("email", "name"))
    swapped = apply((edits.rename(_SHOP, email.id, "name"), edits.rename(_SHOP, name.id, "email")), _SHOP)
    assert [one.name for one in swapped.entity("customers").attributes] == ["id", "name", "email"]


def test_dropping_an_attribute_takes_its_index_key_dependency_and_relationship_along() -> None:
    after = apply((edits.drop(_SHOP, _CUSTOMER.id),), _SHOP)
    assert after.relationships == ()
    assert [index.name for index in after.entity("orders").indexes] == ["orders_status_idx"]
    assert after.entity("orders").functional_dependencies == ()


def test_dropping_takes_the_decisions_about_what_goes_along_and_no_others() -> None:
    about = [Decision(finding="IX002", subject=one) for one in (_STATUS.id, _CUSTOMER.id, "design")]
    schema = apply([edits.add(_SHOP, one) for one in about], _SHOP)
    dropped = edits.drop(schema, _STATUS.id)
    after = apply((dropped,), schema)
    assert {one.subject for one in after.decisions} == {_CUSTOMER.id, "design"}
    assert apply(reverse((dropped,)), after) == schema


def test_undoing_a_cascading_drop_restores_everything() -> None:
    drop = edits.drop(_SHOP, _SHOP.entity("customers").id)
    assert apply(reverse((drop,)), apply((drop,), _SHOP)) == _SHOP


def test_a_rename_rewrites_the_texts_it_was_given() -> None:
    check = _ORDERS.checks[0]
    rewrite = Rewrite(object=check.id, field="expression", old="status <> ''", new="state <> ''")
    after = apply((edits.rename(_SHOP, _STATUS.id, "state", (rewrite,)),), _SHOP)
    assert after.entity("orders").checks[0].expression == "state <> ''"


def test_a_rewrite_whose_text_changed_since_is_refused() -> None:
    rewrite = Rewrite(object=_ORDERS.checks[0].id, field="expression", old="other", new="state <> ''")
    with pytest.raises(ChangeConflict):
        apply((edits.rename(_SHOP, _STATUS.id, "state", (rewrite,)),), _SHOP)


def test_a_move_from_a_position_it_no_longer_has_is_refused() -> None:
    with pytest.raises(ChangeConflict, match="moved"):
        apply((Move(kind="attribute", id=_STATUS.id, old=0, new=1),), _SHOP)


def test_a_second_primary_key_is_refused() -> None:
    with pytest.raises(ChangeConflict, match="already"):
        apply((edits.primary_key(_SHOP, _ORDERS.id, (_STATUS.id,)),), _SHOP)


def test_a_split_applies_and_merges_back() -> None:
    part = entity("statuses", "status text", pk="status")
    made = schema_of(part).entities[0]
    split = Split(
        entity=_ORDERS.id,
        into=(Part(entity=made, columns=FrozenMap({made.attributes[0].id: _STATUS.id}), key=(made.attributes[0].id,)),),
        remaining=tuple(one.id for one in _ORDERS.attributes if one is not _STATUS),
        changes=(edits.add(_SHOP, made), edits.drop(_SHOP, _STATUS.id)),
    )
    after = apply((split,), _SHOP)
    assert [one.name for one in after.entities] == ["customers", "orders", "statuses"]
    back = reverse((split,))
    assert isinstance(back[0], Merge)
    assert apply(back, after) == _SHOP
    assert changes_from_json(json.loads(json.dumps(changes_to_json(back)))) == back


def test_a_rename_is_told_from_a_drop_and_an_addition_by_its_id() -> None:
    after = apply((edits.rename(_SHOP, _STATUS.id, "state"),), _SHOP)
    assert diff(_SHOP, after) == (Rename(kind="attribute", id=_STATUS.id, old="status", new="state"),)


def test_one_attribute_moved_far_is_one_move() -> None:
    wide = schema_of(entity("t", *(f"c{number} int" for number in range(9))))
    ids = [one.id for one in wide.entities[0].attributes]
    after = apply((edits.move(wide, ids[0], 8),), wide)
    assert diff(wide, after) == (Move(kind="attribute", id=ids[0], old=0, new=8),)


def test_two_spellings_of_a_type_are_no_difference() -> None:
    assert diff(schema_of(entity("t", "a int4")), schema_of(entity("t", "a integer"))) == ()


def test_objects_with_other_ids_are_matched_by_name() -> None:
    other = schema_of(replace(entity("customers", "id bigint", "email text"), id="mine"))
    aligned = align(other, _SHOP)
    assert aligned.entities[0].id == _SHOP.entity("customers").id
    assert not any(
        isinstance(one, Drop) and one.kind == "attribute" and one.value.name == "email" for one in diff(_SHOP, other)
    )


def test_an_attribute_moved_to_another_entity_keeps_its_id() -> None:
    old = schema_of(entity("a", "x int", "y int"), entity("b", "z int"))
    moved = old.entity("a").attribute("y")
    drop = edits.drop(old, moved.id)
    between = apply((drop,), old)
    new = apply((edits.add(between, moved, to=old.entity("b").id),), between)
    assert apply(diff(old, new), old) == new


def test_enum_values_keep_their_order_through_diff() -> None:
    old = schema_of(Enum(name="e", values=tuple(EnumValue(value=one) for one in "abc")))
    new = schema_of(Enum(name="e", values=tuple(EnumValue(value=one) for one in "cxb")))
    assert [one.value for one in apply(diff(old, new), old).enums[0].values] == ["c", "x", "b"]


@given(st.data())
@designs.thorough
def test_the_diff_of_two_designs_leads_from_one_to_the_other(data: Any) -> None:
    old, new = data.draw(designs.designs()), data.draw(designs.designs())
    assert apply(diff(old, new), old) == align(new, old)


@given(st.data())
@designs.thorough
def test_the_diff_of_an_edited_design_leads_to_it_and_back(data: Any) -> None:
    old = data.draw(designs.designs())
    assert content_hash(old) == content_hash(replace(old))
    new = apply(data.draw(designs.edits(old)), old)
    assert content_hash(new) == content_hash(replace(new))  # made from texts of the old design, and from none
    changes = diff(old, new)
    assert apply(changes, old) == new
    assert apply(reverse(changes), new) == old


@given(st.data())
@designs.thorough
def test_every_change_can_be_undone_and_written_as_json(data: Any) -> None:
    schema = data.draw(designs.designs())
    changes = data.draw(designs.edits(schema))
    assert apply(reverse(changes), apply(changes, schema)) == schema
    assert reverse(reverse(changes)) == () or apply(reverse(reverse(changes)), schema) == apply(changes, schema)
    assert changes_from_json(json.loads(json.dumps(changes_to_json(changes)))) == changes


def test_unchecked_fields_of_a_check_survive_diff() -> None:
    old = schema_of(entity("t", "a int", checks=["a > 0"]))
    check = old.entities[0].checks[0]
    new = apply((edits.alter(old, check.id, validated=False),), old)
    assert isinstance(new.entities[0].checks[0], Check)
    assert not new.entities[0].checks[0].validated
    assert [type(one) for one in diff(old, new)] == [Alter]
