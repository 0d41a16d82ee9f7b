import pytest

from tests.analysis.rules.asking import asked


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders SET note = 'x' WHERE id = $1",
        "DELETE FROM orders WHERE placed_at < now()",
        "DELETE FROM orders USING customers c WHERE c.id = orders.customer_id",
        "INSERT INTO orders (id) VALUES (1)",
        "SELECT id FROM orders",
        "WITH x AS (SELECT id FROM orders LIMIT 5) UPDATE orders SET note = 'x' FROM x WHERE x.id = orders.id",
    ],
)
def test_changes_of_some_rows_are_left_alone(sql: str) -> None:
    assert asked("QR009", sql) == ()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"rows": 1_000}, 0), ({"rows": 1_001}, 1), ({"rows": None}, 1),
        ({"table": {"persistence": "unlogged"}}, 0), ({"table": {"persistence": "temporary"}}, 0),
    ],
)  # fmt: skip
def test_small_and_passing_tables_are_left_alone(properties: dict[str, object], expected: int) -> None:
    assert len(asked("QR009", "DELETE FROM orders", **properties)) == expected


@pytest.mark.parametrize(
    ("sql", "verb"),
    [
        ("UPDATE orders SET note = upper(note)", "updates"),
        ("DELETE FROM orders", "deletes"),
        ("WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone", "deletes"),
    ],
)
def test_a_change_of_every_row_is_found(sql: str, verb: str) -> None:
    (finding,) = asked("QR009", sql)
    assert finding.title == f"“the query” {verb} every row of orders"
