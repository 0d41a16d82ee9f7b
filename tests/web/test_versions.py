"""Versions in the browser: kept, tagged, restored, and never what nobody looked at."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.schema.content_hash import content_hash
from designer.schema.design_file import loads
from designer.schema.edits import add, drop
from designer.schema.model import Attribute
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.versions import make_version, versions_of
from tests.web.browsing import form_of, send
from tests.web.conftest import ClientOf
from tests.web.queries import assert_same_queries
from tests.web.states import fresh

HOSTILE = "<script>alert(1)</script> \" ' \u202e&amp; {{ x }}"


def grow(design: Design, who: User, name: str = "channel") -> None:
    schema = schema_of(design)
    edit(design, who, (add(schema, Attribute(name=name, type="text"), to=schema.entity("orders").id),), label="Grow")


def keep(browser: Client, design: Design, **typed: str) -> object:
    address, fields = form_of(browser.get(f"/d/{design.id}/versions/"), "make-version")  # type: ignore[arg-type]
    return send(browser, address, fields, **typed)


def test_no_version_yet_is_said_and_viewers_get_no_form(
    browser: Client, victor: User, client_of: ClientOf, design: Design
) -> None:
    assert "No version yet" in browser.get(f"/d/{design.id}/versions/").content.decode()
    page = client_of(victor).get(f"/d/{design.id}/versions/").content.decode()
    assert "No version yet" in page
    assert "make-version" not in page.partition("<main")[2]


def test_a_version_without_a_message_is_asked_for_one_and_keeps_its_tag(browser: Client, design: Design) -> None:
    answer = keep(browser, design, message=" ", tag="release-1")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Say what this version is about." in page
    assert 'value="release-1"' in page
    assert not versions_of(design).exists()


def test_a_taken_tag_is_refused_beside_its_field(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message="First", tag="release-1")
    grow(design, alice)
    answer = keep(browser, design, message="Second", tag="release-1")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Version 1 has the tag release-1 already." in answer.content.decode()  # type: ignore[attr-defined]


def test_what_somebody_changed_meanwhile_is_looked_at_first(
    browser: Client, design: Design, alice: User, edgar: User
) -> None:
    address, fields = form_of(browser.get(f"/d/{design.id}/versions/"), "make-version")  # type: ignore[arg-type]
    grow(fresh(design), edgar)
    answer = send(browser, address, fields, message="First")
    assert answer.status_code == 409
    assert "moved on to revision 2" in answer.content.decode()
    address, fields = form_of(answer, "make-version")
    assert fields["message"] == ["First"]
    assert send(browser, address, fields).status_code == 303
    assert versions_of(design).get().revision == 2


def test_a_kept_version_is_listed_with_what_can_be_done(browser: Client, design: Design, edgar: User) -> None:
    answer = keep(browser, design, message="First\nwith a second line", tag="2026-11")
    assert answer.status_code == 303  # type: ignore[attr-defined]
    page = browser.get(f"/d/{design.id}/versions/").content.decode()
    for part in ("Version 1 is kept.", "v1", "2026-11", "First", "with a second line", "nothing has changed since"):
        assert part in page
    grow(fresh(design), edgar)
    page = browser.get(f"/d/{design.id}/versions/").content.decode()
    for part in ("1 revision since v1 2026-11", f"/d/{design.id}/compare/?from=1&amp;to=now", "versions/1/restore/"):
        assert part in page


def test_a_viewer_sees_versions_and_no_way_to_change_them(
    victor: User, client_of: ClientOf, design: Design, alice: User
) -> None:
    make_version(design, alice, message="First")
    grow(design, alice)
    page = client_of(victor).get(f"/d/{design.id}/versions/").content.decode()
    assert "compare/?from=1" in page
    assert "restore" not in page
    assert "/tag/" not in page


def test_a_tag_is_changed_taken_away_and_never_given_twice(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message="First", tag="one")
    grow(design, alice)
    make_version(design, alice, message="Second")
    url = f"/d/{design.id}/versions/2/tag/"
    assert "has the tag one already" in browser.post(url, {"tag": "one"}).content.decode()
    assert browser.post(url, {"tag": "x" * 61}).status_code == 422
    assert "Version 2 is two now." in browser.post(url, {"tag": "two"}, follow=True).content.decode()
    assert "has no tag now" in browser.post(url, {"tag": ""}, follow=True).content.decode()
    assert browser.get(f"/d/{design.id}/versions/7/tag/").status_code == 404


def test_a_restore_says_what_changes_and_is_undone_from_its_message(
    browser: Client, design: Design, alice: User
) -> None:
    before = schema_of(design)
    make_version(design, alice, message="First")
    edit(design, alice, (drop(before, before.entity("orders").id),), label="Drop orders")
    url = f"/d/{design.id}/versions/1/restore/"
    page = browser.get(url).content.decode()
    assert "What would change" in page
    assert "orders" in page
    answer = browser.post(url, {"revision": "2"}, follow=True)
    page = answer.content.decode()
    assert "Restore version v1." in page
    assert f"/d/{design.id}/history/3/undo/" in page
    assert schema_of(fresh(design)) == before
    browser.post(f"/d/{design.id}/history/3/undo/")
    assert [one.name for one in schema_of(fresh(design)).entities] == ["customers"]


def test_a_restore_of_an_older_page_asks_again(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message="First")
    grow(design, alice)
    grow(design, alice, "note")
    answer = browser.post(f"/d/{design.id}/versions/1/restore/", {"revision": "2"})
    assert answer.status_code == 409
    assert "moved on to revision 3" in answer.content.decode()
    assert fresh(design).revision == 3


def test_restoring_what_is_there_says_so(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message="First")
    url = f"/d/{design.id}/versions/1/restore/"
    assert "Nothing to restore" in browser.get(url).content.decode()
    assert "holds already" in browser.post(url, {"revision": "1"}, follow=True).content.decode()


@pytest.mark.parametrize("revision", ["", "one", "9" * 30, "-1"])
def test_nonsense_for_a_revision_is_no_error_of_ours(
    revision: str, browser: Client, design: Design, alice: User
) -> None:
    make_version(design, alice, message="First")
    assert browser.post(f"/d/{design.id}/versions/1/restore/", {"revision": revision}).status_code in (303, 409)
    answer = browser.post(f"/d/{design.id}/versions/", {"revision": revision, "message": "Second"})
    assert answer.status_code in (409, 422)


def test_a_versions_file_is_the_design(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message="First", tag="a/b")
    answer = browser.get(f"/d/{design.id}/versions/1/file/")
    assert json.loads(answer.content)["format"] == "designer/1"
    assert content_hash(loads(answer.content.decode())) == content_hash(schema_of(design))
    assert 'filename="shop-v1-a-b.json"' in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_hostile_words_stay_words(browser: Client, design: Design, alice: User) -> None:
    make_version(design, alice, message=HOSTILE, tag="<b>'\"")
    grow(design, alice)
    for page in ("versions/", "versions/1/tag/", "versions/1/restore/", "compare/", "plan/"):
        text = browser.get(f"/d/{design.id}/{page}").content.decode()
        assert "<script>alert(1)" not in text, page
        assert "\u202e" not in text.replace("&#x202e;", ""), page
        assert "<b>'" not in text, page


def test_a_page_of_versions_takes_few_queries(
    browser: Client, design_of: Callable[[Schema], Design], alice: User
) -> None:
    def kept(schema: Schema) -> Design:
        design = design_of(schema)
        for number in range(3):
            make_version(design, alice, message=f"Number {number}")
            before = schema_of(design)
            new = add(before, Attribute(name=f"c{number}", type="text"), to=before.entities[0].id)
            edit(design, alice, (new,), label="Grow")
        return design

    assert_same_queries(browser, kept, lambda design: f"/d/{design.id}/versions/")
