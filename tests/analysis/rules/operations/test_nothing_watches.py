"""GR011: declared limits that nobody is said to watch."""

from typing import Any

import pytest

from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Requirements
from tests.analysis.rules.running import findings, titles

TABLE = entity("orders", "id bigint", "total numeric", pk="id", rows=90_000_000, rows_per_day=100_000)
TIMED = pattern("an order", "SELECT total FROM orders WHERE id = $1", per_minute=900, latency_ms=20)
UNTIMED = pattern("an order", "SELECT total FROM orders WHERE id = $1", per_minute=900)


def unwatched(*parts: Any, watched: dict[str, Any] | None = None, **needs: Any) -> list[str]:
    """What of these limits nobody is said to watch."""
    required = Requirements(monitoring=FrozenMap(watched) if watched is not None else None, **needs)
    found = findings("GR011", TABLE, *parts, required)
    return [row[0] for one in found for row in one.evidence["rows"]]


@pytest.mark.parametrize(
    ("parts", "needs"),
    [
        ((), {}),
        ((UNTIMED,), {"rto_minutes": 30, "horizon_months": 24, "processes": 8}),
        ((UNTIMED,), {"replica_reads": False, "replica_lag_seconds": 5}),
        ((), {"backup": FrozenMap({"schedule": "daily"})}),
    ],
)
def test_a_design_without_limits_has_none_to_watch(parts: tuple[Any, ...], needs: dict[str, Any]) -> None:
    assert unwatched(*parts, **needs) == []


@pytest.mark.parametrize(
    "watched",
    [
        {"slow queries": "pg_stat_statements", "connections": True, "backups": "daily", "replication": None},
        {"grafana": "latency of statements, pgbouncer pools, WAL archiving"},
        {"Slow_Query log": "yes", "backupAge": 26, "connection-count": "alarm"},
    ],
)
def test_what_is_described_in_any_words_is_believed(watched: dict[str, Any]) -> None:
    assert unwatched(TIMED, watched=watched, max_connections=100, rpo_minutes=5) == []


@pytest.mark.parametrize("answer", ["no", "Nobody yet", "none", False, None])
def test_what_is_answered_with_no_is_not_watched(answer: Any) -> None:
    assert unwatched(watched={"connections": answer}, max_connections=100) == ["connections"]


def test_each_limit_shows_its_number_and_when_to_act() -> None:
    (found,) = findings("GR011", TABLE, TIMED, Requirements(max_connections=105, rpo_minutes=5, replica_reads=True))
    assert found.title.startswith("4 limits are declared, and nothing is said to watch them: slow queries, connections")
    said = {row[0]: row[1:] for row in found.evidence["rows"]}
    assert said["connections"][1] == "More than 80 are open."
    assert "5 minutes" in said["backups"][1]
    assert "say how old an answer may be" in said["replica lag"][1]
    assert "20 ms" in said["slow queries"][1]


def test_a_gap_in_the_description_is_named() -> None:
    found = titles("GR011", TABLE, Requirements(replica_reads=True, monitoring=FrozenMap({"disk": "alarm"})))
    assert found == ["A limit is declared, and nothing is said to watch it: replica lag"]


@pytest.mark.parametrize("dialect", ["sqlite", "oracle", "tsql"])
def test_elsewhere_no_query_is_made_up(dialect: str) -> None:
    (found,) = findings("GR011", TABLE, TIMED, Requirements(max_connections=100), dialect=Dialect(name=dialect))
    assert {row[3] for row in found.evidence["rows"]} == {None}
