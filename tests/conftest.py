"""Shared by all tests: what machines may lack is handled in one place."""

import gc
from collections.abc import Generator, Iterator

import pytest
from django.db import connection

pytest_plugins = ["tests.optional", "tests.windows", "tests.workers", "pytester"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Twelve thousand tests are collected in half the time when nobody looks for garbage among them; they stay to the
    end, so no later look passes over them either."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(autouse=True)
def _queue_left_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits leaves no jobs in the queue: Django flushes the tables of its own models alone."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
