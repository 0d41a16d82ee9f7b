"""A server to ask, for what only a server can say."""

from collections.abc import Iterator

import pytest

from designer.lab.scratch import ScratchCluster


@pytest.fixture(scope="session")
def scratch() -> Iterator[ScratchCluster]:
    """A running throw-away cluster."""
    with ScratchCluster(in_memory=True) as cluster:
        yield cluster
