"""Requests while the database is away: they wait for it, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from psycopg import errors
from psycopg_pool import PoolTimeout

from designer.store.models import Design
from designer.web import patience
from tests.web.conftest import ClientOf

GONE = OperationalError("server login has been failing, try again later (server_login_retry)")


class Away:
    """A database that refuses so many queries, then answers."""

    def __init__(self, queries: int, error: Exception = GONE) -> None:
        self.left, self.error = queries, error

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        if self.left > 0:
            self.left -= 1
            raise self.error
        return execute(*given)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(patience, "_EVERY", 0.001)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction is on it
    yield
    patience._gone = False


@pytest.fixture
def browser(alice: User, client_of: ClientOf) -> Client:
    client = client_of(alice)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("canceling statement due to statement timeout"), False),
        (OperationalError("deadlock detected"), False),
        (ValueError("connection"), False),
        (None, False),
        (OperationalError("consuming input failed: server closed the connection unexpectedly"), True),
        (OperationalError("the database system is starting up"), True),
        (InterfaceError("the connection is closed"), True),
        (PoolTimeout("couldn't get a connection after 10.00 sec"), True),
    ],
)
def test_only_a_database_that_is_not_there_is_away(error: Exception | None, away: bool) -> None:
    assert patience.is_away(error) is away


@pytest.mark.django_db
def test_another_fault_is_one_of_ours_and_nobody_waits(browser: Client, design: Design) -> None:
    with connection.execute_wrapper(Away(1, OperationalError("deadlock detected"))):
        assert browser.get(f"/d/{design.id}/").status_code == 500
    assert patience._gone is False


@pytest.mark.django_db
def test_a_page_waits_and_is_read_anew(browser: Client, design: Design) -> None:
    away = Away(6)
    with connection.execute_wrapper(away):
        assert browser.get(f"/d/{design.id}/").status_code == 200
    assert (away.left, patience._gone) == (0, False)


@pytest.mark.django_db
def test_what_writes_is_not_done_again_but_waits_where_it_is_known_beforehand(browser: Client, design: Design) -> None:
    with connection.execute_wrapper(Away(1)):
        answer = browser.post("/new/sample/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Nothing you had saved is lost" in answer.content.decode()
    with connection.execute_wrapper(Away(4)):
        assert browser.post("/new/sample/").status_code == 303
    assert Design.objects.count() == 2


@pytest.mark.django_db
def test_nobody_waits_for_ever(browser: Client, design: Design, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.02)
    with connection.execute_wrapper(Away(10_000)):
        assert browser.get(f"/d/{design.id}/").status_code == 503
        assert Client().get("/health").status_code == 200


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (errors.ProtocolViolation("server conn crashed?"), True),  # as PgBouncer says of a query under way
        (errors.AdminShutdown("ending"), True),
        (errors.TooManyConnections("sorry"), True),
        (errors.QueryCanceled("too long"), False),
        (errors.DeadlockDetected("each waits for the other"), False),
    ],
)
def test_a_server_that_went_is_known_by_its_state_whatever_it_says(cause: Exception, away: bool) -> None:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    assert patience.is_away(error) == away
