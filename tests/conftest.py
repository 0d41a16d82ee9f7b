"""Shared by all tests: what machines may lack is handled in one place."""

import gc
from collections.abc import Generator

import pytest

pytest_plugins = [
    "tests.workers",
    "tests.by_file",
    "tests.emptied",
    "tests.optional",
    "tests.prepared",
    "tests.windows",
    "pytester",
]

# How many new objects make Python look for garbage. Requests, designs and parsed statements are many objects that go
# without being looked for: looking as often as is usual takes a tenth of what the tests take.
RARELY = (10_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Where one process collects all tests, it takes half the time when nobody looks for garbage among them. They stay
    to the end, as what every worker imports does, so no later look passes over them either."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(*RARELY)
