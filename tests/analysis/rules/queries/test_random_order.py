import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.asking import asked
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders ORDER BY id LIMIT 3",
        "SELECT id, random() FROM orders WHERE random() < 0.1",
        "SELECT n FROM generate_series(1, 9) n ORDER BY random()",
        "SELECT id FROM (SELECT id FROM orders LIMIT 5) x ORDER BY random()",
    ],
)
def test_other_orders_are_left_alone(sql: str) -> None:
    assert asked("QR013", sql) == ()


def test_a_column_that_is_called_random_is_no_function() -> None:
    table = entity("t", "id bigint", "random numeric", pk="id")
    assert found("QR013", table, pattern("p", "SELECT id FROM t ORDER BY random, t.random")) == ()


@pytest.mark.parametrize(("rows", "expected"), [(1_000, 0), (1_001, 1), (None, 1)])
def test_tables_of_few_rows_are_left_alone(rows: int | None, expected: int) -> None:
    assert len(asked("QR013", "SELECT id FROM orders ORDER BY random()", rows=rows)) == expected


@pytest.mark.parametrize(("dialect", "function"), [("mysql", "rand()"), ("sqlite", "random()"), ("tsql", "newid()")])
def test_every_dialects_random_function_is_known(dialect: str, function: str) -> None:
    sql = f"SELECT id FROM orders ORDER BY {function}"
    assert len(asked("QR013", sql, dialect=Dialect(name=dialect))) == 1


def test_a_random_order_inside_is_found_too() -> None:
    sql = "SELECT id FROM customers WHERE id = (SELECT customer_id FROM orders ORDER BY random() LIMIT 1)"
    assert len(asked("QR013", sql)) == 1
