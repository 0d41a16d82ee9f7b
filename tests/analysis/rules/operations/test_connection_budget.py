import pytest

from designer.analysis.finding import Severity
from designer.schema.model import Requirements
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize("given", [(None, 10, 5), (10, None, 5), (10, 10, None), (0, 10, 5)])
def test_where_a_number_is_not_given_nothing_is_assumed(given: tuple[int | None, int | None, int | None]) -> None:
    processes, pool, most = given
    assert titles("GR003", Requirements(processes=processes, pool_size=pool, max_connections=most)) == []


@pytest.mark.parametrize(
    ("most", "expected"), [(105, None), (104, Severity.WARNING), (100, Severity.WARNING), (99, Severity.ERROR)]
)
def test_the_reserve_is_a_warning_and_the_limit_an_error(most: int, expected: Severity | None) -> None:
    found = findings("GR003", Requirements(processes=10, pool_size=10, max_connections=most))
    assert [one.severity for one in found] == ([expected] if expected else [])


def test_the_pool_that_would_fit_does_fit() -> None:
    (finding,) = findings("GR003", Requirements(processes=10, pool_size=20, max_connections=100))
    assert "A pool of 9 for each process" in finding.message
    assert titles("GR003", Requirements(processes=10, pool_size=9, max_connections=100)) == []


def test_more_processes_than_connections_are_sent_to_a_pooler() -> None:
    (finding,) = findings("GR003", Requirements(processes=200, pool_size=1, max_connections=100))
    assert "pooler" in finding.message
