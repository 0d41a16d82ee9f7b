import pytest

from tests.analysis.rules.asking import asked

SQL = "SELECT {} FROM customers c JOIN orders o ON o.customer_id = c.id{}"


@pytest.mark.parametrize(
    "sql",
    [
        SQL.format("c.id", ""),
        SQL.format("DISTINCT c.id, o.status", ""),
        SQL.format("DISTINCT *", ""),
        SQL.format("count(DISTINCT c.id)", ""),
        SQL.format("DISTINCT c.id, count(*)", " GROUP BY c.id"),
        SQL.format("DISTINCT c.email", " AND o.id = $1"),
        "SELECT DISTINCT o.status FROM orders o JOIN customers c ON c.id = o.customer_id",
        "SELECT DISTINCT status FROM orders",
        "SELECT DISTINCT c.email FROM customers c, orders o WHERE o.note = c.email",
    ],
)
def test_distinct_that_hides_no_fan_out_is_left_alone(sql: str) -> None:
    assert asked("QR016", sql) == ()


def test_children_joined_for_nothing_but_a_condition_are_found() -> None:
    (finding,) = asked("QR016", SQL.format("DISTINCT c.id, c.email", " WHERE o.status = 'new'"))
    assert "joins orders only to remove its copies" in finding.title
