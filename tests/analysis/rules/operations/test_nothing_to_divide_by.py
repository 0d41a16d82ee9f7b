"""GR013: distributed designs that do not say by which column they are divided."""

from typing import Any

import pytest

from designer.schema.build import entity, link, pattern
from designer.schema.model import Requirements
from tests.analysis.rules.running import findings

CUSTOMERS = entity("customers", "id bigint", "name text", pk="id", rows=2_000_000)
LINK = link("orders.customer_id", "customers.id")
DISTRIBUTED = Requirements(deployment="distributed")


def orders(rows: int | None) -> Any:
    """A table of orders of so many rows."""
    return entity("orders", "id bigint", "customer_id bigint", "state text", pk="id", index="customer_id", rows=rows)


def divided(*statements: tuple[str, float | None], rows: int | None = 90_000_000, needs: Any = DISTRIBUTED) -> Any:
    """The findings, with each statement a pattern of this rate."""
    asked = [pattern(f"p{place}", sql, per_minute=rate) for place, (sql, rate) in enumerate(statements)]
    return findings("GR013", CUSTOMERS, orders(rows), LINK, *asked, needs)


@pytest.mark.parametrize(
    "needs",
    [Requirements(), Requirements(deployment="single"), Requirements(deployment="distributed", tenancy="customer_id")],
)
def test_one_server_and_a_named_column_need_none(needs: Requirements) -> None:
    assert divided(("SELECT id FROM orders WHERE customer_id = $1", 60), needs=needs) == []


@pytest.mark.parametrize("rows", [None, 50_000])
def test_small_tables_are_not_divided(rows: int | None) -> None:
    assert divided(("SELECT id FROM orders WHERE customer_id = $1", 60), rows=rows) == []


def test_each_column_shows_its_share_of_the_rate_over_joins_and_inserts() -> None:
    (found,) = divided(
        ("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = $1", 500),
        ("INSERT INTO orders (id, customer_id) VALUES ($1, $2)", 300),
        ("SELECT state FROM orders WHERE id = $1", 200),
        ("SELECT count(*) FROM orders WHERE state = $1 OR customer_id = $2", None),
    )
    assert found.title.endswith(
        "orders are divided among the nodes: orders.customer_id would serve 80% of the declared rate"
    )
    assert found.evidence["rows"][0] == ("orders.customer_id", "p0, p1", "80%")
    assert ("orders.id", "p1, p2", "50%") in found.evidence["rows"]


@pytest.mark.parametrize("condition", ["customer_id > $1", "customer_id = $1 OR state = $2", "lower(state) = $1"])
def test_what_no_single_node_answers_counts_for_no_column(condition: str) -> None:
    (found,) = divided((f"SELECT id FROM orders WHERE {condition}", 60))
    assert found.evidence["rows"] == ()
    assert found.title.endswith("divided among the nodes")


def test_without_rates_nothing_is_counted() -> None:
    (found,) = divided(("SELECT id FROM orders WHERE customer_id = $1", None))
    assert found.message.startswith("No pattern with a rate")
