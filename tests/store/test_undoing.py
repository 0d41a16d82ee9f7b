"""Undo and redo: any revision that nothing later depends on, by anybody who may edit."""

import pytest
from django.contrib.auth.models import User

from designer.schema.build import attribute
from designer.schema.edits import add, alter, drop, index, move, rename
from designer.store.conflicts import CannotUndo
from designer.store.editing import edit
from designer.store.models import Design, Revision
from designer.store.undoing import next_redo, redo, undo, undo_last
from tests.store.states import stored, uid


def change_comment(design: Design, actor: User, path: str, text: str) -> Revision:
    schema = stored(design)
    return edit(design, actor, [alter(schema, uid(schema, path), comment=text)], label=f"Comment {path}")


def test_the_first_revision_cannot_be_undone(design: Design, bob: User) -> None:
    with pytest.raises(CannotUndo, match="begins with"):
        undo(design, bob, 1)
    with pytest.raises(CannotUndo, match="nothing to undo"):
        undo_last(design, bob)
    with pytest.raises(CannotUndo, match="no revision 7"):
        undo(design, bob, 7)


def test_nothing_undone_means_nothing_to_redo(design: Design, bob: User) -> None:
    change_comment(design, bob, "orders", "x")
    with pytest.raises(CannotUndo, match="nothing to do again"):
        redo(design, bob)


def test_undo_gives_the_state_before_and_redo_the_state_after(design: Design, bob: User) -> None:
    before = stored(design)
    edit(design, bob, [drop(before, uid(before, "customers"))], label="Drop customers")
    after = stored(design)
    undone = undo_last(design, bob)
    assert stored(design) == before
    assert (undone.undoes, undone.label) == (2, "Undo: Drop customers")
    done = redo(design, bob)
    assert stored(design) == after
    assert (done.undoes, done.label) == (3, "Redo: Drop customers")
    assert undo_last(design, bob).undoes == 2
    assert stored(design) == before


def test_undoing_and_redoing_several_steps_walks_back_and_forth(design: Design, bob: User) -> None:
    states = [stored(design)]
    for text in ("one", "two", "three"):
        change_comment(design, bob, "orders", text)
        states.append(stored(design))
    for state in reversed(states[:-1]):
        undo_last(design, bob)
        assert stored(design) == state
    for state in states[1:]:
        redo(design, bob)
        assert stored(design) == state
    assert next_redo(design) is None


def test_a_new_edit_ends_what_can_be_redone(design: Design, bob: User) -> None:
    change_comment(design, bob, "orders", "one")
    undo_last(design, bob)
    assert next_redo(design) == 3
    change_comment(design, bob, "customers", "two")
    assert next_redo(design) is None


def test_an_earlier_revision_of_somebody_else_is_undone_when_nothing_depends_on_it(
    design: Design, alice: User, bob: User
) -> None:
    first = change_comment(design, alice, "orders", "one")
    change_comment(design, bob, "customers", "two")
    undo(design, bob, first.number)
    assert stored(design).entity("orders").comment is None
    assert stored(design).entity("customers").comment == "two"


def test_a_field_changed_again_since_blocks_and_is_named(design: Design, alice: User, bob: User) -> None:
    first = change_comment(design, alice, "orders", "one")
    change_comment(design, bob, "customers", "else")
    change_comment(design, bob, "orders", "two")
    with pytest.raises(CannotUndo, match=r"Revision 4 \(“Comment orders” by bob\) depends on it") as caught:
        undo(design, alice, first.number)
    assert caught.value.blocked_by == (4,)
    assert stored(design).entity("orders").comment == "two"


def test_what_was_built_on_an_addition_blocks_and_is_named(design: Design, alice: User, bob: User) -> None:
    schema = stored(design)
    new = add(schema, attribute("note text"), to=uid(schema, "orders"))
    first = edit(design, alice, [new], label="Add note")
    schema = stored(design)
    edit(design, bob, [index(schema, uid(schema, "orders"), (new.id,))], label="Index note")
    with pytest.raises(CannotUndo, match=r"Revision 3 \(“Index note” by bob\)"):
        undo(design, alice, first.number)


def test_a_name_taken_since_blocks_and_is_named(design: Design, alice: User, bob: User) -> None:
    schema = stored(design)
    first = edit(design, alice, [rename(schema, uid(schema, "orders.status"), "state")], label="Rename")
    schema = stored(design)
    edit(design, bob, [add(schema, attribute("status text"), to=uid(schema, "orders"))], label="Add status")
    with pytest.raises(CannotUndo, match=r"Revision 3 \(“Add status” by bob\)"):
        undo(design, alice, first.number)


def test_what_was_taken_back_itself_does_not_block(design: Design, alice: User, bob: User) -> None:
    first = change_comment(design, alice, "orders", "one")
    change_comment(design, bob, "orders", "two")
    undo_last(design, bob)
    undo(design, alice, first.number)
    assert stored(design).entity("orders").comment is None


def test_an_undone_revision_is_not_undone_twice(design: Design, bob: User) -> None:
    first = change_comment(design, bob, "orders", "one")
    undo(design, bob, first.number)
    with pytest.raises(CannotUndo, match="already undone, by revision 3"):
        undo(design, bob, first.number)


def test_positions_shifted_since_do_not_block(design: Design, alice: User, bob: User) -> None:
    schema = stored(design)
    first = edit(design, alice, [drop(schema, uid(schema, "orders.total"))], label="Drop total")
    schema = stored(design)
    edit(design, bob, [drop(schema, uid(schema, "orders.status"))], label="Drop status")
    schema = stored(design)
    moved = edit(design, bob, [move(schema, uid(schema, "orders.customer_id"), 0)], label="Move")
    schema = stored(design)
    edit(design, bob, [add(schema, attribute("a text"), to=uid(schema, "orders"), position=0)], label="Add a")
    undo(design, alice, first.number)
    undo(design, alice, moved.number)
    names = [one.name for one in stored(design).entity("orders").attributes]
    assert set(names) == {"a", "id", "customer_id", "total"}
    assert names.index("customer_id") > 0


def test_a_pin_in_the_diagram_does_not_keep_an_entity(design: Design, alice: User, bob: User) -> None:
    schema = stored(design)
    from_build = add(schema, schema.entity("customers").__class__(name="notes", schema=schema.schemas[0].id))
    first = edit(design, alice, [from_build], label="Add notes")
    schema = stored(design)
    edit(design, bob, [alter(schema, "layout", pins=schema.layout.pins.with_(**{from_build.id: (1, 2)}))], label="Pin")
    undo(design, alice, first.number)
    assert from_build.id not in stored(design).located
    assert not stored(design).layout.pins
    redo(design, alice)
    assert stored(design).layout.pins == {from_build.id: (1, 2)}
