"""Paste or upload, look, make: whatever goes wrong, what was typed stays."""

from __future__ import annotations

import html
import sqlite3
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from designer.schema.design_file import dumps
from designer.store.cache import schema_of
from designer.store.models import Design
from designer.web.models import ImportDraft
from tests.web.conftest import ClientOf, shop

SQL = "CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE VIEW v AS SELECT 1;\nCREATE TABLE oops (a int,, b int);\n"


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_nothing_given_is_said_at_the_field(browser: Client) -> None:
    answer = browser.post("/import/", {"text": "  \n", "queries": "SELECT 1"})
    assert answer.status_code == 422
    assert b"Paste SQL here, choose files, or give the address of a database." in answer.content
    assert b">\nSELECT 1</textarea>" in answer.content


def test_too_much_is_413_and_the_text_is_still_there(browser: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1000
    text = "-- kept\n" + "x" * 1500
    answer = browser.post("/import/", {"text": text})
    assert answer.status_code == 413
    assert text.encode() in answer.content
    assert b"one import takes" in answer.content


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("shop.dump", b"PGDMP\x01\x0e", "pg_restore -f"),
        ("shop.sql.gz", b"\x1f\x8b\x08\x00", "compressed"),
        ("shop.sql", b"CREATE TABLE a\x00b", "no text"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(name: str, data: bytes, words: str, browser: Client) -> None:
    answer = browser.post("/import/", {"uploads": [upload(name, data)], "queries": "-- typed"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert b"-- typed" in answer.content


def test_a_nul_in_pasted_text_is_refused_in_words(browser: Client) -> None:
    assert browser.post("/import/", {"text": "CREATE TABLE a (b int); \x00"}).status_code == 422


def test_a_design_file_comes_alone(browser: Client) -> None:
    files = [upload("a.json", b'{"format": "designer/1"}'), upload("b.sql", b"CREATE TABLE b (c int);")]
    assert b"imported alone" in browser.post("/import/", {"uploads": files}).content


def test_what_cannot_be_read_at_all_makes_no_design(browser: Client) -> None:
    page = browser.post("/import/", {"text": "hello there"}, follow=True)
    assert b"Nothing in it could be read" in page.content
    draft = ImportDraft.objects.get()
    answer = browser.post(f"/import/{draft.pk}/create/", {"name": "x"})
    assert answer.status_code == 422
    assert not Design.objects.exists()


def test_the_preview_accounts_for_every_statement(browser: Client) -> None:
    page = browser.post("/import/", {"text": SQL, "queries": "SELEC 1;"}, follow=True).content.decode()
    for part in (
        "3 statements",
        "line 3, column",
        "CREATE TABLE oops (a int,, b int);",
        "View",
        "queries, line 1",
        "<svg",
    ):
        assert part in page, part


def test_the_text_comes_back_to_be_changed(browser: Client) -> None:
    browser.post("/import/", {"text": SQL, "name": "Späti", "queries": "SELECT 1"})
    page = browser.get(f"/import/?again={ImportDraft.objects.get().pk}").content.decode()
    assert "CREATE TABLE oops (a int,, b int);" in page
    assert 'value="Späti"' in page


def test_pasted_sql_becomes_a_design(browser: Client) -> None:
    browser.post("/import/", {"text": SQL})
    answer = browser.post(f"/import/{ImportDraft.objects.get().pk}/create/", {"name": "Shop two"})
    design = Design.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{design.id}/?tab=findings")
    assert design.name == "Shop two"
    assert [entity.name for entity in schema_of(design).entities] == ["oops", "orders"]  # as much of it as was read
    assert not ImportDraft.objects.exists()


def test_several_files_make_one_design_named_after_the_first(browser: Client) -> None:
    parts = [
        upload("tables.sql", b"CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int);"),
        upload("keys.sql", b"ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a;"),
    ]
    browser.post("/import/", {"uploads": parts})
    draft = ImportDraft.objects.get()
    assert draft.name == "tables"
    browser.post(f"/import/{draft.pk}/create/", {"name": draft.name})
    assert len(schema_of(Design.objects.get()).relationships) == 1


def test_a_design_file_round_trips(browser: Client) -> None:
    browser.post("/import/", {"uploads": [upload("shop.json", dumps(shop()).encode())]})
    draft = ImportDraft.objects.get()
    browser.post(f"/import/{draft.pk}/create/", {"name": "shop"})
    assert schema_of(Design.objects.get()) == shop()


def test_a_name_is_needed_and_the_preview_stays(browser: Client) -> None:
    browser.post("/import/", {"text": SQL})
    answer = browser.post(f"/import/{ImportDraft.objects.get().pk}/create/", {"name": ""})
    assert answer.status_code == 422
    assert b"Give it a name." in answer.content


def test_somebody_elses_draft_is_not_there(browser: Client, edgar: User, charlie: User, client_of: ClientOf) -> None:
    browser.post("/import/", {"text": SQL})
    draft = ImportDraft.objects.get().pk
    for other in (edgar, charlie):
        assert client_of(other).get(f"/import/{draft}/").status_code == 404
        assert client_of(other).post(f"/import/{draft}/create/", {"name": "x"}).status_code == 404
    assert Client().get(f"/import/{draft}/").status_code == 302


@pytest.mark.parametrize("again", ["", "x", "5f1b6ed2-0c4e-4b59-9d0a-3c2f7e8a9b10"])
def test_a_draft_that_is_gone_is_an_empty_form(again: str, browser: Client) -> None:
    assert browser.get(f"/import/?again={again}").status_code == 200


def test_old_drafts_go_when_another_is_made(browser: Client) -> None:
    browser.post("/import/", {"text": SQL})
    ImportDraft.objects.update(created_at=timezone.now() - ImportDraft.KEPT * 2)
    browser.post("/import/", {"text": SQL})
    assert ImportDraft.objects.count() == 1


def test_hostile_names_are_only_text(browser: Client) -> None:
    hostile = "<script>alert(1)</script>\"'‮"
    quoted = '"' + hostile.replace('"', '""') + '"'
    page = browser.post(
        "/import/", {"text": f"CREATE TABLE {quoted} ({quoted} int PRIMARY KEY);", "name": hostile}, follow=True
    )
    browser.post(f"/import/{ImportDraft.objects.get().pk}/create/", {"name": hostile})
    design = Design.objects.get()
    pages: list[Any] = [
        page,
        *(browser.get(f"/d/{design.id}/{part}") for part in ("", "history/", "export/", "export/svg/")),
    ]
    pages.append(browser.get("/"))
    for one in pages:
        assert one.status_code == 200
        assert b"<script>alert" not in one.content
    name = browser.get(f"/d/{design.id}/export/postgres/file/").headers["Content-Disposition"]
    assert "<" not in name
    assert name.count('"') == 2


# SQLite's own files


def _database(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def test_a_database_file_that_cannot_be_taken_is_refused_by_its_own_name(browser: Client) -> None:
    whole = _database("CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (x TEXT)")
    damaged = whole[:100] + b"\xff" * (len(whole) - 100)
    for given, words in (
        ({"uploads": [upload("shop.db", damaged)]}, "shop.db cannot be read as a SQLite database"),
        ({"uploads": [upload("shop.db", _database("CREATE TABLE a (x)", "DROP TABLE a"))]}, "without a table"),
        ({"uploads": [upload("shop.db", whole), upload("a.sql", b"SELECT 1")]}, "imported alone"),
        ({"uploads": [upload("shop.db", whole)], "text": "SELECT 1"}, "imported alone"),
        ({"uploads": [upload("shop.db", whole)], "kind": "postgres"}, "choose SQLite"),
    ):
        answer = browser.post("/import/", given)
        assert answer.status_code == 422, words
        page = html.unescape(answer.content.decode())
        assert words in page
        assert "designer-upload-" not in page
    assert not ImportDraft.objects.exists()


def test_a_database_file_becomes_a_design(browser: Client) -> None:
    data = _database(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, mail VARCHAR(80) COLLATE NOCASE UNIQUE)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers ON DELETE CASCADE)",
        "CREATE INDEX newest ON orders (customer_id, id DESC) WHERE customer_id IS NOT NULL",
        "CREATE VIEW busy AS SELECT customer_id FROM orders",
        "INSERT INTO customers (mail) VALUES ('secret@example.org')",
    )
    page = browser.post("/import/", {"uploads": [upload("Shop.sqlite3", data)]}, follow=True).content.decode()
    draft = ImportDraft.objects.get()
    assert (draft.name, draft.kind) == ("Shop", "sqlite")
    assert "secret@example.org" not in str(draft.sources)
    assert "2 entities" in page
    browser.post(f"/import/{draft.pk}/create/", {"name": draft.name})
    schema = schema_of(Design.objects.get())
    assert schema.dialect.name == "sqlite"
    assert [(link.on_delete, index.where) for link, index in zip(schema.relationships, schema.entity("orders").indexes,
            strict=True)] == [("cascade", "customer_id IS NOT NULL")]  # fmt: skip
    assert [one.kind for one in schema.opaque] == ["view"]


def test_files_chosen_in_the_order_of_their_names_are_read_as_they_build_on_each_other(browser: Client) -> None:
    parts = [
        upload("keys.sql", b"ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a;"),
        upload("tables.sql", b"CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int);"),
    ]
    page = browser.post("/import/", {"uploads": parts}, follow=True).content.decode()
    assert "1 relationship" in page
    assert "tables.sql, keys.sql" in page
