"""What no form of ours sends: refused in words, never a fault, and nothing of another team shown."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from designer.schema.build import entity, link, schema_of
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.editing import create_design
from designer.store.models import Design, Team
from designer.web.forms.registry import FORMS
from tests.web.browsing import FRAGMENT, form_of
from tests.web.conftest import ClientOf
from tests.web.test_bad_addresses import REFUSALS

NUMBERS = ("", "²", "-1", "1.5", "x", "9" * 30, "9" * 5000, "\x00")
TEXTS = ("\x00", "x" * 120_000, "(" * 300, "1+" * 2000, "'", "$$", "/*", "9" * 400, "1e999", "nan", "²", "0x10")
DesignOf = Callable[[Schema], Design]


def upload(data: bytes, name: str = "a.json") -> dict[str, Any]:
    return {"uploads": [SimpleUploadedFile(name, data)]}


def imported(browser: Client, **given: Any) -> HttpResponse:
    """What follows an import: the preview, or the form again."""
    return browser.post("/import/", given, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30, 10**400])
def test_no_number_of_a_design_is_a_fault(number: int, browser: Client) -> None:
    for name in ("workbench", "findings", "history", "export", "canvas"):
        assert browser.get(reverse(name, args=[number])).status_code == 404


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_none_are_refused(number: str, browser: Client, design: Design) -> None:
    attribute = stored(design).entities[0].attributes[0].id
    home = f"/d/{design.id}/"
    for path, data in (
        ("findings/apply/", {"revision": number, "finding": "x"}),
        (f"move/{attribute}", {"to": number}),
        (f"delete/{attribute}", {"revision": number or "0"}),
        (f"edit/{attribute}", {"revision": number or "0", "name": "x", "type": "int"}),
        ("pin/", {"entity": "customers", "x": number, "y": "1"}),
        ("findings/dismiss/", {"all": "1", "reason": "x", "expires": number or "x"}),
    ):
        assert browser.post(home + path, data).status_code in REFUSALS, path
    for path in ("findings/?page=", "history/?page=", "?detail=", "?reach=", "findings/?entity="):
        assert browser.get(home + path + number).status_code == 200
    design.refresh_from_db()
    assert design.revision == 1 or stored(design).entities[0].attributes[0].id == attribute


_rest = pytest.mark.strict_only("the form of every kind")


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if kind in ("attribute", "entity", "pattern") else _rest)
        for kind in FORMS
        if kind not in ("layout", "requirements")
    ],
)
def test_no_text_in_any_field_is_a_fault(kind: str, browser: Client, design: Design) -> None:
    schema = stored(design)
    owners = {"domain_check": ""}
    inside = owners.get(kind, schema.entities[1].id)
    urls = [reverse("add_object", args=[design.id, kind]), reverse("add_inside", args=[design.id, kind, inside or "x"])]
    url = next((one for one in urls if browser.get(one, headers=FRAGMENT).status_code == 200), None)
    if url is None:
        return  # there is one already, or nothing that it could live in
    opened = browser.get(url, headers=FRAGMENT)
    _, fields = form_of(opened)  # type: ignore[arg-type]
    names = sorted({*fields} - {"csrfmiddlewaretoken"})
    wrong = [dict.fromkeys(names, bad) for bad in TEXTS[::3]]
    wrong += [{name: TEXTS[number % len(TEXTS)]} for number, name in enumerate(names)]
    for typed in wrong:
        answer = browser.post(url, {**fields, **typed}, headers=FRAGMENT)
        assert answer.status_code in REFUSALS, (kind, {name: bad[:20] for name, bad in typed.items()})


@pytest.mark.parametrize("address", ["http://[", "//x", "x" * 9000, "http://x/d/1/%ff", "http://x/d/\x7f/"])
def test_any_address_of_the_open_page_is_no_fault(address: str, browser: Client, design: Design) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": address}
    assert browser.get(f"/d/{design.id}/canvas/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "away", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x()", "\x00"]
)
def test_nothing_leads_to_another_site(away: str, browser: Client, design: Design) -> None:
    for path in ("history/undo/", "history/redo/", "findings/reopen/", "findings/dismiss/", "unpin/"):
        answer = browser.post(f"/d/{design.id}/{path}", {"next": away, "revision": "1"}, headers={"Referer": away})
        if answer.status_code in (302, 303):
            assert answer.headers["Location"].startswith(f"/d/{design.id}/")
    signed_in = browser.get("/accounts/login/", {"next": away})
    assert "evil" not in signed_in.headers.get("Location", "")


def test_objects_of_another_team_are_not_reached_through_ones_own(
    charlie: User, client_of: ClientOf, design: Design, browser: Client
) -> None:
    secret = schema_of(entity("secrets", "id bigint", "treasure text", pk="id"), name="theirs")
    from_elsewhere = stored(theirs := _design_of(charlie, secret)).entities[0]
    for view in ("edit_object", "delete_object", "move_object", "workbench_entity", "leaves"):
        url = reverse(view, args=[design.id, from_elsewhere.id])
        for answer in (browser.get(url), browser.post(url, {"to": "up"})):
            assert answer.status_code in (404, 405)
            assert b"treasure" not in answer.content
    for path in ("", "secrets", "export/postgres/file/", f"edit/{from_elsewhere.id}", "findings/"):
        assert browser.get(f"/d/{theirs.id}/{path}").status_code == 404
    parent = {"parent": from_elsewhere.id, "pairs-0-column": "x", "pairs-0-refers": "id"}
    url = reverse("add_inside", args=[design.id, "relationship", stored(design).entities[0].id])
    assert browser.post(url, parent).status_code == 422


def _design_of(user: User, schema: Schema) -> Design:
    return create_design(Team.objects.get(memberships__user=user).id, user, schema, label="Theirs")


# Uploads


@pytest.mark.parametrize(
    "data",
    [
        b"{", b"[]", b"{}", b'{"format": "designer/1", "entities": 5}', b'{"format": "designer/1", "entities": [5]}',
        b'{"a":' * 50_000, b'{"format": "designer/1", "entities": ' + b"[" * 100_000,
        b'{"format": "designer/1", "entities": [{"name": "t", "rows": ' + b"9" * 5000 + b"}]}",
        b'{"format": "designer/1", "entities": [{"name": "t", "rows": 1e400}]}',
        b'{"format": "designer/1", "name": "\\ud800"}',
    ],
)  # fmt: skip
def test_a_broken_design_file_is_said_in_words(data: bytes, browser: Client) -> None:
    page = imported(browser, **upload(data))
    assert page.status_code in (200, 422)
    assert not Design.objects.exists()


@pytest.mark.parametrize("identity", ["a\nb", "..", ".", "\x1f"])
def test_an_id_that_no_address_can_hold_makes_no_design(identity: str, browser: Client) -> None:
    data = {"format": "designer/1", "entities": [{"id": identity, "name": "t"}]}
    page = imported(browser, **upload(json.dumps(data).encode()))
    answer = browser.post(f"{page.request['PATH_INFO']}create/", {"name": "x"})  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert b"cannot stand in an address" in answer.content
    assert not Design.objects.exists()


def test_a_packed_bomb_is_not_unpacked(browser: Client) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.sql", "0" * 5_000_000)
    page = imported(browser, **upload(held.getvalue(), "a.sql"))
    assert page.status_code == 422
    assert b"is compressed" in page.content


@pytest.mark.parametrize("text", ["(" * 20_000 + "1" + ")" * 20_000, "1+" * 20_000 + "1", "CASE " * 5000, "-" * 4000])
def test_deep_nesting_is_no_fault(text: str, browser: Client) -> None:
    assert imported(browser, text=f"CREATE TABLE a (b int CHECK ({text} > 0));").status_code == 200


def test_more_than_a_request_may_hold_is_413(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = browser.post("/import/", {"text": "x" * 5000})
    assert answer.status_code == 413
    assert b"more than one import takes" in answer.content


def test_a_form_of_five_hundred_rows_is_taken(browser: Client, design: Design) -> None:
    values = {f"values-{number}-value": f"v{number}" for number in range(500)}
    was = {f"values-{number}-was": "" for number in range(500)}
    answer = browser.post(reverse("add_object", args=[design.id, "enum"]), {"name": "many", **values, **was})
    assert answer.status_code == 303
    design.refresh_from_db()
    assert len(stored(design).enums[0].values) == 500


# What stands around the answers


def test_an_address_for_forms_only_says_so(browser: Client, design: Design) -> None:
    answer = browser.get(f"/d/{design.id}/findings/apply/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert b"Go back to the page with the form" in answer.content


@pytest.mark.parametrize("path", ["/", "/import/", "/new/", "/d/{}/", "/d/{}/history/", "/d/{}/export/postgres/file/"])
def test_what_a_team_sees_stays_out_of_shared_caches(path: str, browser: Client, design: Design) -> None:
    held = browser.get(path.format(design.id)).headers["Cache-Control"]
    assert "private" in held
    assert "no-cache" in held


def test_every_form_wants_its_token(design: Design, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for path in ("history/undo/", "findings/apply/", "pin/", "unpin/", "add/entity/", "export/verify/"):
        assert client.post(f"/d/{design.id}/{path}").status_code == 403
    for path in ("/import/", "/new/", "/new/sample/"):
        assert client.post(path).status_code == 403


def test_two_designs_share_no_ids_by_accident(browser: Client, design_of: DesignOf) -> None:
    """The same text imported twice has the same ids: an edit of one leaves the other as it is."""
    text = schema_of(entity("a", "id int", pk="id"), entity("b", "a_id int"), link("b.a_id", "a.id"), name="x")
    first, second = design_of(text), design_of(text)
    key = stored(first).entities[0].id
    assert browser.post(f"/d/{first.id}/delete/{key}", {"revision": "1"}).status_code == 303
    first.refresh_from_db()
    second.refresh_from_db()
    assert (len(stored(first).entities), len(stored(second).entities)) == (1, 2)
