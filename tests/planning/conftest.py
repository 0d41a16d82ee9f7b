"""Servers that plans are run on."""

from collections.abc import Iterator

import psycopg
import pytest

from designer.lab.proof import proof_database
from tests.servers import maria

__all__ = ["maria"]


@pytest.fixture
def session() -> Iterator[psycopg.Connection]:
    """A connection to a database of its own."""
    with proof_database() as database, database.connect() as connection:
        yield connection
