"""Every address with ids that are none and with every method: refused in words, never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.web.browsing import FRAGMENT
from tests.web.conftest import lasting
from tests.web.furnishing import World, furnished
from tests.web.roles import ROLES

REFUSALS = {200, 201, 302, 303, 400, 403, 404, 405, 409, 422}
BAD = ("²", "\x00", "../..")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with lasting(django_db_blocker):
        yield furnished()


def addresses(name: str, world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """The address with each of the bad ids, once as a part of a page; those that no address can hold are left out."""
    asked = set()
    for bad in BAD:
        places = {**world.places, "R": 2**63, "F": "IX002-000000000000", "E": bad, "A": bad}
        headers = FRAGMENT if bad == BAD[0] else {}
        with suppress(NoReverseMatch):
            url = reverse(name, args=[places.get(one, one) for one in ROLES[name][1]])
            if (url, *headers) not in asked:
                asked.add((url, *headers))
                yield url, headers


@pytest.mark.parametrize("name", ROLES)
def test_no_method_and_no_id_is_a_fault(name: str, world: World) -> None:
    browser = Client()
    browser.cookies["sessionid"] = world.cookies["owner"]
    for url, headers in addresses(name, world):
        for method in ("get", "post", "put"):
            answer = getattr(browser, method)(url, headers=headers)
            assert answer.status_code in REFUSALS, (method, url)
