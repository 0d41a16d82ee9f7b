"""Editing a design: merged by field, real conflicts shown, every step noted with its inverse."""

import pytest
from django.contrib.auth.models import User

from designer.schema.apply import apply
from designer.schema.build import attribute, pattern
from designer.schema.changes import Drop
from designer.schema.edits import add, alter, drop, index, move, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Requirements
from designer.schema.schema import Schema
from designer.sql.renames import rename_with_rewrites
from designer.store.cache import schema_of
from designer.store.conflicts import EditConflict
from designer.store.editing import edit, history, schema_at
from designer.store.models import Design, Revision
from tests.store.states import stored, uid


def opened(design: Design) -> tuple[Schema, int]:
    """What a form is made from, and the revision it posts."""
    return stored(design), design.revision


def test_an_edit_is_stored_and_noted_with_its_inverse(design: Design, bob: User) -> None:
    before = stored(design)
    change = alter(before, uid(before, "orders.total"), type="numeric(12,2)")
    revision = edit(design, bob, [change], opened_on=1, label="Change type of orders.total")
    after = stored(design)
    assert after == apply([change], before)
    assert (revision.number, revision.actor, revision.label) == (2, bob, "Change type of orders.total")
    assert revision.change_values() == (change,)
    assert apply(revision.inverse_values(), after) == before
    assert design.revision == 2


def test_a_design_that_would_not_hold_together_is_refused_and_nothing_is_written(design: Design, bob: User) -> None:
    before = stored(design)
    attribute_drop = Drop(
        kind="attribute",
        id=uid(before, "orders.customer_id"),
        parent=uid(before, "orders"),
        position=1,
        value=before.get(uid(before, "orders.customer_id")),
    )
    with pytest.raises(DesignError, match="which is not here"):
        edit(design, bob, [attribute_drop], opened_on=1, label="Drop customer_id")
    assert stored(design) == before
    assert Revision.objects.filter(design=design).count() == 1


def test_what_cannot_be_kept_is_refused_in_words(design: Design, bob: User) -> None:
    before = stored(design)
    for fields, words in (
        ({"comment": "a\x00b"}, "NUL"),
        ({"comment": "\ud800"}, "lone surrogate"),
        ({"x": FrozenMap({"a": float("nan")})}, "no number"),
    ):
        with pytest.raises(DesignError, match=words):
            edit(design, bob, [alter(before, uid(before, "orders"), **fields)], label="Comment")
    with pytest.raises(DesignError, match="beyond"):
        edit(design, bob, [alter(before, uid(before, "orders"), rows=2**63)], label="Rows")
    with pytest.raises(DesignError, match="longer than"):
        edit(design, bob, [rename(before, uid(before, "orders"), "o" * 501)], label="Rename")
    assert stored(design) == before


def test_two_people_edit_different_fields_and_both_are_kept(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    total = uid(base, "orders.total")
    edit(design, alice, [alter(base, total, type="numeric(12,2)")], opened_on=number, label="Type")
    edit(design, bob, [alter(base, total, comment="in euros")], opened_on=number, label="Comment")
    found = stored(design).attribute(total)
    assert (found.type, found.comment) == ("numeric(12,2)", "in euros")


def test_a_field_changed_by_both_is_a_conflict_with_both_texts_and_nothing_is_written(
    design: Design, alice: User, bob: User
) -> None:
    base, number = opened(design)
    total = uid(base, "orders.total")
    edit(design, alice, [alter(base, total, type="bigint")], opened_on=number, label="Cents")
    mine = alter(base, total, type="numeric(12,2)", comment="in euros")
    with pytest.raises(EditConflict) as caught:
        edit(design, bob, [mine], opened_on=number, label="Euros")
    (conflict,) = caught.value.conflicts
    assert (conflict.object_id, conflict.field) == (total, "type")
    assert (conflict.base, conflict.theirs, conflict.yours) == ("numeric", "bigint", "numeric(12,2)")
    assert (conflict.revision, conflict.actor) == (2, "alice")
    assert stored(design).attribute(total).comment is None


def test_both_asking_for_the_same_is_no_conflict_and_no_revision(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    change = alter(base, uid(base, "orders.total"), type="bigint")
    edit(design, alice, [change], opened_on=number, label="Cents")
    revision = edit(design, bob, [change], opened_on=number, label="Cents")
    assert revision.number == 2
    assert history(design).count() == 2


def test_options_are_merged_by_key(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    orders = uid(base, "orders")
    one = FrozenMap({"postgres": {"fillfactor": "70"}})
    other = FrozenMap({"mysql": {"engine": "InnoDB"}})
    edit(design, alice, [alter(base, orders, options=one)], opened_on=number, label="Fill factor")
    edit(design, bob, [alter(base, orders, options=other)], opened_on=number, label="Engine")
    assert stored(design).get(orders).options == FrozenMap({**one, **other})


def test_an_edit_of_what_was_dropped_since_is_a_conflict(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    status = uid(base, "orders.status")
    edit(design, alice, [drop(base, status)], opened_on=number, label="Drop status")
    with pytest.raises(EditConflict, match="no longer there") as caught:
        edit(design, bob, [alter(base, status, type="varchar(20)")], opened_on=number, label="Type")
    assert caught.value.conflicts[0].actor == "alice"


def test_a_drop_of_what_was_changed_since_is_a_conflict(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    status = uid(base, "orders.status")
    edit(design, alice, [alter(base, status, comment="new, paid, sent")], opened_on=number, label="Comment")
    with pytest.raises(EditConflict, match="changed since"):
        edit(design, bob, [drop(base, status)], opened_on=number, label="Drop status")


def test_a_drop_takes_only_what_was_shown_to_go_with_it(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    status = uid(base, "orders.status")
    new_index = index(base, uid(base, "orders"), (status,))
    edit(design, alice, [new_index], opened_on=number, label="Index status")
    with pytest.raises(EditConflict, match="Something else depends"):
        edit(design, bob, [drop(base, status)], opened_on=number, label="Drop status")
    assert new_index.id in stored(design).located


def test_a_drop_goes_through_when_something_else_moved_on(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    edit(design, alice, [alter(base, uid(base, "orders.total"), type="bigint")], opened_on=number, label="Cents")
    new = add(base, attribute("note text"), to=uid(base, "orders"), position=0)
    edit(design, alice, [new], opened_on=2, label="Note")
    edit(design, bob, [drop(base, uid(base, "orders.status"))], opened_on=number, label="Drop status")
    assert [one.name for one in stored(design).entity("orders").attributes] == ["note", "id", "customer_id", "total"]


def test_dropping_twice_is_done_once(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    gone = drop(base, uid(base, "orders.status"))
    edit(design, alice, [gone], opened_on=number, label="Drop status")
    assert edit(design, bob, [gone], opened_on=number, label="Drop status").number == 2


def test_two_additions_of_one_name_are_a_conflict(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    orders = uid(base, "orders")
    edit(design, alice, [add(base, attribute("note text"), to=orders)], opened_on=number, label="Note")
    with pytest.raises(EditConflict, match="this name was added"):
        edit(design, bob, [add(base, attribute("note varchar(9)"), to=orders)], opened_on=number, label="Note")


def test_an_addition_whose_id_is_in_use_under_another_name_gets_a_new_one(
    design: Design, alice: User, bob: User
) -> None:
    base, number = opened(design)
    orders = uid(base, "orders")
    theirs = add(base, attribute("note text"), to=orders)
    edit(design, alice, [theirs], opened_on=number, label="Note")
    edit(design, alice, [rename(stored(design), theirs.id, "remark")], opened_on=2, label="Rename")
    mine = add(base, attribute("note text"), to=orders)
    assert mine.id == theirs.id
    indexed = index(apply([mine], base), orders, (mine.id,))
    edit(design, bob, [mine, indexed], opened_on=number, label="Note with an index")
    found = stored(design).entity("orders")
    note = found.attribute("note")
    assert note is not None
    assert note.id != theirs.id
    assert any(one.columns == (note.id,) for one in found.indexes)


def test_positions_that_shifted_are_fitted(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    edit(design, alice, [drop(base, uid(base, "orders.status"))], opened_on=number, label="Drop status")
    last = add(base, attribute("note text"), to=uid(base, "orders"), position=4)
    edit(design, bob, [move(base, uid(base, "orders.total"), 0), last], opened_on=number, label="Total first")
    assert [one.name for one in stored(design).entity("orders").attributes] == ["total", "id", "customer_id", "note"]


def test_a_rename_reaches_texts_that_were_written_since(design: Design, alice: User, bob: User) -> None:
    base, number = opened(design)
    total = uid(base, "orders.total")
    mine = rename_with_rewrites(base, total, "amount")
    new_check = add(base, Check(name="small", expression="total < 1000"), to=uid(base, "orders"))
    edit(design, alice, [new_check], opened_on=number, label="Small orders")
    edit(design, bob, [mine], opened_on=number, label="Rename")
    assert {one.expression for one in stored(design).entity("orders").checks} == {"amount > 0", "amount < 1000"}


def test_a_rename_that_a_text_written_since_stands_against_is_a_conflict(
    design: Design, alice: User, bob: User
) -> None:
    base, number = opened(design)
    mine = rename_with_rewrites(base, uid(base, "orders.total"), "amount")
    edit(design, alice, [add(base, pattern("p", "SELECT total FROM orders, t"))], opened_on=number, label="Pattern")
    with pytest.raises(EditConflict, match="access pattern p"):
        edit(design, bob, [mine], opened_on=number, label="Rename")


def test_renaming_to_what_both_want_is_done_once_and_to_different_names_is_a_conflict(
    design: Design, alice: User, bob: User
) -> None:
    base, number = opened(design)
    status = uid(base, "orders.status")
    edit(design, alice, [rename(base, status, "state")], opened_on=number, label="Rename")
    assert edit(design, bob, [rename(base, status, "state")], opened_on=number, label="Rename").number == 2
    with pytest.raises(EditConflict) as caught:
        edit(design, bob, [rename(base, status, "phase")], opened_on=number, label="Rename")
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.base, conflict.theirs, conflict.yours) == ("name", "status", "state", "phase")


def test_requirements_and_the_design_itself_are_edited_alike(design: Design, bob: User) -> None:
    base = stored(design)
    changes = [alter(base, "design", name="Shop 2"), alter(base, "requirements", pool_size=10, tenancy="team_id")]
    edit(design, bob, changes, opened_on=1, label="Settings")
    after = stored(design)
    assert after.name == "Shop 2"
    assert after.requirements == Requirements(pool_size=10, tenancy="team_id")
    assert Design.objects.get(id=design.id).name == "Shop 2"


def test_a_forged_change_of_the_current_revision_is_a_conflict_too(design: Design, bob: User) -> None:
    base = stored(design)
    stale = alter(apply([alter(base, uid(base, "orders"), comment="x")], base), uid(base, "orders"), comment="y")
    with pytest.raises(EditConflict) as caught:
        edit(design, bob, [stale], opened_on=1, label="Comment")
    assert caught.value.conflicts[0].field == "comment"


def test_an_earlier_state_can_be_read_again(design: Design, bob: User) -> None:
    states = {1: stored(design)}
    for number, name in enumerate(("a", "b", "c"), 2):
        schema = stored(design)
        edit(design, bob, [add(schema, attribute(f"{name} text"), to=uid(schema, "orders"))], label=name)
        states[number] = stored(design)
    for number, state in states.items():
        assert schema_at(design, number) == state
    with pytest.raises(Revision.DoesNotExist):
        schema_at(design, 9)


def test_the_state_in_memory_is_the_one_in_the_tables(design: Design, bob: User) -> None:
    schema = schema_of(design)
    edit(design, bob, [alter(schema, uid(schema, "orders"), rows=10)], opened_on=1, label="Rows")
    assert schema_of(design) == stored(design)
