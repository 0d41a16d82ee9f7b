"""Comments afterwards: only their authors change them, what was said stays to be read, what is deleted is gone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from designer.schema.build import entity, schema_of
from designer.schema.edits import alter
from designer.store import amending
from designer.store import threads as talking
from designer.store.amending import comment_of, delete_comment, edit_comment
from designer.store.cache import schema_of as stored
from designer.store.editing import create_design
from designer.store.models import Comment, Design, Event, EventKind, Membership, Role, Team, Thread
from designer.store.threads import About, Suggestion, ThreadRefused, comment, start_thread, take_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    team = Team.objects.create(name="Shop")
    users = {name: User.objects.create(username=name) for name in ("rita", "edgar")}
    for user in users.values():
        Membership.objects.create(team=team, user=user, role=Role.EDITOR)
    return users


@pytest.fixture
def design(people: dict[str, User]) -> Design:
    schema = schema_of(entity("orders", "id bigint not null", pk="id"), name="shop")
    return create_design(Team.objects.get().pk, people["edgar"], schema, label="Created for a test")


@pytest.fixture
def thread(design: Design, people: dict[str, User]) -> Thread:
    return start_thread(design, people["rita"], About("review", "", "the whole"), "Why?")


@pytest.fixture
def said(thread: Thread) -> Comment:
    return Comment.objects.get(thread=thread.id)


def test_nobody_changes_what_somebody_else_said(thread: Thread, said: Comment, people: dict[str, User]) -> None:
    for change in (lambda who: edit_comment(said, thread, who, "x"), lambda who: delete_comment(said, thread, who)):
        with pytest.raises(ThreadRefused, match="Only who wrote a comment"):
            change(people["edgar"])
        Comment.objects.update(author=None)  # whose account is gone
        with pytest.raises(ThreadRefused, match="Only who wrote a comment"):
            change(people["edgar"])
        Comment.objects.update(author=people["rita"])
    said.refresh_from_db()
    assert (said.text, said.deleted_at) == ("Why?", None)


@pytest.mark.parametrize(("text", "why"), [(" ", "Write something"), ("x" * 20_001, "at most 20,000")])
def test_what_cannot_be_said_cannot_be_edited_in(
    text: str, why: str, thread: Thread, said: Comment, people: dict[str, User]
) -> None:
    with pytest.raises(ThreadRefused, match=why):
        edit_comment(said, thread, people["rita"], text)


def test_an_edit_keeps_what_was_said_before(
    thread: Thread, said: Comment, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    rita = people["rita"]
    edit_comment(said, thread, rita, "Why?\r\n")
    said.refresh_from_db()
    assert (said.earlier, said.edited_at) == ([], None)  # the same is no edit
    edit_comment(said, thread, rita, "Why text?")
    edit_comment(said, thread, rita, "Why not citext?")
    said.refresh_from_db()
    assert said.edited_at is not None
    assert (said.text, [one["text"] for one in said.earlier]) == ("Why not citext?", ["Why?", "Why text?"])
    monkeypatch.setattr(amending, "MOST_EDITS", 2)
    with pytest.raises(ThreadRefused, match="edited 2 times"):
        edit_comment(said, thread, rita, "Again")
    monkeypatch.undo()
    monkeypatch.setattr(talking, "MOST_SAID", 20)
    with pytest.raises(ThreadRefused, match="at most 20 characters together"):
        edit_comment(said, thread, rita, "x" * 10)


def test_a_deleted_comment_leaves_its_place_and_no_word(thread: Thread, said: Comment, people: dict[str, User]) -> None:
    rita = people["rita"]
    edit_comment(said, thread, rita, "Why text?")
    comment(thread, people["edgar"], "Because")
    delete_comment(said, thread, rita)
    said.refresh_from_db()
    assert (said.text, said.earlier, said.changes) == ("", [], None)
    assert said.deleted_at is not None
    told = Event.objects.filter(kind=EventKind.COMMENTED).order_by("id").values_list("text", flat=True)
    assert list(told) == ["", "Because"]
    assert Comment.objects.filter(thread=thread.id).count() == 2
    with pytest.raises(ThreadRefused, match="is deleted"):
        edit_comment(said, thread, rita, "Back again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(deleted_at=None)  # without a word it is none


def test_a_suggestion_that_was_deleted_is_not_taken_over_and_one_taken_over_stays(
    design: Design, thread: Thread, people: dict[str, User]
) -> None:
    rita = people["rita"]
    changes = (alter(stored(design), "design", comment="For sale"),)
    first, second = (comment(thread, rita, "", suggestion=Suggestion(changes, design.revision)) for _ in range(2))
    delete_comment(first, thread, rita)
    with pytest.raises(ThreadRefused, match="suggests no change"):
        take_over(first, thread, design, people["edgar"])
    take_over(second, thread, design, people["edgar"])
    delete_comment(second, thread, rita)
    second.refresh_from_db()
    assert second.changes is not None
    assert comment_of(thread, first.id) == first
    other = start_thread(design, rita, About("review", "", "the whole"), "Elsewhere")
    assert comment_of(other, first.id) is None
