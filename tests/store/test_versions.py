"""Versions: what is kept stays, what is restored is what was kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from designer.schema.changes import Change
from designer.schema.content_hash import content_hash, surroundings_hash
from designer.schema.design_file import loads
from designer.schema.edits import add, alter, drop, rename
from designer.schema.model import Attribute
from designer.store.cache import CACHE, schema_of
from designer.store.editing import edit
from designer.store.models import Design, Version
from designer.store.undoing import undo
from designer.store.versions import (
    MovedOn,
    VersionRefused,
    make_version,
    restore,
    schema_of_version,
    set_tag,
    version_of,
    versions_of,
)

pytestmark = pytest.mark.django_db


def change(design: Design, who: User, *changes: Change) -> None:
    edit(design, who, changes, label="Change")


def grow(design: Design, who: User, name: str = "channel") -> None:
    schema = schema_of(design)
    change(design, who, add(schema, Attribute(name=name, type="text"), to=schema.entity("orders").id))


@pytest.mark.parametrize(
    ("message", "words"), [("", "Say what"), (" \n ", "Say what"), ("x" * 2001, "at most 2,000 characters")]
)
def test_a_message_is_needed_and_has_an_end(message: str, words: str, design: Design, alice: User) -> None:
    with pytest.raises(VersionRefused, match=words):
        make_version(design, alice, message=message)


@pytest.mark.parametrize("tag", ["x" * 61, "two\nlines", "\u202eright to left", "nul\x00"])
def test_a_tag_is_one_short_line_that_can_be_seen(tag: str, design: Design, alice: User) -> None:
    with pytest.raises(VersionRefused, match="tag"):
        make_version(design, alice, message="First", tag=tag)
    assert not versions_of(design).exists()


def test_a_tag_is_given_once_per_design(design: Design, alice: User) -> None:
    make_version(design, alice, message="First", tag="release-1")
    grow(design, alice)
    with pytest.raises(VersionRefused, match="Version 1 has the tag release-1 already"):
        make_version(design, alice, message="Second", tag=" release-1 ")
    second = make_version(design, alice, message="Second")
    with pytest.raises(VersionRefused, match="Version 1 has"):
        set_tag(design, second.number, "release-1")
    set_tag(design, 1, "")
    assert set_tag(design, 2, "release-1").name == "v2 release-1"
    with pytest.raises(VersionRefused, match="no version 9"):
        set_tag(design, 9, "x")


def test_nothing_new_is_no_version(design: Design, alice: User) -> None:
    make_version(design, alice, message="First")
    with pytest.raises(VersionRefused, match="Nothing has changed since version 1"):
        make_version(design, alice, message="Again")


def test_a_state_that_nobody_looked_at_is_not_kept(design: Design, alice: User, bob: User) -> None:
    seen = design.revision
    grow(Design.objects.get(pk=design.pk), bob)
    with pytest.raises(MovedOn, match="moved on to revision 2"):
        make_version(design, alice, message="First", opened_on=seen)
    with pytest.raises(MovedOn):
        make_version(design, alice, message="First", opened_on=99)
    assert not versions_of(design).exists()


@pytest.mark.parametrize("field", ["message", "file", "revision", "content_hash", "number", "created_at"])
def test_the_server_refuses_to_change_a_version(field: str, design: Design, alice: User) -> None:
    make_version(design, alice, message="First")
    given: Any = {"revision": 7, "number": 7, "created_at": "2001-01-01T00:00:00Z"}.get(field, "other")
    with pytest.raises(DatabaseError, match="stays as it was made"), transaction.atomic():
        Version.objects.filter(team_id=design.team_id, design=design).update(**{field: given})


def test_versions_are_numbered_and_say_who_made_them(design: Design, alice: User, bob: User) -> None:
    make_version(design, alice, message="First")
    grow(design, alice)
    make_version(design, bob, message="Second\r\nwith more")
    found = list(versions_of(design))
    assert [(one.number, one.revision, one.message, one.actor) for one in found] == [
        (2, 2, "Second\nwith more", bob),
        (1, 1, "First", alice),
    ]


def test_a_version_holds_the_whole_design_whatever_becomes_of_it(design: Design, alice: User) -> None:
    before = schema_of(design)
    version = make_version(design, alice, message="First")
    change(design, alice, drop(before, before.entity("orders").id))
    held = schema_of_version(version)
    assert held == before
    assert surroundings_hash(held) == surroundings_hash(before)
    read = version_of(design, 1)
    assert read is not None
    assert content_hash(loads(read.file)) == read.content_hash == content_hash(before)


def test_restoring_is_one_revision_that_can_be_undone(design: Design, alice: User, bob: User) -> None:
    before = schema_of(design)
    make_version(design, alice, message="First", tag="good")
    change(design, alice, rename(before, before.entity("customers").id, "people"))
    grow(design, alice)
    change(design, alice, drop(schema_of(design), before.entity("orders").id))
    change(design, alice, alter(schema_of(design), "design", comment="Other"))
    later = schema_of(design)
    revision = restore(design, bob, 1, opened_on=design.revision)
    assert revision is not None
    assert (revision.number, revision.label, revision.actor) == (6, "Restore version v1 good", bob)
    CACHE.clear()
    assert schema_of(design) == before
    undo(design, bob, revision.number)
    CACHE.clear()
    assert schema_of(design) == later


def test_restoring_what_is_there_is_no_revision(design: Design, alice: User) -> None:
    make_version(design, alice, message="First")
    assert restore(design, alice, 1) is None
    assert Design.objects.get(pk=design.pk).revision == 1


def test_restoring_asks_again_when_the_design_has_moved_on(design: Design, alice: User, bob: User) -> None:
    make_version(design, alice, message="First")
    grow(design, alice)
    seen = design.revision
    grow(Design.objects.get(pk=design.pk), bob, "note")
    with pytest.raises(MovedOn, match="revision 3 since this page was opened on 2"):
        restore(design, alice, 1, opened_on=seen)
    with pytest.raises(VersionRefused, match="no version 4"):
        restore(design, alice, 4)


def test_versions_go_with_their_design_and_stay_without_their_author(design: Design, alice: User, bob: User) -> None:
    make_version(design, bob, message="First")
    bob.delete()
    kept = version_of(design, 1)
    assert kept is not None
    assert kept.actor is None
    Design.objects.filter(pk=design.pk).delete()
    assert not Version.objects.exists()
