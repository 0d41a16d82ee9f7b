"""How many queries a page takes: few, and no more for a large design than for a small one."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from designer.schema.schema import Schema
from designer.store.cache import CACHE
from designer.store.models import Design
from tests.web.conftest import many

MOST = 12


def assert_same_queries(
    client: Client, design_of: Callable[[Schema], Design], url_of: Callable[[Design], str], **headers: str
) -> None:
    """At 5 and at 50 entities, with nothing in memory: as many, and at most twelve."""
    counts = []
    for size in (5, 50):
        design = design_of(many(size))
        CACHE.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(design), headers=headers).status_code == 200
        counts.append(len([one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST, queries.captured_queries
