import pytest

from designer.schema.build import attribute, entity, link
from tests.analysis.rules.checking import found


def _titles(*columns, pk="id", **known) -> list[str]:
    return [one.title for one in found("NM009", entity("orders", *columns, pk=pk, **known))]


@pytest.mark.parametrize("column", ["previous_order_id bigint", "orders text", "order_number text", "idx int"])
def test_names_that_say_whose_id_it_is_are_left_alone(column: str) -> None:
    assert _titles("id bigint", column) == []


def test_unique_described_and_polymorphic_ones_are_left_alone() -> None:
    assert _titles("id bigint", "order_id uuid", unique="order_id") == []
    assert _titles("id bigint", attribute("order_id uuid", comment="As the shop numbers it.")) == []
    assert _titles("id bigint", "order_id bigint", "order_type text") == []
    assert _titles("id bigint", "order_id bigint", pk="id, order_id") == []


def test_a_foreign_key_says_what_it_is() -> None:
    table = entity("orders", "id bigint", "order_id bigint", pk="id")
    assert found("NM009", table, link("orders.order_id", "orders.id")) == ()


def test_a_prefix_of_all_tables_is_no_part_of_the_name() -> None:
    others = [entity(f"app_{one}", "id bigint", pk="id") for one in ("users", "items", "carts")]
    (finding,) = found("NM009", *others, entity("app_orders", "id bigint", "order_id bigint", pk="id"))
    assert finding.title == "app_orders has id and order_id, and only id is its key"


def test_both_ways_round_count() -> None:
    assert _titles("id bigint", "order_id bigint") == ["orders has id and order_id, and only id is its key"]
    assert _titles("ID int", "OrderID int", pk="OrderID") == ["orders has OrderID and ID, and only OrderID is its key"]
