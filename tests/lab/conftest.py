"""Servers shared by the lab's tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from designer.lab.places import scratch_directory
from designer.lab.scratch import ScratchCluster


@pytest.fixture(scope="session")
def scratch() -> Iterator[ScratchCluster]:
    """A running throw-away cluster."""
    with ScratchCluster(in_memory=True) as cluster:
        yield cluster


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A directory that the server's account can pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(dir=scratch_directory()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)
