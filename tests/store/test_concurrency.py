"""Two sessions at once, on two connections: edits queue, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from designer.schema.build import attribute
from designer.schema.edits import add, alter
from designer.store import mapping
from designer.store.api_tokens import create_token
from designer.store.cache import CACHE
from designer.store.conflicts import CannotUndo, EditConflict
from designer.store.editing import edit, history, lock
from designer.store.models import Design
from designer.store.replies import Reply, once
from designer.store.undoing import undo, undo_last

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Runs the actions in threads that begin together; each has a connection of its own. Errors are results."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return action()
        except (EditConflict, CannotUndo) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def fresh(design: Design) -> Design:
    return Design.objects.get(id=design.id)


def total(design: Design) -> Any:
    found = mapping.load(design).schema.entity("orders").attribute("total")
    assert found is not None
    return found


def test_different_fields_of_one_attribute_are_both_kept(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    changes = (alter(base, total(design).id, type="bigint"), alter(base, total(design).id, comment="cents"))
    done = at_once(
        lambda: edit(fresh(design), alice, [changes[0]], opened_on=1, label="Type"),
        lambda: edit(fresh(design), bob, [changes[1]], opened_on=1, label="Comment"),
    )
    assert sorted(revision.number for revision in done) == [2, 3]
    assert (total(design).type, total(design).comment) == ("bigint", "cents")


def test_the_same_field_gives_one_conflict(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    texts = ("from alice", "from bob")
    done = at_once(
        *(
            lambda user=user, text=text: edit(
                fresh(design), user, [alter(base, total(design).id, comment=text)], opened_on=1, label=text
            )
            for user, text in zip((alice, bob), texts, strict=True)
        )
    )
    (conflict,) = [one for one in done if isinstance(one, EditConflict)]
    (revision,) = [one for one in done if not isinstance(one, EditConflict)]
    assert total(design).comment == revision.label
    assert conflict.conflicts[0].theirs == revision.label
    assert history(design).count() == 2


def test_no_update_is_lost_among_many(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    orders = base.entity("orders").id
    names = [f"column_{number}" for number in range(8)]
    at_once(
        *(
            lambda user=user, name=name: edit(
                fresh(design), user, [add(base, attribute(f"{name} text"), to=orders)], opened_on=1, label=name
            )
            for user, name in zip((alice, bob) * 4, names, strict=True)
        )
    )
    found = {one.name for one in mapping.load(design).schema.entity("orders").attributes}
    assert found >= set(names)
    assert [revision.number for revision in history(design)] == list(range(9, 0, -1))


def test_an_edit_waits_for_the_one_before_it(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    held, finished = Event(), []

    def first() -> None:
        with transaction.atomic():
            locked = lock(fresh(design))
            held.set()
            edit(locked, alice, [alter(base, total(design).id, comment="first")], opened_on=1, label="First")
            finished.append("first")

    def second() -> None:
        held.wait(10)
        edit(fresh(design), bob, [alter(base, total(design).id, type="bigint")], opened_on=1, label="Second")
        finished.append("second")

    assert at_once(first, second) == [None, None]
    assert finished == ["first", "second"]
    assert (total(design).comment, total(design).type) == ("first", "bigint")


def test_two_undos_of_one_revision_at_once_undo_it_once(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    edit(design, alice, [alter(base, total(design).id, comment="x")], label="Comment")
    done = at_once(lambda: undo(fresh(design), alice, 2), lambda: undo(fresh(design), bob, 2))
    (refused,) = [one for one in done if isinstance(one, CannotUndo)]
    assert "already undone" in str(refused)
    assert total(design).comment is None
    assert history(design).count() == 3


def test_an_undo_and_an_edit_at_once_leave_one_of_two_consistent_states(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    orders = base.entity("orders").id
    new = add(base, attribute("note text"), to=orders)
    edit(design, alice, [new], label="Add note")
    opened = mapping.load(design).schema
    done = at_once(
        lambda: undo_last(fresh(design), alice),
        lambda: edit(fresh(design), bob, [alter(opened, new.id, comment="x")], opened_on=2, label="Comment"),
    )
    note = mapping.load(design).schema.entity("orders").attribute("note")
    if isinstance(done[1], EditConflict):  # the undo came first
        assert note is None
    else:  # the edit came first, so it is what was undone
        assert note is not None
        assert note.comment is None


def test_what_each_process_keeps_in_memory_is_what_the_database_holds(design: Design, alice: User, bob: User) -> None:
    base = mapping.load(design).schema
    at_once(
        lambda: edit(fresh(design), alice, [alter(base, "design", comment="x")], opened_on=1, label="Comment"),
        lambda: edit(fresh(design), bob, [alter(base, total(design).id, comment="y")], opened_on=1, label="Comment"),
    )
    kept = CACHE.get(design.id, 3)
    assert kept == mapping.load(design).schema


def test_two_requests_with_one_key_at_once_have_one_effect(alice: User) -> None:
    token, _ = create_token(alice, name="CI", scopes=(), days=1)
    effects: list[str] = []

    def act() -> Reply:
        effects.append("done")
        while not waiting():  # until the other stands before the key
            sleep(0.01)
        return Reply(201, {"Location": "/d/1/"}, "{}")

    answers = at_once(*(lambda: once(token, "key", "hash", act) for _ in range(2)))
    assert effects == ["done"]
    assert sorted(one.again for one in answers) == [False, True]
    assert {(one.status, one.body) for one in answers} == {(201, "{}")}


def waiting() -> bool:
    """Whether another session of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
