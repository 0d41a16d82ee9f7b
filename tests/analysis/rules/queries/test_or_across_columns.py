import pytest

from designer.schema.model import Index
from tests.analysis.rules.asking import asked, on

SQL = "SELECT o.id FROM orders o WHERE {}"


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("customer_id = $1 OR code = $2", [on("customer_id"), on("code", "total")]),
        ("status = 'a' OR status = 'b'", []),
        ("(code = $1 OR note = $2) AND customer_id = $3", [on("customer_id")]),
        ("code = $1 OR lower(note) = $2", []),
        ("code = $1 OR note LIKE $2", []),
        ("NOT (code = $1 OR note = $2)", []),
        ("$1 IS NULL OR code = $1", []),
        ("code = $1 AND note = $2", []),
        ("id = $1 OR id = $2", []),
    ],
)
def test_covered_arms_and_single_columns_are_left_alone(condition: str, indexes: list[Index]) -> None:
    assert asked("QR015", SQL.format(condition), *indexes) == ()


def test_small_tables_are_left_alone() -> None:
    assert asked("QR015", SQL.format("code = $1 OR note = $2"), rows=10_000) == ()


def test_an_arm_without_an_index_is_named() -> None:
    (finding,) = asked("QR015", SQL.format("customer_id = $1 OR code = $2"), on("customer_id"))
    assert finding.message.startswith("No index begins with code")


def test_arms_on_two_tables_are_found_whatever_indexes_there_are() -> None:
    sql = "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.code = $1 OR c.id = $2"
    (finding,) = asked("QR015", sql, on("code"))
    assert "different tables" in finding.title
