"""IX026: indexes that a server has marked invalid."""

from typing import Any

import pytest

from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from tests.analysis.rules.asking import on
from tests.analysis.rules.running import findings


def said(held: Any, **known: Any) -> list[Any]:
    """What is found of an index, with this under what the server has seen."""
    index = on("customer_id", name="orders_idx", **known)
    return findings(
        "IX026", entity("orders", "id bigint", "customer_id bigint", indexes=(index,), x=FrozenMap({"server": held}))
    )


@pytest.mark.parametrize("held", [{}, {"invalid": ()}, {"invalid": ("gone_idx",)}, {"invalid": "orders_idx"}, None, 4])
def test_what_no_server_has_marked_is_left_alone(held: Any) -> None:
    assert said(held) == []


def test_an_invalid_index_shows_the_day_and_the_way_out() -> None:
    (found,) = said({"invalid": ("orders_idx",), "seen": "2026-03-01"})
    assert "on 2026-03-01" in found.message
    assert found.evidence["a way out"] == "REINDEX INDEX CONCURRENTLY public.orders_idx"
    assert "vouch" not in found.message
    (found,) = said({"invalid": ("orders_idx",)}, unique=True)
    assert "does not vouch" in found.message
