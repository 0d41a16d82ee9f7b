import pytest

from tests.analysis.rules.asking import asked

SQL = "SELECT id FROM customers WHERE id NOT IN ({})"


@pytest.mark.parametrize(
    "inner",
    [
        "SELECT id FROM orders",
        "SELECT customer_id FROM orders WHERE customer_id IS NOT NULL",
        "SELECT customer_id FROM orders WHERE customer_id > 5",
        "SELECT coalesce(customer_id, 0) FROM orders",
        "1, 2",
    ],
)
def test_columns_without_nulls_are_left_alone(inner: str) -> None:
    assert asked("QR008", SQL.format(inner)) == ()


def test_other_ways_to_ask_are_left_alone() -> None:
    assert asked("QR008", "SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders)") == ()
    sql = "SELECT id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id)"
    assert asked("QR008", sql) == ()


@pytest.mark.parametrize(
    "inner",
    ["SELECT customer_id FROM orders", "SELECT customer_id FROM orders WHERE is_paid", "SELECT boss_id FROM customers"],
)
def test_a_column_that_may_be_null_is_found(inner: str) -> None:
    assert len(asked("QR008", SQL.format(inner))) == 1
    assert len(asked("QR008", f"DELETE FROM customers WHERE NOT id IN ({inner})")) == 1
