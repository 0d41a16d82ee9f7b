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


@pytest.mark.parametrize(
    ("sql", "instead"),
    [
        ("SELECT c.id FROM customers c WHERE c.id NOT IN (SELECT customer_id FROM orders)",
         "SELECT c.id FROM customers AS c WHERE NOT EXISTS(SELECT 1 FROM orders WHERE orders.customer_id = c.id)"),
        ("DELETE FROM customers AS c WHERE c.id NOT IN (SELECT customer_id FROM orders WHERE is_paid)",
         "NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = c.id AND …)"),
        ("DELETE FROM customers WHERE id NOT IN (SELECT boss_id FROM customers)",
         "NOT EXISTS (SELECT 1 FROM customers x WHERE x.boss_id = customers.id)"),
        ("DELETE FROM customers WHERE boss_id NOT IN (SELECT customer_id FROM orders)",
         "customers.boss_id IS NOT NULL AND"
         " NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = customers.boss_id)"),
    ],
)  # fmt: skip
def test_what_does_it_instead_is_in_the_names_of_the_query(sql: str, instead: str) -> None:
    (finding,) = asked("QR008", sql)
    assert finding.evidence["instead"] == instead
