"""What stands in the log: the request that a line belongs to, and nothing that opens anything."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.test import Client

from designer.jobs.models import Job
from designer.store.tracing import current_request, on_behalf_of
from designer.web.logs import JsonLines, Lines, WithoutTokens

TOKEN = "kX3v-secret-token-of-32-characters"


def written(formatter: logging.Formatter, message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord("designer.test", logging.INFO, __file__, 1, message, arguments, None)
    vars(record).update(more)
    WithoutTokens().filter(record)
    return formatter.format(record)


@pytest.mark.parametrize(
    "told",
    [
        f"GET /s/{TOKEN}/dictionary/",
        f"GET /e/{TOKEN}/",
        f"POST /invitations/{TOKEN}/",
        f"Referer: https://designs.example.org/accounts/password/reset/key/{TOKEN}/",
        f"postgresql://designer:{TOKEN}@server:5432/designer does not answer",
        f"mysql://root:{TOKEN}@server/x",
        f"Authorization: Bearer {TOKEN}",
        f"{{'password': '{TOKEN}'}}",
        f"password={TOKEN}&next=/",
        f"Cookie: sessionid={TOKEN}; csrftoken={TOKEN}",
        f'{{"secret": "{TOKEN}"}}',
    ],
)
def test_no_line_holds_what_opens_something(told: str) -> None:
    for formatter in (Lines("%(message)s"), JsonLines()):
        assert TOKEN not in written(formatter, "%s", told)
        assert TOKEN not in written(formatter, told.replace("%", "%%"), path=told)
        try:
            raise ValueError(told)
        except ValueError:
            assert TOKEN not in written(formatter, "It failed", exc_info=sys.exc_info())


def test_words_that_open_nothing_stay() -> None:
    said = "GET /d/7/export/postgres/ took 3 ms: token of a basic kind, see https://example.org/a:b"
    assert written(Lines("%(message)s"), said) == said


def test_a_line_for_programs_is_one_object_with_its_request() -> None:
    with on_behalf_of("abcdefgh-1"):
        line = written(JsonLines(), 'two\nlines and "quotes"', status=200, view="home", other="left out")
    found = json.loads(line)
    assert "\n" not in line
    assert found.pop("time").endswith("Z")
    assert found == {
        "level": "info", "logger": "designer.test", "message": 'two\nlines and "quotes"',
        "request_id": "abcdefgh-1", "view": "home", "status": 200,
    }  # fmt: skip
    assert current_request() == ""


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space-here", "line\tbreak--", "-dash-first", "ümlaut-12"]
)
def test_an_id_that_is_none_is_replaced(given: str, client: Client) -> None:
    answer = client.get("/health", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_the_id_of_a_request_is_given_back_and_stands_in_its_lines(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "designer.request"):
        answer = client.get("/no%0A/such/page", headers={"X-Request-ID": "from.the-proxy_1"})
    assert answer.headers["X-Request-ID"] == "from.the-proxy_1"
    (record,) = (one for one in caplog.records if one.name == "designer.request")
    assert record.getMessage() == r"GET /no\n/such/page 404"
    assert vars(record)["status"] == 404


def test_a_job_remembers_the_request_that_it_came_from() -> None:
    with on_behalf_of("abcdefgh-2"):
        assert Job(kind="plan").request == "abcdefgh-2"
    assert Job(kind="plan").request == ""
