"""QR022: targets that the declared rows leave no time for."""

import pytest

from tests.analysis.rules.asking import asked, on

SUM = "SELECT status, sum(total) FROM orders GROUP BY status"


def said(sql: str, target: float | None = 100, *, rows: int = 50_000_000, returns: int | None = None) -> list[str]:
    """Titles of what is found of a query with this target on orders of so many rows."""
    found = asked("QR022", sql, on("placed_at"), rows=rows, returns=returns, latency_ms=target)
    return [one.title for one in found]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders WHERE customer_id = $1",
        "SELECT sum(total) FROM orders WHERE placed_at > $1",
        "SELECT max(placed_at), min(placed_at) FROM orders",
        "SELECT id FROM orders ORDER BY placed_at LIMIT 10",
        "SELECT id, EXISTS (SELECT 1 FROM orders) FROM customers WHERE id = $1",
        "SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id",
        "DELETE FROM orders",
    ],
)
def test_what_need_not_read_every_row_is_left_alone(sql: str) -> None:
    assert said(sql) == []


def test_enough_time_few_rows_or_no_target_are_left_alone() -> None:
    assert said(SUM, 5_000) == said(SUM, None) == said(SUM, rows=900_000) == []
    assert said("SELECT id FROM orders WHERE placed_at > $1", returns=90_000) == []


@pytest.mark.parametrize("sql", [SUM, "SELECT count(*) FROM orders", "SELECT id, total FROM orders", f"{SUM} LIMIT 3"])
def test_all_rows_of_a_large_table_in_no_time_are_found(sql: str) -> None:
    assert said(sql) == ["“the query” is to read 50,000,000 rows of orders in 100 ms"]


def test_more_rows_than_can_be_sent_are_found() -> None:
    sql = "SELECT id FROM orders WHERE placed_at > $1"
    assert said(sql, returns=400_000) == ["“the query” is to return 400,000 rows in 100 ms"]
