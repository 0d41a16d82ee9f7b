import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Opaque
from tests.analysis.rules.asking import asked
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, note FROM orders WHERE id = $1",
        "SELECT count(*) FROM orders",
        "SELECT id FROM orders WHERE EXISTS (SELECT * FROM customers)",
        "INSERT INTO orders (id) VALUES (1) RETURNING *",
        "SELECT * FROM (SELECT id, note FROM orders) o",
        "SELECT * FROM customers",
        "SELECT o.id, c.* FROM orders o JOIN customers c ON c.id = o.customer_id",
    ],
)
def test_named_columns_and_narrow_tables_are_left_alone(sql: str) -> None:
    assert asked("QR001", sql) == ()


@pytest.mark.parametrize(("columns", "expected"), [(3, 0), (4, 1)])
def test_a_table_with_more_than_a_few_columns_is_judged(columns: int, expected: int) -> None:
    table = entity("t", *(f"c{n} text" for n in range(columns)))
    assert len(found("QR001", table, pattern("p", "SELECT * FROM t"))) == expected


@pytest.mark.parametrize(
    ("sql", "columns", "expected"),
    [
        ("SELECT v.* FROM v", 3, 0),
        ("SELECT v.a FROM v", 4, 0),
        ("SELECT t.* FROM t JOIN v ON v.a = t.id", 9, 0),
        ("SELECT * FROM (SELECT a, b FROM v) x", 9, 0),
        ("SELECT * FROM v", 4, 1),
        ("SELECT t.id, v.* FROM t JOIN v ON v.a = t.id", 4, 1),
    ],
)
def test_a_view_with_more_than_a_few_columns_is_judged(sql: str, columns: int, expected: int) -> None:
    names = tuple("abcdefghi"[:columns])
    view = Opaque(id="v", kind="view", name="v", sql="CREATE VIEW v AS SELECT 1", columns=names)
    assert len(found("QR001", entity("t", "id int", pk="id"), view, pattern("p", sql))) == expected


def test_wide_columns_are_named() -> None:
    (finding,) = asked("QR001", "SELECT o.* FROM orders o WHERE id = $1")
    assert "tags, payload, raw, words among them" in finding.message
