"""What somebody may try at the API, one line each, and what holds."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from designer.schema.design_file import to_json
from designer.store.cache import schema_of
from designer.store.models import ApiToken, Design, Membership
from designer.web.logs import WithoutTokens
from tests.web.api.conftest import Program, World, program_of
from tests.web.conftest import client_signed_in

pytestmark = pytest.mark.django_db
FILE = b'{"base": 1, "design": {"format": "designer/1", "name": %s}}'
DEEP = b'{"base": 1, "design": ' + b'{"x":' * 100 + b"1" + b"}" * 101

TOKENS = {
    "nothing": None,
    "an empty one": "",
    "a word": "x",
    "only the prefix": "sdt_",
    "the right length": "sdt_" + "A" * 43,
    "an overlong one": "sdt_" + "A" * 100_000,
    "a token without signature (alg none)": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.",
    "a signed one of another kind (alg HS256)": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl",
    "SQL": "sdt_' OR '1'='1",
    "NUL and its like": "sdt_\x01\x02",
    "letters beyond ASCII": "sdt_ü",
    "two in one": "sdt_a, Bearer sdt_b",
}

BODIES = {
    "no JSON": (b"nothing", 400),
    "nothing": (b"", 422),
    "half of it": (b'{"base":', 400),
    "no UTF-8": (b'{"label": "\xff"}', 400),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "a number": (b"1", 422),
    "a key twice": (b'{"base": 1, "base": 2}', 400),
    "a key twice, deep inside": (FILE % b'"x", "comment": "a", "comment": "b"', 400),
    "NaN": (FILE % b"NaN", 400),
    "Infinity": (FILE % b"-Infinity", 400),
    "1e400": (b'{"base": 1e400}', 400),
    "a number of 5,000 digits": (b'{"base": ' + b"9" * 5000 + b"}", 400),
    "a number beyond 64 bits": (b'{"base": 99999999999999999999999, "design": {}}', 422),
    "a negative number": (b'{"base": -1, "design": {}}', 422),
    "true for a number": (b'{"base": true, "design": {"format": "designer/1"}}', 422),
    "100 levels": (DEEP, 400),
    "100,000 levels": (b'{"base": 1, "design": ' + b"[" * 100_000, 400),
    "half of a character": (FILE % b'"\\ud800"', 400),
    "NUL in a text": (FILE % b'"x", "comment": "a\\u0000b"', 422),
    "another role": (b'{"base": 1, "design": {}, "role": "owner"}', 422),
    "another team": (b'{"base": 1, "design": {}, "team": 1, "team_id": 1}', 422),
    "another id": (FILE % b'"x", "id": 1', 422),
    "keys that design files do not have": (FILE % b'"x", "__class__": {}', 422),
    "design and SQL together": (b'{"base": 1, "design": {}, "sql": "SELECT 1"}', 422),
    "a dialect that there is not": (b'{"base": 1, "sql": "x", "dialect": "../../etc"}', 422),
    "SQL of half a megabyte": (b'{"base": 1, "sql": "' + b"x" * 600_000 + b'"}', 413),
    "SQL without a table, which would empty the design": (b'{"base": 1, "sql": "SELECT 1"}', 422),
    "parentheses without end": (b'{"base": 1, "sql": "SELECT ' + b"(" * 5000 + b'"}', 422),
}

PATHS = {
    "a letter for a number": "/designs/x",
    "a negative number": "/designs/-1",
    "zero": "/designs/0",
    "a number beyond 64 bits": "/designs/99999999999999999999",
    "digits of another script": "/designs/٣",
    "a way up": "/designs/../../me",
    "a way up, encoded": "/designs/%2e%2e%2f%2e%2e%2fme",
    "a way up in a target": "/designs/{D}/exports/..%2f..%2fsettings",
    "a module for a target": "/designs/{D}/exports/registry",
    "a NUL": "/designs/%00",
    "a line break": "/designs/1%0d%0aX-Evil:%201",
    "two slashes": "//designs",
    "a version of another kind": "/designs/{D}/versions/0",
    "a job that is no id": "/designs/{D}/jobs/1",
    "a job of nobody": "/designs/{D}/jobs/00000000-0000-0000-0000-000000000000",
}


@pytest.mark.parametrize("text", TOKENS.values(), ids=TOKENS)
def test_what_is_no_token_opens_nothing(text: str | None, world: World) -> None:
    answer = Program(text)("GET", "/me")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES)
def test_a_body_that_is_none_is_refused_in_words(body: bytes, status: int, world: World) -> None:
    now = body.replace(b'"base": 1,', b'"base": %d,' % world.places["R"])
    answer = world.programs["editor"]("PUT", f"/designs/{world.places['D']}/file", now)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert len(answer.json()["detail"]) < 500
    assert Design.objects.get(pk=world.places["D"]).revision == world.places["R"]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_an_address_that_is_none_leads_nowhere(path: str, world: World) -> None:
    answer = world.programs["owner"]("GET", path.format(**world.places))
    assert answer.status_code in (404, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "X-Evil" not in answer.headers


def test_a_body_of_another_kind_or_size_is_refused(world: World) -> None:
    ask, path = world.programs["editor"], f"/designs/{world.places['D']}/file"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"):
        assert ask("PUT", path, b"{}", Content_Type=kind).status_code == 415
    assert ask("PUT", path, b"{}", Content_Encoding="gzip").status_code == 415
    huge = Client().generic(
        "PUT", f"/api/v1{path}", b"{}", content_type="application/json", CONTENT_LENGTH=str(30 * 2**20),
        headers={"Authorization": f"Bearer {ask.token}"},
    )  # fmt: skip
    assert huge.status_code == 413


@pytest.mark.parametrize("name", ["token", "access_token", "TOKEN", "api_key"])
def test_a_token_in_an_address_is_refused_and_said_to_be_lost(name: str, world: World) -> None:
    token = world.programs["owner"].token
    answer = Program(None)("GET", f"/me?{name}={token}")
    assert answer.status_code == 400
    assert "take this one back" in answer.json()["detail"]
    assert str(token) not in answer.content.decode()


def test_a_session_opens_nothing_and_leaves_nothing(world: World) -> None:
    client = client_signed_in(world.users["owner"])
    for method in ("get", "post", "delete"):
        answer = getattr(client, method)(f"/api/v1/designs/{world.places['D']}")
        assert answer.status_code in (401, 405)
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
    assert client.get("/").status_code == 200


def test_a_token_opens_no_page(world: World) -> None:
    page = Client().get(
        f"/d/{world.places['D']}/", headers={"Authorization": f"Bearer {world.programs['owner'].token}"}
    )
    assert page.status_code == 302


def test_other_sites_and_frames_get_nothing(world: World) -> None:
    ask = world.programs["owner"]
    answer = ask("GET", "/me", Origin="https://evil.example")
    asked = Client().generic(
        "OPTIONS", "/api/v1/me", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    )
    for one in (answer, asked):
        assert not [name for name in one.headers if name.lower().startswith("access-control")]
    assert asked.status_code == 405
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == (
        "nosniff", "private, no-cache",
    )  # fmt: skip
    assert "Authorization" in answer.headers["Vary"]


@pytest.mark.parametrize("header", ["X_HTTP_Method_Override", "X_Method_Override", "X_HTTP_Method", "_method"])
def test_a_method_is_the_one_that_was_sent(header: str, world: World) -> None:
    answer = world.programs["owner"]("GET", f"/designs/{world.places['D']}?_method=DELETE", **{header: "DELETE"})
    assert answer.status_code == 200
    assert Design.objects.filter(pk=world.places["D"]).exists()


def test_head_says_what_get_would_and_other_methods_are_named(world: World) -> None:
    ask = world.programs["owner"]
    head, get = ask("HEAD", "/me"), ask("GET", "/me")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(get.content)))
    for method in ("TRACE", "DELETE", "PROPFIND"):
        refused = ask(method, "/me")
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET")
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_headers_of_pages_change_no_answer(world: World) -> None:
    answer = world.programs["stranger"]("GET", f"/designs/{world.places['D']}", HX_Request="true")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_nothing_that_belongs_to_others_is_reached_through_ones_own(world: World) -> None:
    """Ids of another team's things, below a design that one may see."""
    stranger = world.programs["stranger"]
    team = Membership.objects.get(user=world.users["stranger"]).team_id
    file = to_json(schema_of(world.design))
    mine = stranger("POST", "/designs", {"team": team, "design": file}).json()["id"]
    review = stranger(
        "POST", f"/designs/{mine}/reviews", {"title": "x", "design": {**file, "comment": "y"}}
    ).json()["number"]  # fmt: skip
    for method, path, body in (
        ("GET", f"/designs/{mine}/jobs/{world.places['J']}", None),
        ("DELETE", f"/designs/{mine}/jobs/{world.places['J']}", None),
        ("GET", f"/designs/{mine}/versions/9", None),
        ("PATCH", f"/designs/{mine}/reviews/{review}/threads/{world.places['H']}", {"resolved": True}),
        ("POST", f"/designs/{mine}/reviews/{review}/comments", {"text": "x", "thread": world.places["H"]}),
        ("POST", "/designs", {"team": world.places["T"], "design": file}),
        ("GET", f"/designs?team={world.places['T']}", None),
    ):
        answer = stranger(method, path, body)
        assert answer.status_code == 404 or answer.json() == {"items": [], "next": None}, path
    assert stranger("GET", f"/designs/{mine}/file?revision=9").status_code == 422


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(world: World) -> None:
    cache.clear()
    answers = [Program(f"sdt_{number}")("GET", "/me") for number in range(22)]
    assert [one.status_code for one in answers] == [401] * 20 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert world.programs["owner"]("GET", "/me").status_code == 200
    cache.clear()


def test_a_token_has_so_many_requests_a_minute(world: World) -> None:
    program = program_of(world.users["viewer"])
    with override_settings(API_REQUESTS_PER_MINUTE=3):
        answers = [program("GET", "/me") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert world.programs["viewer"]("GET", "/me").status_code == 200
    assert ApiToken.objects.filter(user=world.users["viewer"]).latest("created_at").used_at is not None


def test_no_token_gets_into_the_log(world: World) -> None:
    token = str(world.programs["owner"].token)
    for text in (f"GET /api/v1/me?token={token}", f"Authorization: Bearer {token}", f"{{'token': '{token}'}}"):
        record = logging.LogRecord("x", logging.INFO, "", 0, text, None, None)
        WithoutTokens().filter(record)
        assert token not in record.getMessage()


def test_a_fault_of_ours_is_a_problem_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("designer.web.api.designs.shown", broken)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.programs['owner'].token}"})
    answer = client.get(f"/api/v1/designs/{world.places['D']}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in json.dumps(answer.json())
