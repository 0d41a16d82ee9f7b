"""History: what was done, by whom, and the way back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop
from designer.schema.model import Attribute
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from tests.web.conftest import ClientOf


def make(design: Design, user: User, label: str, *changes: Change) -> None:
    edit(design, user, changes, label=label)


def orders(design: Design) -> str:
    return str(schema_of(design).entity("orders").id)


def test_the_first_revision_offers_no_way_back(browser: Client, design: Design) -> None:
    page = browser.get(f"/d/{design.id}/history/").content.decode()
    assert "Created for a test" in page
    assert "/history/1/undo/" not in page
    refusal = browser.post(f"/d/{design.id}/history/1/undo/", follow=True).content.decode()
    assert "it cannot be undone" in refusal


def test_a_viewer_sees_no_buttons(victor: User, client_of: ClientOf, design: Design, alice: User) -> None:
    make(design, alice, "Note", alter(schema_of(design), orders(design), comment="x"))
    page = client_of(victor).get(f"/d/{design.id}/history/").content.decode()
    assert "Note" in page
    assert "/undo/" not in page


def test_who_did_what_is_said_in_words(browser: Client, design: Design, edgar: User) -> None:
    make(design, edgar, "Describe orders", alter(schema_of(design), orders(design), comment="One purchase"))
    page = browser.get(f"/d/{design.id}/?tab=history").content.decode()
    for part in ("Edgar", "Describe orders", "alter entity orders, comment: none → One purchase"):
        assert part in page


def test_undo_takes_back_and_offers_to_do_it_again(browser: Client, design: Design, alice: User) -> None:
    make(design, alice, "Note", alter(schema_of(design), orders(design), comment="x"))
    page = browser.post(f"/d/{design.id}/history/undo/", {"next": f"/d/{design.id}/"}, follow=True)
    assert page.redirect_chain == [(f"/d/{design.id}/", 303)]
    assert "Undo: Note." in page.content.decode()
    assert schema_of(Design.objects.get(pk=design.pk)).entity("orders").comment is None
    assert b">Redo<" in browser.get(f"/d/{design.id}/history/").content
    browser.post(f"/d/{design.id}/history/redo/")
    assert schema_of(Design.objects.get(pk=design.pk)).entity("orders").comment == "x"


def test_what_something_later_depends_on_is_refused_naming_it(browser: Client, design: Design, alice: User) -> None:
    schema = schema_of(design)
    new = add(schema, Attribute(name="channel", type="text"), to=orders(design))
    make(design, alice, "Add channel", new)
    make(design, alice, "Describe channel", alter(schema_of(design), new.id, comment="how it came"))
    page = browser.post(f"/d/{design.id}/history/2/undo/", follow=True).content.decode()
    assert "Describe channel" in page
    assert "would have to be undone first" in page


def test_changes_to_what_is_gone_still_have_words(browser: Client, design: Design, alice: User) -> None:
    make(design, alice, "Drop orders", drop(schema_of(design), orders(design)))
    page = browser.get(f"/d/{design.id}/history/").content.decode()
    assert "drop entity orders" in page


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_an_undo_leads_nowhere_else(elsewhere: str, browser: Client, design: Design) -> None:
    answer = browser.post(f"/d/{design.id}/history/undo/", {"next": elsewhere})
    assert answer.headers["Location"] == f"/d/{design.id}/history/"


def test_a_page_that_does_not_exist_is_the_last(browser: Client, design: Design) -> None:
    assert browser.get(f"/d/{design.id}/history/?page=99999").status_code == 200
