"""IX027: indexes that a server has counted no scan of."""

from typing import Any

import pytest

from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

PARENT = entity("shops", "id bigint", pk="id")


def said(*parts: Any, days: Any = 30, rows: int = 60_000_000, index: Any = None, names: Any = None) -> Any:
    """What is found of an index on the channel of orders."""
    held = {"seen": "2026-03-01", "days": days, "unscanned": {"own_idx": 2_000_000} if names is None else names}
    table = entity(
        "orders",
        "id bigint",
        "channel text",
        "shop_id bigint",
        pk="id",
        indexes=(index or on("channel", name="own_idx"),),
        rows=rows,
        rows_per_day=5_000,
        x=FrozenMap({"server": held}),
    )
    return found("IX027", PARENT, table, *parts)


@pytest.mark.parametrize(
    "given",
    [
        {"days": 29.9},
        {"days": None},
        {"days": "many"},
        {"rows": 10_000},
        {"names": {}},
        {"names": {"gone_idx": 4}},
        {"index": on("channel", name="own_idx", unique=True)},
    ],
)
def test_few_days_small_tables_and_unique_indexes_are_left_alone(given: dict[str, Any]) -> None:
    assert said(**given) == ()


def test_an_index_that_a_foreign_key_wants_is_left_alone() -> None:
    index = on("shop_id", "channel", name="own_idx")
    assert len(said(index=index)) == 1
    assert said(link("orders.shop_id", "shops.id"), index=index) == ()


def test_the_size_and_the_writes_are_shown_and_the_index_goes() -> None:
    (one,) = said()
    assert one.title == "No query has scanned own_idx on orders in 30 days"
    assert "2 MB, and is written up to 5,000 times a day" in one.message
    assert len(one.fix) == 1
