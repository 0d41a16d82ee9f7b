"""Shared by all tests: what machines may lack is handled in one place."""

import gc
from collections.abc import Generator

import pytest

pytest_plugins = ["tests.emptied", "tests.optional", "tests.windows", "tests.workers", "pytester"]


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
