from dataclasses import replace

import pytest

from designer.analysis.finding import Confidence
from designer.schema.build import pattern
from designer.schema.model import Entity
from designer.schema.schema import Schema
from tests.analysis.rules.asking import shop, without_link
from tests.analysis.rules.checking import found_in

LIST = "SELECT id, customer_id FROM orders ORDER BY placed_at DESC LIMIT 25"


def repeated(sql: str, rate: float, *, listed: float = 100, rows: int | None = 25, linked: bool = True) -> list[str]:
    """Titles of what is found when a list of orders runs beside this query."""
    one = pattern("list", LIST, per_minute=listed, rows=rows)
    design = shop(statements=(sql,), per_minute=rate, more=(one,))
    return [finding.title for finding in found_in("QR004", design if linked else without_link(design))]


NAME = "SELECT email FROM customers WHERE id = $1"


@pytest.mark.parametrize("rate", [2_200, 2_800, 100, 0])
def test_rates_that_do_not_fit_are_left_alone(rate: float) -> None:
    assert repeated(NAME, rate) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT email FROM customers WHERE id = ANY($1)",
        "SELECT email FROM customers WHERE id = 7",
        "SELECT email FROM customers WHERE email = $1",
        "SELECT note FROM orders WHERE id = $1",
        "UPDATE customers SET email = $2 WHERE id = $1",
    ],
)
def test_what_is_no_look_up_by_a_key_of_another_table_is_left_alone(sql: str) -> None:
    assert repeated(sql, 2_500) == []


def test_lists_without_rate_rows_or_anything_that_links_them_are_left_alone() -> None:
    assert repeated(NAME, 2_500, listed=0) == []
    assert repeated(NAME, 2_500, rows=None) == []
    assert repeated(NAME, 2_500, rows=1) == []
    assert repeated(NAME.replace("customers WHERE id", "customers WHERE email"), 2_500, linked=False) == []
    unnamed = replace(without_link(_listed()), entities=tuple(map(_without_name, without_link(_listed()).entities)))
    assert found_in("QR004", unnamed) == ()


def test_a_column_called_after_the_key_links_the_tables_as_a_hint() -> None:
    (finding,) = found_in("QR004", without_link(_listed()))
    assert finding.confidence is Confidence.HINT
    assert "No foreign key links the two tables; orders.customer_id is called after the key of customers." in (
        finding.message
    )


def _listed() -> Schema:
    """A list of orders, and the query that looks up each one's customer."""
    one = pattern("list", "SELECT id FROM orders ORDER BY placed_at DESC LIMIT 25", per_minute=100, rows=25)
    return shop(statements=(NAME,), per_minute=2_500, more=(one,))


def _without_name(table: Entity) -> Entity:
    named = tuple(replace(one, name="x7") if one.name == "customer_id" else one for one in table.attributes)
    return replace(table, attributes=named)


@pytest.mark.parametrize("rate", [2_251, 2_500, 2_749])
def test_a_rate_that_is_the_lists_times_its_rows_is_found(rate: float) -> None:
    assert repeated(NAME, rate) == ["“the query” runs once for each row of “list”"]


def test_children_fetched_parent_by_parent_are_found() -> None:
    one = pattern("list", "SELECT id FROM customers ORDER BY email LIMIT 20", per_minute=10, rows=20)
    sql = "SELECT id FROM orders WHERE customer_id = $1"
    assert len(found_in("QR004", shop(statements=(sql,), per_minute=200, more=(one,)))) == 1
