"""Streams of a real server: they hold no pooled connection, and end when they have to."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from designer.schema.edits import alter
from designer.store.cache import CACHE, schema_of
from designer.store.editing import edit
from designer.store.members import remove_member
from designer.store.models import Design, Presence
from tests.web.conftest import ClientOf
from tests.web.serving import NAME, POOL, Site, served

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("a server of its own"),
]


def messages(stream: Any) -> Iterator[dict[str, Any]]:
    """What a stream says, one by one; `{"over": True}` where it says good-bye."""
    for line in stream:
        if line.startswith(b"event: over"):
            yield {"over": True}
        elif line.startswith(b'data: {"'):
            yield json.loads(line[6:])


def test_streams_of_two_hosts_hear_the_same_and_one_outlives_the_other(
    design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    cookie = f"sessionid={client_of(edgar).cookies['sessionid'].value}"

    def stream(stack: ExitStack, site: Site) -> Iterator[dict[str, Any]]:
        asked = urllib.request.Request(f"{site.url}/events/d/{design.id}/", headers={"Cookie": cookie})
        opened = stack.enter_context(urllib.request.urlopen(asked, timeout=20))
        assert opened.readline().startswith(b"retry")
        return messages(opened)

    def next_edit(heard: Iterator[dict[str, Any]]) -> int:
        return int(next(found for found in heard if found.get("kind") == "edit")["revision"])

    def comment(text: str) -> None:
        CACHE.clear()
        held = Design.objects.get(pk=design.pk)
        edit(held, alice, (alter(schema_of(held), "design", comment=text),), label="Comment")

    with served() as stays, ExitStack() as mine:
        with served() as goes, ExitStack() as theirs:
            first, second = stream(mine, stays), stream(theirs, goes)
            comment("For sale")
            assert (next_edit(first), next_edit(second)) == (2, 2)
        comment("Sold")
        assert next_edit(first) == 3


def test_more_streams_than_pooled_connections_leave_the_pages_theirs_and_end_with_the_membership(
    design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    cookie = f"sessionid={client_of(edgar).cookies['sessionid'].value}"

    def opened(url: str) -> Any:
        return urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=20)

    with served() as site, ExitStack() as stack:
        streams = [stack.enter_context(opened(f"{site.url}/events/d/{design.id}/")) for _ in range(POOL + 3)]
        heard = [messages(one) for one in streams]
        for stream in streams:
            assert stream.readline().startswith(b"retry")
        assert Presence.objects.count() == POOL + 3
        pages = [opened(f"{site.url}/d/{design.id}/").status for _ in range(3)]
        assert pages == [200, 200, 200]
        with connection.cursor() as cursor:
            cursor.execute("SELECT application_name FROM pg_stat_activity WHERE datname = current_database()")
            names = [name for (name,) in cursor.fetchall()]
        assert names.count(NAME) <= POOL
        assert names.count("designer events") == 1
        edit(design, alice, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
        for one in heard:
            assert next(found for found in one if found.get("kind") == "edit")["revision"] == 2
        gone = threading.Thread(target=lambda: [next(each for each in one if each.get("over")) for one in heard])
        gone.start()
        remove_member(alice, design.team_id, edgar.pk)
        gone.join(20)
        assert not gone.is_alive()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            opened(f"{site.url}/events/d/{design.id}/")
