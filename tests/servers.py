"""Servers that tests of several folders share, each started once for a process or a module."""

from collections.abc import Iterator

import pytest

from designer.lab.mariadb.server import MariaServer, mariadb_server
from designer.lab.scratch import ScratchCluster


@pytest.fixture(scope="session")
def scratch() -> Iterator[ScratchCluster]:
    """A running throw-away cluster."""
    with ScratchCluster(in_memory=True) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def maria() -> Iterator[MariaServer]:
    """A running MariaDB server."""
    with mariadb_server() as running:
        yield running
