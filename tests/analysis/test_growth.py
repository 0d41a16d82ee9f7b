"""At how many rows a plan turns bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from designer.analysis.growth import DECADES, LIMIT_COST, PROMPT_LIMIT_COST, bad_from, grown_by, growth, limit_of
from designer.lab.planner import Lab, open_lab
from designer.schema.build import attribute, entity, pattern, schema_of
from designer.schema.model import Index, IndexKey
from designer.schema.schema import Schema

CUSTOMER = attribute("customer_id bigint", distinct=200_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def shop() -> Schema:
    return schema_of(
        entity(
            "orders",
            "id bigint",
            attribute("customer_id bigint", distinct=200_000),
            "total numeric(10,2)",
            pk="id",
            rows=2_000_000,
        ),
        entity("countries", "code text", pk="code", rows=200),
        pattern("orders of a customer", "SELECT id FROM orders WHERE customer_id = $1", per_minute=600),
        pattern("one order", "SELECT total FROM orders WHERE id = $1", per_minute=600),
        pattern("unreadable", "SELECT FROM WHERE (("),
        pattern("countries", "SELECT code FROM countries"),
    )


@pytest.mark.parametrize(
    "points", [[], [(10.0, None)], [(10.0, 5.0)], [(10.0, 500.0), (100.0, 5.0)], [(10.0, 100.0), (100.0, 100.0)]]
)
def test_what_is_cheap_at_its_largest_is_never_bad(points: list[tuple[float, float | None]]) -> None:
    assert bad_from(points, 100.0) is None


def test_bad_is_what_stays_above_the_limit_from_then_on() -> None:
    # Above it once, then an index took over, then above it for good.
    points = [(10.0, 200.0), (100.0, 10.0), (1000.0, 1000.0), (10_000.0, 5000.0)]
    found = bad_from(points, 100.0)
    assert found == pytest.approx(10**2.5)


def test_what_is_bad_from_the_beginning_says_the_fewest_rows() -> None:
    assert bad_from([(10.0, 200.0), (100.0, None), (1000.0, 900.0)], 100.0) == 10.0


def test_a_size_that_stays_the_same_between_two_points_has_no_line_to_read_off() -> None:
    assert bad_from([(10.0, 1.0), (10.0, 200.0)], 100.0) == 10.0


def test_a_latency_target_of_a_blink_asks_for_more() -> None:
    one = shop().access_patterns[0]
    assert limit_of(one) == LIMIT_COST
    assert limit_of(replace(one, latency_ms=20)) == PROMPT_LIMIT_COST
    assert limit_of(replace(one, latency_ms=5000)) == LIMIT_COST


@pytest.mark.parametrize(("factor", "orders", "countries"), [(0.001, 2000, 200), (10.0, 20_000_000, 200)])
def test_reference_tables_do_not_grow_with_the_others(factor: float, orders: int, countries: int) -> None:
    schema = shop()
    rows = {one.id: float(one.rows or 0) for one in schema.entities}
    grown = grown_by(schema, factor, rows)
    assert {one.name: one.rows for one in grown.entities} == {"orders": orders, "countries": countries}
    all_alike = grown_by(schema, factor, rows, 50)
    assert {one.name: one.rows for one in all_alike.entities} == {
        "orders": orders,
        "countries": max(1, round(200 * factor)),
    }


def test_without_patterns_there_is_nothing_to_ask() -> None:
    lab = Lab()  # no server is started for it
    assert growth(schema_of(entity("t", "id int")), lab, now=NOW, tick=lambda *_: None) is None


@pytest.mark.strict_only("plans at eight sizes on a real server")
def test_a_scan_turns_bad_and_the_index_keeps_it_good() -> None:
    schema, lab = shop(), open_lab()
    assert isinstance(lab, Lab)
    orders = schema.entity("orders")
    index = Index(id="x", name="orders_customer_idx", keys=(IndexKey(column=orders.attributes[1].id),))
    said: list[tuple[int, int, str]] = []
    found = growth(schema, lab, [(orders.id, index)], now=NOW, tick=lambda *step: said.append(step))
    assert found is not None
    assert found.sizes == tuple(sorted({*DECADES, 2_000_000.0}))
    names = {one.id: one.name for one in schema.access_patterns}
    by_name = {names[one.pattern]: one for one in found.patterns}
    scan = by_name["orders of a customer"]
    assert scan.table == "orders"
    assert scan.bad_from is not None
    assert 100_000 < scan.bad_from < 2_000_000
    assert scan.bad_from_after is None
    assert "Seq Scan on orders" in scan.points[-1].step
    assert "orders_customer_idx" in scan.points[-1].step_after
    assert by_name["one order"].bad_from is None
    assert {point.cost for point in by_name["unreadable"].points} == {None}
    assert {point.rows for point in by_name["countries"].points} == {200.0}
    assert said[0][:2] == (0, 8)
