"""QR023: statements of a server that nobody has declared."""

from typing import Any

import pytest

from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from tests.analysis.rules.running import findings

TABLE = entity("orders", "id bigint", "state text", pk="id")
DECLARED = pattern("an order", "SELECT state FROM orders WHERE id = $1", owner="shop")


def said(held: Any, *parts: Any, **known: Any) -> list[Any]:
    """What is found of a pattern of which a server has counted this."""
    hot = pattern("read orders", "SELECT id FROM orders WHERE state = $1", x=FrozenMap({"server": held}), **known)
    return findings("QR023", TABLE, hot, *parts)


@pytest.mark.parametrize("held", [None, 7, {}, {"share": 0.0999}, {"share": "much"}, {"share": True}])
def test_what_takes_little_time_is_left_alone(held: Any) -> None:
    assert said(held, DECLARED) == []


@pytest.mark.parametrize("known", [{"owner": "reports"}, {"latency_ms": 50}])
def test_what_somebody_has_taken_on_is_left_alone(known: dict[str, Any]) -> None:
    assert said({"share": 0.5}, DECLARED, **known) == []


def test_a_design_that_declares_none_has_only_what_the_server_counted() -> None:
    other = pattern("other", "SELECT id FROM orders", x=FrozenMap({"server": {"share": 0.4}}))
    assert said({"share": 0.5}, other) == []


def test_a_hot_statement_shows_its_share_and_rate() -> None:
    (found,) = said({"share": 0.41, "calls": 9_000, "mean_ms": 31.25}, DECLARED, per_minute=1_200)
    assert found.title == "“read orders” takes 41% of the server’s time, and nobody has declared it"
    assert "1,200 times a minute, 31.2 ms each" in found.message
    assert found.evidence["calls"] == 9_000
    (bare,) = said({"share": 0.1}, DECLARED)
    assert "at a rate that is not known." in bare.message
