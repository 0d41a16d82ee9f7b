"""Deleting by forms, two people with one form, and what forms cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from designer.schema.build import entity, schema_of
from designer.schema.edits import alter, index
from designer.schema.model import PartitionBy, PartitionKey
from designer.schema.schema import Schema
from designer.store.editing import edit
from designer.store.models import Design
from tests.web.browsing import FRAGMENT, form_of, send
from tests.web.conftest import many
from tests.web.queries import assert_same_queries
from tests.web.states import column, now, url

DesignOf = Callable[[Schema], Design]


# Deleting


def test_what_goes_with_it_is_said_before_it_goes(design: Design, browser: Client) -> None:
    customers = now(design).entity("customers")
    address = url("delete_object", design, customers.id)
    question = browser.get(address)
    assert "Drop relationship orders_customer_id_fkey" in question.content.decode()
    assert now(design).relationships
    assert browser.post(address, {"revision": "1"}).headers["Location"] == f"/d/{design.id}/"
    assert [one.name for one in now(design).entities] == ["orders"]
    assert not now(design).relationships


def test_more_that_came_to_depend_on_it_is_shown_before_it_goes(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    schema = now(design)
    edit(design, edgar, (index(schema, schema.entity("customers").id, (email.id,)),), label="Index")
    answer = browser.post(url("delete_object", design, email.id), {"revision": "1"}, follow=True)
    page = answer.content.decode()
    assert "depends on this attribute by now" in page
    assert "customers_email_idx" in page
    assert column(design, "customers", "email") is not None


def test_a_column_that_its_table_is_partitioned_by_cannot_be_deleted(design_of: DesignOf, browser: Client) -> None:
    by = PartitionBy(strategy="range", keys=(PartitionKey(column="at"),))
    design = design_of(schema_of(entity("log", "id int", "at date", partition_by=by)))
    answer = browser.post(url("delete_object", design, column(design, "log", "at").id), {"revision": "1"})
    assert answer.status_code == 422
    assert "log is partitioned by at" in answer.content.decode()


# Two at once


def test_what_another_changed_meanwhile_is_kept(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, default="'?'"),), label="Default")
    assert send(browser, address, fields, comment="Mine").status_code == 303
    found = column(design, "customers", "email")
    assert (found.default, found.comment) == ("'?'", "Mine")


def test_the_same_field_is_a_conflict_with_both_texts_and_a_choice(
    design: Design, browser: Client, edgar: User
) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, comment="Theirs", default="'?'"),), label="Comment")
    answer = send(browser, address, fields, FRAGMENT, comment="Mine", type="citext")
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("edgar", "in revision 2", "Theirs", "Mine", 'value="theirs"'):
        assert words in page
    assert column(design, "customers", "email").comment == "Theirs"
    address, again = form_of(answer)
    assert (again["comment"], again["type"], again["default"]) == (["Mine"], ["citext"], ["'?'"])
    mine = send(browser, address, again)
    assert mine.status_code == 303
    found = column(design, "customers", "email")
    assert (found.comment, found.type, found.default) == ("Mine", "citext", "'?'")


def test_taking_theirs_leaves_the_field_and_saves_the_rest(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, comment="Theirs"),), label="Comment")
    _, again = form_of(send(browser, address, fields, comment="Mine", type="citext"))
    assert send(browser, address, again, **{"choose-comment": "theirs"}).status_code == 303
    found = column(design, "customers", "email")
    assert (found.comment, found.type) == ("Theirs", "citext")


def test_a_form_of_something_that_is_gone_says_so_and_keeps_the_text(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    assert browser.post(url("delete_object", design, email.id), {"revision": "1"}).status_code == 303
    answer = send(browser, address, fields, comment="Mine")
    assert answer.status_code == 409
    assert "no longer there" in answer.content.decode()
    assert form_of(answer)[1]["comment"] == ["Mine"]


# Cost


@pytest.mark.parametrize("path", ["patterns/", "add/entity/", "t1?at=design"])
def test_forms_take_as_many_queries_in_a_large_design(path: str, design_of: DesignOf, browser: Client) -> None:
    assert_same_queries(browser, design_of, lambda design: f"/d/{design.id}/{path}")


def test_editing_takes_as_many_queries_in_a_large_design(design_of: DesignOf, browser: Client) -> None:
    counts = []
    for size in (5, 50):
        design = design_of(many(size))
        note = column(design, "t1", "note")
        address, fields = form_of(browser.get(url("edit_object", design, note.id), headers=FRAGMENT))
        with CaptureQueriesContext(connection) as queries:
            assert send(browser, address, fields, FRAGMENT, comment="x").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
