"""Servers shared by the lab's tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from designer.lab.places import scratch_directory
from tests.servers import maria, scratch

__all__ = ["maria", "scratch"]


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A directory that the server's account can pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(dir=scratch_directory()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)
