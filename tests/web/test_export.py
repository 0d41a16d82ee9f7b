"""Exports: as files that run nowhere, with what they leave out, and with a server's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.exporters.registry import exporters
from designer.jobs.models import Job
from designer.schema.build import entity, schema_of
from designer.schema.content_hash import content_hash
from designer.schema.edits import rename
from designer.schema.model import Index, IndexKey
from designer.schema.schema import Schema
from designer.store.cache import schema_of as schema_of_design
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.undoing import undo
from designer.web import verdicts
from designer.web.models import Verdict
from designer.web.views import export as views
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs

DesignOf = Callable[[Schema], Design]
EQUAL = {
    "verdict": "equal", "server": "PostgreSQL 18.4", "statements": 3, "seconds": 0.5,
    "errors": [], "differences": [], "not_executed": [],
}  # fmt: skip


def test_an_unknown_target_is_not_there(browser: Client, design: Design) -> None:
    assert browser.get(f"/d/{design.id}/export/cobol/").status_code == 404
    assert browser.get(f"/d/{design.id}/export/cobol/file/").status_code == 404


def test_a_refused_design_is_said_in_words_and_not_downloaded(browser: Client, design_of: DesignOf) -> None:
    other = design_of(schema_of(entity("a", "id int", pk="id", checks=["id > ("])))
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
    partial = Index(name="a_idx", keys=(IndexKey(column="id"),), where="id > 0")
    design = design_of(schema_of(entity("a", "id int", pk="id", indexes=[partial])))
    page = browser.get(f"/d/{design.id}/export/dbml/").content.decode()
    assert "1 thing that it cannot express" in page


@pytest.mark.parametrize(
    ("title", "plain"), [('a"b\r\nX: y', "a-b-X--y"), ("Gemüse", "Gem-se"), ("../../etc", "etc"), ("  ", "design")]
)
def test_any_name_makes_a_file_name(title: str, plain: str, browser: Client, design: Design) -> None:
    Design.objects.filter(pk=design.pk).update(name=title)
    header = browser.get(f"/d/{design.id}/export/postgres/file/").headers["Content-Disposition"]
    assert f'filename="{plain}.sql"' in header


@pytest.mark.parametrize("target", ["svg", "png"])
def test_an_unchanged_picture_is_not_sent_again(
    target: str, browser: Client, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/d/{design.id}/export/{target}/file/"
    first = browser.get(address)
    tag = first.headers["ETag"]
    with monkeypatch.context() as without:
        without.setattr(views, "export_of", None)  # nothing is drawn for it
        same = browser.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert same.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert browser.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_changed_picture_is_sent_and_an_undone_change_is_the_same_again(browser: Client, design: Design) -> None:
    address = f"/d/{design.id}/export/svg/file/"
    tag = browser.get(address).headers["ETag"]
    schema = schema_of_design(design)
    revision = edit(design, None, (rename(schema, schema.entities[0].id, "buyers"),), label="Rename")
    changed = browser.get(address, headers={"If-None-Match": tag})
    assert (changed.status_code, b"buyers" in changed.content) == (200, True)
    undo(design, None, revision.number)
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_two_designs_and_two_targets_never_share_a_tag(browser: Client, design: Design, design_of: DesignOf) -> None:
    other = design_of(schema_of_design(design))
    addresses = [f"/d/{one.id}/export/{target}/file/" for one in (design, other) for target in ("svg", "png", "dot")]
    assert len({browser.get(address).headers["ETag"] for address in addresses}) == 6


def test_a_stranger_with_the_right_tag_is_told_that_there_is_nothing(
    charlie: User, client_of: ClientOf, browser: Client, design: Design
) -> None:
    address = f"/d/{design.id}/export/svg/file/"
    tag = browser.get(address).headers["ETag"]
    assert client_of(charlie).get(address, headers={"If-None-Match": tag}).status_code == 404


def test_a_viewer_may_verify_and_everybody_sees_the_verdict(
    victor: User, client_of: ClientOf, browser: Client, design: Design, fragment: dict[str, str]
) -> None:
    address = f"/d/{design.id}/export/verify/"
    begun = client_of(victor).post(address, headers=fragment).content.decode()
    assert "Verifying the DDL…" in begun
    assert "Waiting for a worker" in browser.get(f"/d/{design.id}/").content.decode()
    assert do_jobs() == 1
    words = client_of(victor).get(address, headers=fragment).content.decode()
    assert "✓ DDL verified on PostgreSQL" in words
    assert "hx-trigger" not in words
    assert "✓ DDL verified on PostgreSQL" in browser.get(f"/d/{design.id}/").content.decode()
    assert "✓ DDL verified on PostgreSQL" in browser.get(f"/d/{design.id}/export/postgres/").content.decode()


def test_an_older_verdict_is_not_shown_for_a_changed_design(browser: Client, design: Design) -> None:
    Verdict.keep(design.team_id, "another content", verdicts.TARGET, EQUAL)
    assert b"DDL verified" not in browser.get(f"/d/{design.id}/").content


def test_a_verdict_of_another_server_is_not_shown(browser: Client, design: Design) -> None:
    meaning = content_hash(schema_of_design(design))
    Verdict.keep(design.team_id, meaning, verdicts.TARGET, {**EQUAL, "server": "PostgreSQL 17.0"})
    assert b"DDL verified" not in browser.get(f"/d/{design.id}/").content
    Verdict.keep(design.team_id, meaning, verdicts.TARGET, {**EQUAL, "server": verdicts.proof_server()})
    assert b"DDL verified" in browser.get(f"/d/{design.id}/").content


def answer(monkeypatch: pytest.MonkeyPatch, **result: Any) -> None:
    """Lets the proof server say so."""
    whole = {**EQUAL, "server": verdicts.proof_server(), **result}
    monkeypatch.setattr(verdicts, "verify", lambda *_, **__: type("V", (), {"as_json": lambda self: whole})())


def test_differences_are_a_table(
    browser: Client, design: Design, fragment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    difference = {"kind": "index", "object": "orders.x", "expected": "btree", "found": None}
    answer(
        monkeypatch,
        verdict="differs",
        errors=[{"statement": "CREATE <b>", "message": "no"}],
        differences=[difference],
    )
    browser.post(f"/d/{design.id}/export/verify/", headers=fragment)
    do_jobs()
    page = browser.get(f"/d/{design.id}/export/verify/", headers=fragment).content.decode()
    for part in ("DDL differs", "index orders.x", "CREATE &lt;b&gt;"):
        assert part in page


def test_what_no_server_could_judge_is_said_and_not_kept(
    browser: Client, design: Design, fragment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"statement": "the export", "why": "There is no server here."}
    answer(monkeypatch, verdict="not executed", server=None, not_executed=[left])
    browser.post(f"/d/{design.id}/export/verify/", headers=fragment)
    do_jobs()
    page = browser.get(f"/d/{design.id}/export/verify/", headers=fragment).content.decode()
    assert "DDL not executed" in page
    assert "There is no server here." in page
    assert not Verdict.objects.exists()


def test_a_design_that_the_export_refuses_says_why_instead_of_a_verdict(
    browser: Client, design_of: DesignOf, fragment: dict[str, str]
) -> None:
    other = design_of(schema_of(entity("a", "id int", pk="id", checks=["id > ("])))
    browser.post(f"/d/{other.id}/export/verify/", headers=fragment)
    do_jobs()
    page = browser.get(f"/d/{other.id}/export/verify/", headers=fragment).content.decode()
    assert "There is no answer" in page
    assert "no complete expression" in page
    assert "The DDL was not verified" in browser.get(f"/d/{other.id}/").content.decode()


def test_the_page_of_the_ddl_has_it_verified_by_itself_and_the_others_do_not(browser: Client, design: Design) -> None:
    assert b'hx-trigger="load, submit"' in browser.get(f"/d/{design.id}/export/postgres/").content
    assert b'id="verdict"' not in browser.get(f"/d/{design.id}/export/dbml/").content
    assert b'hx-trigger="load' not in browser.get(f"/d/{design.id}/export/").content
    assert not Job.objects.exists()  # looking alone begins nothing


def test_without_javascript_the_page_comes_again_until_the_verdict_is_there(browser: Client, design: Design) -> None:
    sent = browser.post(f"/d/{design.id}/export/verify/?as=target")
    page = f"/d/{design.id}/export/postgres/"
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{page}#verdict")
    assert b'http-equiv="refresh"' in browser.get(page).content
    do_jobs()
    assert b'http-equiv="refresh"' not in browser.get(page).content


def test_strangers_and_nobody_cannot_verify(charlie: User, client_of: ClientOf, design: Design) -> None:
    assert client_of(charlie).post(f"/d/{design.id}/export/verify/").status_code == 404
    assert client_of(charlie).get(f"/d/{design.id}/export/verify/").status_code == 404
    assert client_of(None).post(f"/d/{design.id}/export/verify/").status_code == 302
