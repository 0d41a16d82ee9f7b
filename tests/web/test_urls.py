"""Every address with every role: what one may not see is not there, what one may not do is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from designer.store.cache import CACHE
from designer.urls import urlpatterns
from tests.web.axe_walks import ELSEWHERE as WALKED_ELSEWHERE
from tests.web.axe_walks import WALKED
from tests.web.conftest import lasting, undone
from tests.web.furnishing import WHO, World, furnished
from tests.web.roles import ELSEWHERE, ROLES


def names(patterns: list[Any]) -> set[str]:
    """The names of all addresses, those of the account pages left to their own project, and those of the API to
    `tests/web/api/test_matrix.py`."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith(("accounts/", "api/v1/")):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(pattern.name)
    return found


def test_every_address_is_listed_with_its_roles() -> None:
    assert names(urlpatterns) == set(ROLES) | set(ELSEWHERE)


def test_whoever_is_said_to_let_axe_look_at_pages_does() -> None:
    assert set(ROLES) >= WALKED
    for file in WALKED_ELSEWHERE:
        text = (Path(__file__).parent / file).read_text()
        assert "assert_accessible(" in text or "assert_faultless(" in text, file


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with lasting(django_db_blocker):
        yield furnished()


def is_page(answer: HttpResponse) -> bool:
    """Whether it is a whole page, not a part of one, a file or a refusal."""
    return answer.status_code == 200 and not answer.streaming and answer.content.lstrip()[:9].lower() == b"<!doctype"


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """By role, each with what it came with; a visitor has opened the shared link."""
    found = {role: Client() for role in (*WHO, "nobody", "visitor")}
    for role, cookie in world.cookies.items():
        found[role].cookies["sessionid"] = cookie
    assert found["visitor"].get(reverse("shared", args=[world.places["S"]])).status_code == 200
    return found


@contextmanager
def as_it_came(client: Client) -> Iterator[Client]:
    """The client, which afterwards has the cookies that it had; and what it does is taken back."""
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    with undone():
        yield client
    client.cookies.clear()
    for name, value in before.items():
        client.cookies[name] = value


@pytest.mark.parametrize("name", ROLES)
def test_address_answers_each_role_as_listed(name: str, world: World, clients: dict[str, Client]) -> None:
    method, arguments, expected = ROLES[name]
    url = reverse(name, args=[world.places.get(one, one) for one in arguments])
    listed = {**expected, "visitor": expected["nobody"]}  # a shared link opens its own pages and nothing else
    found: dict[str, int] = {}
    for role, client in clients.items():
        if method != "GET":
            CACHE.clear()  # of what the role before changed, and is taken back
        with as_it_came(client):
            answer = getattr(client, method.lower())(url)
            found[role] = answer.status_code
            if role == "owner" and method == "GET" and is_page(answer):
                assert name in WALKED, f"{name} is a page that axe is not shown: see axe_walks.py"
            if role not in WHO and answer.status_code == 302:
                assert answer.headers["Location"].startswith("/accounts/login/"), role
    assert found == listed, (method, url)
