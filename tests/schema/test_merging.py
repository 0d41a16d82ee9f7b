"""Three-way merges: what is a conflict and what is not, and what holds of all of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Change
from designer.schema.errors import ChangeConflict
from designer.schema.frozen import FrozenMap
from designer.schema.merging import OURS, THEIRS, Merged, merge
from designer.schema.model import Attribute, Check, Index, IndexKey, Layout, PrimaryKey
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.renames import RenameRefused, rename_with_rewrites
from tests.schema import designs

_SHOP = schema_of(
    entity("customers", "id bigint", "email text", "name text", pk="id", unique="email"),
    entity("orders", "id bigint", "customer_id bigint", "status text", pk="id", checks=["status <> ''"]),
    link("orders.customer_id", "customers.id"),
)


def column(schema: Schema, table: str, name: str) -> Attribute:
    return next(one for one in schema.entity(table).attributes if one.name == name)


def after(schema: Schema, *changes: Change) -> Schema:
    return apply(changes, schema)


_EMAIL, _STATUS = column(_SHOP, "customers", "email"), column(_SHOP, "orders", "status")
_CUSTOMERS, _ORDERS = _SHOP.entity("customers"), _SHOP.entity("orders")


def rewriting(schema: Schema, object_id: str, new: str) -> Any:
    try:
        return rename_with_rewrites(schema, object_id, new)
    except RenameRefused as refused:
        raise ChangeConflict(str(refused), object_id) from refused


def found(merged: Merged) -> list[tuple[str, str, Any, Any, Any]]:
    return [(one.kind, one.field, one.base, one.ours, one.theirs) for one in merged.conflicts]


def test_different_fields_of_one_column_are_no_conflict() -> None:
    ours = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="citext"))
    theirs = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, comment="Where to write to"))
    merged = merge(_SHOP, ours, theirs)
    email = column(merged.schema, "customers", "email")
    assert (email.type, email.comment, merged.conflicts) == ("citext", "Where to write to", ())


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    ours = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="varchar(80)"))
    theirs = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="character varying(80)"))
    assert merge(_SHOP, ours, theirs).clean


def test_a_dropped_column_that_nobody_else_changed_is_no_conflict() -> None:
    ours = after(_SHOP, edits.alter(_SHOP, _STATUS.id, comment="Where it stands"))
    theirs = after(_SHOP, edits.drop(_SHOP, _EMAIL.id))
    merged = merge(_SHOP, ours, theirs)
    assert merged.clean
    assert [one.name for one in merged.schema.entity("customers").attributes] == ["id", "name"]


def test_keys_of_a_mapping_are_merged_one_by_one() -> None:
    ours, theirs = (
        after(_SHOP, edits.alter(_SHOP, _ORDERS.id, options=FrozenMap({"postgres": {}, key: "1"}))) for key in "ab"
    )
    merged = merge(_SHOP, ours, theirs)
    assert merged.clean
    assert set(merged.schema.entity("orders").options) == {"postgres", "a", "b"}


def test_pins_of_the_diagram_are_no_conflict_and_ours_stay() -> None:
    ours, theirs = (
        replace(_SHOP, layout=Layout(pins=FrozenMap({_ORDERS.id: (place, 0), other.id: (place, 1)})))
        for place, other in ((1, _ORDERS), (2, _CUSTOMERS))
    )
    merged = merge(_SHOP, ours, theirs)
    assert merged.clean
    assert merged.schema.layout.pins == {_ORDERS.id: (1, 1), _CUSTOMERS.id: (2, 1)}


def test_one_field_changed_by_both_is_a_conflict_that_a_choice_settles() -> None:
    ours = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="citext"))
    theirs = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="varchar(80)", comment="x"))
    merged = merge(_SHOP, ours, theirs)
    assert found(merged) == [("attribute", "type", "text", "citext", "varchar(80)")]
    assert not merged.clean
    assert column(merged.schema, "customers", "email").type == "citext"
    for choice, type_ in ((OURS, "citext"), (THEIRS, "varchar(80)")):
        chosen = merge(_SHOP, ours, theirs, {merged.conflicts[0].key: choice})
        email = column(chosen.schema, "customers", "email")
        assert (chosen.clean, email.type, email.comment) == (True, type_, "x")


def test_two_names_for_one_column_are_a_conflict() -> None:
    ours, theirs = (after(_SHOP, edits.rename(_SHOP, _EMAIL.id, name)) for name in ("mail", "address"))
    merged = merge(_SHOP, ours, theirs)
    assert found(merged) == [("attribute", "name", "email", "mail", "address")]
    chosen = merge(_SHOP, ours, theirs, {merged.conflicts[0].key: THEIRS})
    assert chosen.clean
    assert column(chosen.schema, "customers", "address").id == _EMAIL.id


def test_a_text_that_one_side_wrote_says_the_name_that_the_other_gave() -> None:
    ours = after(_SHOP, rewriting(_SHOP, _STATUS.id, "state"))
    check = edits.add(_SHOP, Check(name="known", expression="status IN ('new', 'done')"), to=_ORDERS.id)
    for one, other in ((ours, after(_SHOP, check)), (after(_SHOP, check), ours)):
        merged = merge(_SHOP, one, other, renamer=rewriting)
        assert merged.clean
        texts = sorted(one.expression for one in merged.schema.entity("orders").checks)
        assert texts == ["state <> ''", "state IN ('new', 'done')"]


def test_two_columns_that_swapped_names_keep_them() -> None:
    name = column(_SHOP, "customers", "name")
    ours = after(_SHOP, edits.rename(_SHOP, _EMAIL.id, "name"), edits.rename(_SHOP, name.id, "email"))
    theirs = after(_SHOP, edits.alter(_SHOP, name.id, comment="x"))
    merged = merge(_SHOP, ours, theirs)
    assert merged.clean
    assert [one.name for one in merged.schema.entity("customers").attributes] == ["id", "name", "email"]


def test_dropping_what_the_other_side_changed_is_a_conflict() -> None:
    ours = after(_SHOP, edits.alter(_SHOP, _EMAIL.id, type="citext"))
    theirs = after(_SHOP, edits.drop(_SHOP, _EMAIL.id))
    merged = merge(_SHOP, ours, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.object_id, conflict.field, conflict.theirs) == (_EMAIL.id, "", None)
    gone = merge(_SHOP, ours, theirs, {conflict.key: THEIRS})
    assert gone.clean
    assert gone.schema == theirs
    kept = merge(_SHOP, ours, theirs, {conflict.key: OURS})
    # The unique constraint went only because its column did.
    assert (kept.clean, kept.schema) == (True, ours)


def test_a_table_dropped_by_one_side_and_filled_by_the_other_is_one_conflict() -> None:
    new = Attribute(name="vip", type="boolean")
    ours = after(_SHOP, edits.add(_SHOP, new, to=_CUSTOMERS.id), edits.alter(_SHOP, _EMAIL.id, type="citext"))
    theirs = after(_SHOP, edits.drop(_SHOP, _CUSTOMERS.id))
    merged = merge(_SHOP, ours, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.object_id, conflict.kind, conflict.field) == (_CUSTOMERS.id, "entity", "")
    assert merge(_SHOP, ours, theirs, {conflict.key: OURS}).schema == ours
    gone = merge(_SHOP, ours, theirs, {conflict.key: THEIRS})
    assert (gone.clean, gone.schema) == (True, theirs)


def test_dropping_what_the_other_side_began_to_need_is_a_conflict_that_names_it() -> None:
    index = edits.index(_SHOP, _CUSTOMERS.id, (_EMAIL.id,))
    ours = after(_SHOP, index)
    theirs = after(_SHOP, edits.drop(_SHOP, _EMAIL.id))
    (conflict,) = merge(_SHOP, ours, theirs).conflicts
    assert (conflict.object_id, conflict.needed_by) == (_EMAIL.id, (index.id,))
    gone = merge(_SHOP, ours, theirs, {conflict.key: THEIRS})
    assert (gone.clean, gone.schema) == (True, theirs)


def test_two_primary_keys_are_one_conflict() -> None:
    bare = after(_SHOP, edits.drop(_SHOP, _ORDERS.primary_key.id))  # type: ignore[union-attr]
    sides = [
        after(
            bare, edits.add(bare, PrimaryKey(id=name, name=name, columns=(_ORDERS.attributes[at].id,)), to=_ORDERS.id)
        )
        for at, name in ((0, "a"), (1, "b"))
    ]
    merged = merge(bare, *sides)
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.ours.name, conflict.theirs.name) == ("primary_key", "a", "b")
    assert merged.schema == sides[0]
    assert merge(bare, *sides, {conflict.key: THEIRS}).schema == sides[1]


def test_new_columns_of_both_sides_stand_where_each_put_them() -> None:
    ours = after(_SHOP, edits.add(_SHOP, Attribute(name="phone", type="text"), to=_CUSTOMERS.id, position=1))
    theirs = after(_SHOP, edits.add(_SHOP, Attribute(name="country", type="text"), to=_CUSTOMERS.id))
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(_SHOP, one, other)
        names = [column.name for column in merged.schema.entity("customers").attributes]
        assert (merged.clean, names) == (True, ["id", "phone", "email", "name", "country"])


def test_two_orders_of_the_same_columns_are_a_conflict() -> None:
    name = column(_SHOP, "customers", "name")
    ours, theirs = after(_SHOP, edits.move(_SHOP, name.id, 0)), after(_SHOP, edits.move(_SHOP, _EMAIL.id, 0))
    (conflict,) = merge(_SHOP, ours, theirs).conflicts
    assert (conflict.object_id, conflict.field) == (_CUSTOMERS.id, "order")
    assert merge(_SHOP, ours, theirs, {conflict.key: THEIRS}).schema == theirs


def test_two_new_tables_of_one_name_are_a_problem_in_words() -> None:
    sides = [after(_SHOP, edits.add(_SHOP, replace(entity("notes", "id bigint"), id=one))) for one in "ab"]
    merged = merge(_SHOP, *sides)
    assert not merged.clean
    assert "used twice" in merged.problems[0]


def test_a_kept_index_on_a_dropped_column_does_not_come_back_without_need() -> None:
    index = Index(name="by_email", keys=(IndexKey(column=_EMAIL.id),))
    start = after(_SHOP, edits.add(_SHOP, index, to=_CUSTOMERS.id))
    theirs = after(start, edits.drop(start, start.entity("customers").indexes[0].id))
    ours = after(start, edits.alter(start, _EMAIL.id, type="citext"))
    merged = merge(start, ours, theirs)
    assert merged.clean
    assert merged.schema.entity("customers").indexes == ()


# What holds of every merge.

_some = settings(designs.thorough, max_examples=6)


@_some
@given(st.data())
def test_a_merge_with_a_side_that_changed_nothing_is_the_other_side(data: st.DataObject) -> None:
    base = data.draw(designs.designs())
    changed = apply(data.draw(designs.edits(base)), base)
    for merged in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert (merged.conflicts, merged.problems) == ((), ())
        assert merged.schema == changed


@_some
@given(st.data())
def test_edits_of_different_tables_are_both_there_in_either_order(data: st.DataObject) -> None:
    base = data.draw(designs.designs())
    if any(one.name in ("apart", "together") for one in base.entities):
        return
    table = replace(schema_of(entity("apart", "id bigint", "note text", pk="id")).entities[0], schema=None)
    base = apply((edits.add(base, table),), base)
    apart = base.get(table.id)
    assert apart.primary_key is not None
    ids = {table.id, apart.primary_key.id, *(one.id for one in apart.attributes)}
    steps = data.draw(designs.edits(base).filter(lambda made: not any(one in str(made) for one in ids)))
    own = (
        edits.rename(base, table.id, "together"),
        edits.alter(base, apart.attributes[1].id, type="varchar(9)"),
        edits.drop(base, apart.primary_key.id),
    )
    both = apply(own, apply(steps, base))
    sides = apply(steps, base), apply(own, base)
    for one, other in (sides, sides[::-1]):
        merged = merge(base, one, other)
        assert (merged.conflicts, merged.problems) == ((), ())
        assert merged.schema == both


@_some
@given(st.data())
def test_conflicts_are_the_same_from_either_side_and_every_choice_leads_to_a_design(data: st.DataObject) -> None:
    base = data.draw(designs.designs())
    one, other = (apply(data.draw(designs.edits(base)), base) for _ in range(2))
    there, back = merge(base, one, other), merge(base, other, one)
    assert [(c.key, c.base, c.ours, c.theirs, c.needed_by) for c in there.conflicts] == [
        (c.key, c.base, c.theirs, c.ours, c.needed_by) for c in back.conflicts
    ]
    assert set(there.problems) == set(back.problems)
    if not there.conflicts and not there.problems:
        bare = [replace(merged.schema, layout=Layout()) for merged in (there, back)]
        assert bare[0] == bare[1]
    side = data.draw(st.sampled_from([OURS, THEIRS]))
    choices: dict[str, str] = {}
    for _ in range(5):
        merged = merge(base, one, other, choices)
        if not merged.open:
            break
        choices |= {conflict.key: side for conflict in merged.open}
    assert not merged.open
    assert list(merged.problems) == [*problems(merged.schema)]


@pytest.mark.parametrize("side", [OURS, THEIRS])
def test_a_choice_for_a_conflict_that_there_is_not_changes_nothing(side: str) -> None:
    assert merge(_SHOP, _SHOP, _SHOP, {f"{_EMAIL.id}~type": side, "~": side}).schema == _SHOP
