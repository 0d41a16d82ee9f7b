"""A design to work on, and jobs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection

import tests.jobs.planted.job_kinds  # noqa: F401
from designer.jobs import queue
from designer.jobs.models import Job
from designer.jobs.processes import ForkServers
from designer.lab.proof_clusters import OwnClusters
from designer.schema.build import entity, schema_of
from designer.store.cache import CACHE
from designer.store.editing import create_design
from designer.store.models import Design, Team

Ask = Callable[..., Job]


@pytest.fixture
def design(db: None) -> Design:
    CACHE.clear()
    team = Team.objects.create(name="Shop")
    alice = User.objects.create(username="alice")
    schema = schema_of(entity("orders", "id bigint not null", pk="id"), name="shop")
    return create_design(team.id, alice, schema, label="Created for a test")


@pytest.fixture
def ask(design: Design) -> Ask:
    """Asks for a job of a planted kind."""

    def start(kind: str, content: str = "same", **arguments: Any) -> Job:
        return queue.start(kind, design, content=content, actor=None, arguments=arguments)

    return start


@pytest.fixture(scope="session")
def forks() -> Iterator[ForkServers]:
    """As a worker has them; gone afterwards, with all that it forked. Only for tests that are `elsewhere`."""
    clusters = OwnClusters(idle=2)
    made = ForkServers(clusters)
    yield made
    made.close()
    clusters.close()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets processes that the test starts reach the test's database, with the planted kinds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    known = connection.settings_dict
    parts = [quote(str(known[part]), safe="") for part in ("USER", "PASSWORD")]
    host = known["OPTIONS"].get("host") or known["HOST"]
    address = f"postgresql://{parts[0]}:{parts[1]}@:{known['PORT']}/{name}?host={quote(str(host), safe='')}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.jobs.planted.settings")
