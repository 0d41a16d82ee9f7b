"""Exports: as files that run nowhere, with what they leave out, and with a server's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.exporters.registry import exporters
from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web import verdicts
from designer.web.models import Verdict
from tests.web.conftest import ClientOf

DesignOf = Callable[[Schema], Design]


@pytest.fixture
def browser(alice: User, client_of: ClientOf) -> Client:
    return client_of(alice)


def test_an_unknown_target_is_not_there(browser: Client, design: Design) -> None:
    assert browser.get(f"/d/{design.id}/export/cobol/").status_code == 404
    assert browser.get(f"/d/{design.id}/export/cobol/file/").status_code == 404


def test_a_refused_design_is_said_in_words_and_not_downloaded(browser: Client, design_of: DesignOf) -> None:
    other = design_of(replace(schema_of(entity("a", "id int", pk="id")), dialect=Dialect(name="mysql")))
    page = browser.get(f"/d/{other.id}/export/postgres/")
    assert page.status_code == 422
    assert b"refuses the design" in page.content
    answer = browser.get(f"/d/{other.id}/export/postgres/file/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{other.id}/export/postgres/")


@pytest.mark.parametrize("name", exporters())
def test_a_file_is_a_download_that_runs_nowhere(name: str, browser: Client, design: Design) -> None:
    answer = browser.get(f"/d/{design.id}/export/{name}/file/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="shop')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_what_a_target_cannot_express_stands_before_the_download(browser: Client, design_of: DesignOf) -> None:
    design = design_of(schema_of(entity("a", "id int", pk="id", checks=["id > 0"])))
    page = browser.get(f"/d/{design.id}/export/dbml/").content.decode()
    assert "1 thing that it cannot express" in page


@pytest.mark.parametrize(
    ("title", "plain"), [('a"b\r\nX: y', "a-b-X--y"), ("Gemüse", "Gem-se"), ("../../etc", "etc"), ("  ", "design")]
)
def test_any_name_makes_a_file_name(title: str, plain: str, browser: Client, design: Design) -> None:
    Design.objects.filter(pk=design.pk).update(name=title)
    header = browser.get(f"/d/{design.id}/export/postgres/file/").headers["Content-Disposition"]
    assert f'filename="{plain}.sql"' in header


def test_a_viewer_may_verify_and_everybody_sees_the_verdict(
    victor: User, client_of: ClientOf, browser: Client, design: Design, fragment: dict[str, str]
) -> None:
    words = client_of(victor).post(f"/d/{design.id}/export/verify/", headers=fragment).content.decode()
    assert "DDL verified on PostgreSQL" in words
    assert "✓ DDL verified on PostgreSQL" in browser.get(f"/d/{design.id}/").content.decode()


def test_an_older_verdict_is_not_shown_for_a_changed_design(browser: Client, design: Design) -> None:
    Verdict.keep(design.team_id, "another content", verdicts.TARGET, {"verdict": "equal"})
    assert b"DDL verified" not in browser.get(f"/d/{design.id}/").content


def test_differences_are_a_table(
    browser: Client, design: Design, fragment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    difference = {"kind": "index", "object": "orders.x", "expected": "btree", "found": None}
    result = {
        "verdict": "differs", "server": "PostgreSQL 18.4", "statements": 3, "seconds": 0.5,
        "errors": [{"statement": "CREATE <b>", "message": "no"}], "differences": [difference], "not_executed": [],
    }  # fmt: skip
    monkeypatch.setattr(verdicts, "verify", lambda schema, to: type("V", (), {"as_json": lambda self: result})())
    page = browser.post(f"/d/{design.id}/export/verify/", headers=fragment).content.decode()
    for part in ("DDL differs", "index orders.x", "CREATE &lt;b&gt;"):
        assert part in page


def test_strangers_and_nobody_cannot_verify(charlie: User, client_of: ClientOf, design: Design) -> None:
    assert client_of(charlie).post(f"/d/{design.id}/export/verify/").status_code == 404
    assert client_of(None).post(f"/d/{design.id}/export/verify/").status_code == 302
