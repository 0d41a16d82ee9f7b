"""What parameters meet: the column on the other side, found through aliases, casts and functions."""

import pytest

from designer.sql.parameter_uses import ParameterUse, parameter_uses

COLUMNS = {
    ("public", "orders"): ("id", "customer_id", "total", "tags"),
    ("public", "customers"): ("id", "email"),
    ("audit", "orders"): ("id", "at"),
}


@pytest.mark.parametrize(
    "query",
    ["SELEC $1", "SELECT 1", "SELECT * FROM nowhere WHERE a = b", "SELECT $1", "(((", "SELECT 1 FROM orders WHERE $"],
)
def test_nothing_is_made_up(query: str) -> None:
    assert parameter_uses(query, COLUMNS) == ()


@pytest.mark.parametrize(
    "query", ["SELECT 1 FROM orders o, customers c WHERE id = $1", "SELECT 1 FROM x WHERE id = $1"]
)
def test_a_name_of_two_tables_or_of_none_has_no_owner(query: str) -> None:
    assert parameter_uses(query, COLUMNS) == (ParameterUse(1, "="),)


@pytest.mark.parametrize(
    ("query", "use"),
    [
        ("SELECT 1 FROM orders WHERE id = $1", ("=", "orders", "id")),
        ("SELECT 1 FROM orders WHERE $1 < id", (">", "orders", "id")),
        ("SELECT 1 FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email = $1",
         ("=", "customers", "email")),
        ("SELECT 1 FROM orders WHERE id = ANY($1)", ("any", "orders", "id")),
        ("SELECT 1 FROM orders WHERE id IN ($1, 2)", ("in", "orders", "id")),
        ("SELECT 1 FROM customers WHERE lower(email) LIKE $1", ("like", "customers", "email")),
        ("SELECT 1 FROM orders WHERE tags @> $1", ("@>", "orders", "tags")),
        ("SELECT 1 FROM orders WHERE tags @> ARRAY[$1]", ("element", "orders", "tags")),
        ("SELECT 1 FROM orders WHERE tags && ARRAY['a', $1]::text[]", ("element", "orders", "tags")),
        ("SELECT 1 FROM orders WHERE id = ANY(ARRAY[$1])", ("=", "orders", "id")),
        ("UPDATE orders SET total = $1", ("=", "orders", "total")),
        ("DELETE FROM orders WHERE id = $1", ("=", "orders", "id")),
        ("INSERT INTO orders (id, total) VALUES (1, $1)", ("set", "orders", "total")),
        ("SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND total > $1)",
         (">", "orders", "total")),
        ("WITH o AS (SELECT * FROM orders WHERE id = $1) SELECT * FROM o", ("=", "orders", "id")),
    ],
)  # fmt: skip
def test_the_column_that_a_parameter_meets(query: str, use: tuple[str, str, str]) -> None:
    operator, table, column = use
    assert parameter_uses(query, COLUMNS) == (ParameterUse(1, operator, ("public", table), column),)


def test_written_schema_wins_over_public() -> None:
    assert parameter_uses("SELECT 1 FROM audit.orders WHERE at = $1", COLUMNS)[0].table == ("audit", "orders")


def test_limits_casts_and_parts_of_expressions_are_told() -> None:
    query = "SELECT 1 FROM orders WHERE total > now() - $1::interval AND id BETWEEN $2 AND $3 LIMIT $4 OFFSET $5"
    assert [(one.number, one.operator, one.low, one.cast) for one in parameter_uses(query, COLUMNS)] == [
        (1, "expression", False, "INTERVAL"),
        (2, "between", True, None),
        (3, "between", False, None),
        (4, "limit", False, None),
        (5, "offset", False, None),
    ]
