import pytest

from designer.schema.model import Dialect
from tests.analysis.rules.asking import asked, on

MYSQL = Dialect(name="mysql")
SQL = "SELECT id FROM orders WHERE {}"


@pytest.mark.parametrize("condition", ["note LIKE 'a%'", "note LIKE ?", "note NOT LIKE '%a'", "note = '%a'"])
def test_other_searches_are_left_alone(condition: str) -> None:
    assert asked("QR007", SQL.format(condition), dialect=MYSQL) == ()


def test_postgres_small_tables_and_narrowed_rows_are_left_alone() -> None:
    assert asked("QR007", SQL.format("note LIKE '%a'")) == ()
    assert asked("QR007", SQL.format("note LIKE '%a'"), dialect=MYSQL, rows=10_000) == ()
    assert asked("QR007", SQL.format("note LIKE '%a' AND customer_id = ?"), on("customer_id"), dialect=MYSQL) == ()


@pytest.mark.parametrize("condition", ["note LIKE '%a'", "note LIKE '%a%'", "note LIKE CONCAT('%', ?)"])
def test_a_wildcard_in_front_is_found(condition: str) -> None:
    assert len(asked("QR007", SQL.format(condition), dialect=MYSQL)) == 1
