from typing import Any

import pytest

from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

RANGE = "SELECT count(*) FROM visits WHERE created_at >= $1"


def ordered(*statements: str, index: Index | None = None, correlation: float | None = 0.95, **said: Any) -> Any:
    """What is found of visits that are asked for by these statements."""
    ask = {"per_minute": 1, **said.pop("asked", {})}
    patterns = [pattern(f"pattern {number}", text, **ask) for number, text in enumerate(statements or (RANGE,))]
    column = attribute(said.pop("column", "created_at timestamptz not null default now()"), correlation=correlation)
    server = said.pop("server", "postgres")
    volume = {"rows": 50_000_000, **said}
    table = entity("visits", "id bigint", column, "page text", pk="id", indexes=(index or on("created_at"),), **volume)
    return found("IX018", table, *patterns, dialect=Dialect(name=server))


@pytest.mark.parametrize(
    "other",
    [
        "SELECT id FROM visits ORDER BY created_at DESC LIMIT 10",
        "SELECT id FROM visits WHERE created_at > $1 ORDER BY created_at LIMIT 10",
        "SELECT id FROM visits WHERE created_at = $1",
    ],
)
def test_an_order_or_one_moment_needs_the_b_tree(other: str) -> None:
    assert ordered(RANGE, other) == ()


def test_a_few_rows_or_a_search_that_runs_all_the_time_need_the_b_tree() -> None:
    one = "SELECT id FROM visits WHERE created_at >= $1"
    assert ordered(one, asked={"rows": 999}) == ()
    assert ordered(one, asked={"per_minute": 61}) == ()
    assert len(ordered(one, asked={"rows": 1_000, "per_minute": 60})) == 1


@pytest.mark.parametrize(
    "index",
    [
        on("created_at", "page"),
        on("created_at DESC"),
        on("created_at", unique=True),
        on("created_at", where="page = 'x'"),
        on("created_at", method="brin"),
        on("created_at", include=("page",)),
        on("page"),
    ],
)
def test_only_a_plain_index_on_the_time_alone_is_judged(index: Index) -> None:
    assert ordered(index=index) == ()


def test_other_systems_smaller_tables_and_unused_indexes_are_left_alone() -> None:
    assert ordered(server="sqlite", column="created_at timestamp not null") == ()
    assert ordered(rows=9_999_999) == ()
    assert ordered("SELECT id FROM visits WHERE page = $1") == ()


@pytest.mark.parametrize("volume", [{"updates_per_day": 5}, {"deletes_per_day": 5}, {"retention_days": 30}])
def test_where_rows_leave_room_for_others_the_order_is_not_sure(volume: dict[str, float]) -> None:
    assert ordered(correlation=None, **volume) == ()
    assert ordered(RANGE, "UPDATE visits SET page = $1 WHERE id = $2", correlation=None) == ()


def test_a_low_correlation_is_believed() -> None:
    assert ordered(correlation=0.89) == ()
    assert ordered(correlation=None, column="created_at timestamptz default now()") == ()


def test_rows_in_the_order_of_their_time_are_found() -> None:
    (measured,) = ordered(correlation=0.9)
    assert measured.evidence["in order, since"] == "correlation 0.9"
    (added,) = ordered(correlation=None)
    assert added.fix
