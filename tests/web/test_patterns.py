"""Access patterns: what they touch and lack, and a whole query file taken in after a look at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from designer.schema.build import entity, pattern, schema_of
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.models import Design
from designer.web.forms.queries import MOST_BYTES
from tests.web.conftest import ClientOf
from tests.web.queries import assert_same_queries

DesignOf = Callable[[Schema], Design]
FILE = """
-- rows: orders = 20_000_000
-- name: latest orders
-- frequency: 30/s
-- owner: checkout
SELECT id FROM orders ORDER BY placed_at DESC LIMIT 10;

-- name: orders of a customer
SELECT id FROM orders WHERE customer_id = :customer;

-- name: typo
-- frequency: often
SELECT totl FROM ordrs;

CREATE TABLE not_a_query (id int);
"""


def now(design: Design) -> Schema:
    return stored(Design.objects.get(pk=design.pk))


@pytest.mark.parametrize("given", [{}, {"text": "  \n"}, {"text": "a\x00b"}, {"text": "x" * (MOST_BYTES + 1)}])
def test_what_is_no_query_file_is_refused(given: dict[str, str], browser: Client, design: Design) -> None:
    answer = browser.post(f"/d/{design.id}/patterns/import/", {**given, "add": "1"})
    assert answer.status_code == 422
    assert Design.objects.get(pk=design.pk).revision == 1


@pytest.mark.parametrize("data", [b"PGDMP\x01", b"\x1f\x8b\x08", b"a\x00b", b""])
def test_a_file_that_is_no_text_is_refused(data: bytes, browser: Client, design: Design) -> None:
    answer = browser.post(f"/d/{design.id}/patterns/import/", {"file": SimpleUploadedFile("q.sql", data)})
    assert answer.status_code == 422


def test_a_text_without_a_query_is_kept_and_said_to_hold_none(browser: Client, design: Design) -> None:
    text = "CREATE TABLE <b> (id int);"
    answer = browser.post(f"/d/{design.id}/patterns/import/", {"text": text})
    assert answer.status_code == 422
    assert "It holds no query." in answer.content.decode()
    assert "CREATE TABLE &lt;b&gt; (id int);" in answer.content.decode()


def test_a_file_is_looked_at_before_anything_is_added(browser: Client, design: Design) -> None:
    page = browser.post(f"/d/{design.id}/patterns/import/", {"file": SimpleUploadedFile("q.sql", FILE.encode())})
    text = page.content.decode()
    for part in (
        "Add 3 access patterns",
        "There is no table ordrs; the closest is orders.",
        "“often” is not a rate",
        "not a query, left out",
        "replaces",
        "20000000",
        "checkout",
    ):
        assert part in text, part
    assert Design.objects.get(pk=design.pk).revision == 1


def test_adding_is_one_revision_and_a_second_time_there_is_nothing_to_add(browser: Client, design: Design) -> None:
    url = f"/d/{design.id}/patterns/import/"
    page = browser.post(url, {"text": FILE, "add": "1"}, follow=True)
    assert page.redirect_chain == [(f"/d/{design.id}/patterns/", 303)]
    assert "Added 3 access patterns from a query file." in page.content.decode()
    assert f"/d/{design.id}/history/2/undo/" in page.content.decode()
    schema = now(design)
    assert {one.name for one in schema.access_patterns} == {"latest orders", "orders of a customer", "typo"}
    assert schema.entity("orders").rows == 20_000_000
    again = browser.post(url, {"text": FILE, "add": "1"})
    assert again.status_code == 422
    assert "The design has all of it already." in again.content.decode()


def test_only_editors_import(rita: User, client_of: ClientOf, design: Design) -> None:
    client = client_of(rita)
    assert client.get(f"/d/{design.id}/patterns/import/").status_code == 403
    page = client.get(f"/d/{design.id}/patterns/").content.decode()
    assert "orders of a customer" in page
    assert "Import queries" not in page
    assert "/edit/" not in page


def test_the_list_says_what_each_touches_lacks_and_costs(browser: Client, design_of: DesignOf) -> None:
    design = design_of(
        schema_of(
            entity("orders", "id bigint", "total int", pk="id"),
            pattern("seldom", "SELECT id FROM orders", per_minute=0.5),
            pattern("broken", "SELECT totl FROM orders", per_minute=90_000),
            pattern("unread", "SELECT FROM WHERE ((", per_minute=5),
        )
    )
    page = browser.get(f"/d/{design.id}/patterns/")
    items = {one["name"]: one for one in page.context["patterns"]}
    assert list(items) == ["broken", "unread", "seldom"]
    assert items["broken"]["problems"] == ["There is no column totl; the closest is total."]
    assert items["unread"]["problems"]
    assert [one["name"] for one in items["seldom"]["tables"]] == ["orders"]
    faulty = browser.get(f"/d/{design.id}/patterns/?show=problems")
    assert [one["name"] for one in faulty.context["patterns"]] == ["broken", "unread"]
    assert "Nothing fits" in browser.get(f"/d/{design.id}/patterns/?q=<nothing>").content.decode()


def test_hostile_names_and_statements_are_escaped(browser: Client, design_of: DesignOf) -> None:
    evil = "<script>alert(1)</script>"
    design = design_of(schema_of(entity("t", "id int"), pattern(evil, f'SELECT \'{evil}\', "{evil}" FROM "{evil}"')))
    text = browser.get(f"/d/{design.id}/patterns/").content.decode()
    assert "&lt;script&gt;" in text
    assert evil not in text
    text = browser.post(
        f"/d/{design.id}/patterns/import/", {"text": f"-- name: {evil}\nSELECT '{evil}';"}
    ).content.decode()
    assert evil not in text


def test_the_list_takes_no_more_queries_for_a_large_design(design_of: DesignOf, browser: Client) -> None:
    assert_same_queries(browser, design_of, lambda design: f"/d/{design.id}/patterns/")


def test_counted_statements_come_in_with_what_was_left_out_and_why(browser: Client, design: Design) -> None:
    url = f"/d/{design.id}/patterns/import/"
    csv = 'query,calls,rows\n"SELECT id FROM orders WHERE id = $1",1440,1440\nVACUUM,1,0\nSELECT * FROM ordrs,5,5\n'
    refused = browser.post(url, {"text": csv, "observed": "long"})
    assert refused.status_code == 422
    assert "such as 30min" in refused.content.decode()
    page = browser.post(url, {"text": csv}).content.decode()
    assert "A utility statement: VACUUM" in page
    assert "There is no table ordrs in the design; the closest is orders" in page
    assert "the frequencies assume one day" in page
    assert browser.post(url, {"text": csv, "observed": "2 days", "add": "1"}).status_code == 303
    found = {one.name: one for one in stored(Design.objects.get(pk=design.pk)).access_patterns}
    assert found["read orders by id"].frequency_per_minute == 0.5


def test_sql_is_checked_while_it_is_typed(browser: Client, design: Design) -> None:
    url = f"/d/{design.id}/patterns/check/"
    page = browser.post(url, {"sql": "SELECT id FROM orders;\nSELECT o.idd,\n 'idd' FROM orders o"}).content.decode()
    assert "Statement 2: There is no column “idd” in this design (line 2, column 10). Did you mean “id”?" in page
    assert page.count("<mark>") == 1
    assert "<mark>idd</mark>" in page
    assert "has every name" in browser.post(url, {"sql": "SELECT id FROM orders"}).content.decode()
    assert browser.post(url, {"sql": " "}).content.decode().strip() == ""
    long = browser.post(url, {"sql": "SELECT nothing FROM nowhere; " * 1000}).content.decode()
    assert "longer than 20,000 characters, so it is checked when you save it" in long
    assert "nowhere" not in long
    assert browser.get(f"/d/{design.id}/add/access_pattern/").content.decode().count(url) == 1
