"""GR016: tables that vacuum or ANALYZE has not been to."""

from typing import Any

import pytest

from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from tests.analysis.rules.running import findings


def said(rows: int | None = 1_000_000, **held: Any) -> list[Any]:
    """What is found of orders of which a server has seen this."""
    seen = FrozenMap({"server": {"seen": "2026-03-01", **held}})
    return findings("GR016", entity("orders", "id bigint", pk="id", rows=rows, x=seen))


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        (1_000_000, {}),
        (1_000_000, {"dead_rows": 300_000}),
        (1_000_000, {"dead_rows": "many"}),
        (500, {"dead_rows": 9_000}),
        (10_000, {"never_analyzed": True}),
        (None, {"never_analyzed": True}),
        (1_000_000, {"never_analyzed": False}),
    ],
)
def test_what_autovacuum_leaves_and_small_tables_are_left_alone(rows: int | None, held: dict[str, Any]) -> None:
    assert said(rows, **held) == []


def test_dead_rows_and_missing_statistics_show_the_day_and_the_way_out() -> None:
    (dead,) = said(dead_rows=300_001, never_analyzed=True)
    assert dead.title == "orders had 300,001 dead rows beside 1,000,000 living ones"
    assert (dead.evidence["seen on"], dead.evidence["a way out"]) == ("2026-03-01", "VACUUM public.orders")
    (unknown,) = said(never_analyzed=True)
    assert unknown.title == "orders with 1,000,000 rows was never analyzed"
    assert unknown.evidence["a way out"] == "ANALYZE public.orders"
