import pytest

from designer.schema.model import Index
from tests.analysis.rules.asking import asked, on

SINCE = "SELECT id FROM orders WHERE customer_id = $1 AND placed_at >= $2"


@pytest.mark.parametrize(
    "indexes",
    [
        [on("customer_id", "placed_at")],
        [on("placed_at", "customer_id"), on("customer_id")],
        [on("placed_at", "customer_id"), on("customer_id", method="btree", include=("id",))],
        [on("placed_at")],
        [],
    ],
)
def test_equality_in_front_or_not_in_the_index_at_all_is_no_wrong_order(indexes: list[Index]) -> None:
    assert asked("IX006", SINCE, *indexes) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders WHERE id = $1 AND placed_at > $2",
        "SELECT id FROM orders WHERE customer_id = $1 OR placed_at > $2",
        "SELECT id FROM orders WHERE is_paid = $1 AND placed_at > $2",
        "SELECT id FROM orders WHERE placed_at > $2",
    ],
)
def test_keys_alternatives_and_unselective_columns_need_no_other_order(sql: str) -> None:
    assert asked("IX006", sql, on("placed_at", "customer_id", "is_paid", "id")) == ()


def test_small_tables_are_left_alone() -> None:
    assert asked("IX006", SINCE, on("placed_at", "customer_id"), rows=10_000) == ()


def test_a_range_in_front_of_the_equality_is_found_and_turned_round() -> None:
    (finding,) = asked("IX006", SINCE, on("placed_at", "customer_id"))
    assert finding.evidence["better"] == "orders (customer_id, placed_at)"
