"""QR020: single rows written one by one."""

import pytest

from designer.schema.build import pattern
from tests.analysis.rules.asking import shop, without_link
from tests.analysis.rules.checking import found_in

LIST = "SELECT id FROM customers ORDER BY id LIMIT 50"
INSERT = "INSERT INTO orders (id, customer_id) VALUES ($1, $2)"


def written(sql: str | tuple[str, ...], rate: float, *, listed: float = 20, rows: int | None = 50) -> list[str]:
    """Titles of what is found when a list of customers runs beside this statement."""
    one = pattern("list", LIST, per_minute=listed, rows=rows)
    statements = (sql,) if isinstance(sql, str) else sql
    return [one.title for one in found_in("QR020", shop(statements=statements, per_minute=rate, more=(one,)))]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO orders (id, customer_id) VALUES ($1, $2), ($3, $4)",
        "INSERT INTO orders (id, customer_id) SELECT id, id FROM customers",
        "INSERT INTO orders (id, customer_id) SELECT * FROM unnest($1::bigint[], $2::bigint[])",
        "INSERT INTO orders (id, customer_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
        "UPDATE orders SET customer_id = $1 WHERE id = $2",
        (INSERT, "DELETE FROM customers WHERE id = $1"),
    ],
)
def test_what_is_not_just_one_new_row_is_left_alone(sql: str | tuple[str, ...]) -> None:
    assert written(sql, 1_000) == written(sql, 50_000) == []


@pytest.mark.parametrize("rate", [880, 1_120, 5_999, 0])
def test_rates_that_neither_fit_nor_are_high_are_left_alone(rate: float) -> None:
    assert written(INSERT, rate) == []


def test_a_list_without_rows_rate_or_relationship_explains_nothing() -> None:
    assert written(INSERT, 1_000, rows=None) == written(INSERT, 1_000, listed=0) == []
    one = pattern("list", LIST, per_minute=20, rows=50)
    design = without_link(shop(statements=(INSERT,), per_minute=1_000, more=(one,)))
    assert found_in("QR020", design) == ()


@pytest.mark.parametrize("rate", [901, 1_000, 1_099])
def test_a_row_for_each_row_of_a_list_is_found(rate: float) -> None:
    assert written(INSERT, rate) == ["“the query” writes one row for each row of “list”"]


def test_very_many_single_rows_are_found() -> None:
    assert written(INSERT, 6_000) == ["“the query” writes one row at a time, 6,000 times a minute"]
