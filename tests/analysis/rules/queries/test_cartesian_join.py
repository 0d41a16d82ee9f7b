import pytest

from designer.schema.build import entity, pattern
from tests.analysis.rules.asking import asked, shop
from tests.analysis.rules.checking import found_in


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT o.id FROM orders o, customers c WHERE c.id = o.customer_id",
        "SELECT o.id FROM orders o JOIN customers c ON lower(c.email) = o.note",
        "SELECT o.id FROM orders o, customers c WHERE o.total > c.id",
        "SELECT o.id FROM orders o CROSS JOIN customers c",
        "SELECT o.id FROM orders o NATURAL JOIN customers c",
        "SELECT o.id FROM orders o, customers c WHERE c.id = $1",
        "SELECT o.id FROM orders o, customers c WHERE o.id = $1",
        "SELECT o.id FROM orders o, LATERAL (SELECT 1 FROM customers WHERE id = o.customer_id) x",
        "SELECT o.id FROM orders o, generate_series(1, 3) n",
        "SELECT o.id FROM orders o, pg_class c",
        "SELECT a.id FROM orders a, customers b, orders c WHERE a.customer_id = b.id AND c.customer_id = b.id",
        "UPDATE orders o SET note = 'x' FROM customers c WHERE c.id = o.customer_id",
        "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers)",
    ],
)
def test_tables_that_are_tied_meant_or_of_one_row_are_left_alone(sql: str) -> None:
    assert asked("QR018", sql) == ()


def test_a_table_of_one_row_is_left_alone() -> None:
    sql = "SELECT o.id FROM orders o, settings s"
    for rows, expected in ((1, 0), (2, 1), (None, 1)):
        settings = entity("settings", "rate numeric", rows=rows)
        assert len(found_in("QR018", shop(more=(settings, pattern("p", sql))))) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT o.id FROM orders o, customers c",
        "SELECT o.id FROM orders o, customers c WHERE o.note = 'x' AND c.email = 'y'",
        "SELECT o.id FROM orders o JOIN customers c ON o.customer_id = o.id",
        "UPDATE orders o SET note = c.email FROM customers c WHERE o.note = 'x'",
        "SELECT 1 FROM customers WHERE id IN (SELECT a.id FROM orders a, orders b WHERE a.note = 'x')",
    ],
)
def test_tables_that_no_condition_ties_are_found(sql: str) -> None:
    assert len(asked("QR018", sql)) == 1
