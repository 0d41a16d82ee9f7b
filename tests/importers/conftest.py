"""SQL for the importers' tests, and reading it."""

from collections.abc import Callable

import pytest

from designer.importers import import_sql
from designer.schema.schema import Schema


@pytest.fixture
def read() -> Callable[[str], Schema]:
    """Reads SQL that must be without problems."""

    def read_without_problems(sql: str) -> Schema:
        imported = import_sql(sql)
        assert imported.problems == ()
        return imported.schema

    return read_without_problems
