import pytest

from designer.schema.build import entity
from designer.schema.model import PartitionBy, PartitionOf
from tests.analysis.rules.checking import found

_COLUMNS = ("id bigint", "customer_id bigint", "placed_on date", "total numeric")


def _titles(*names: str) -> list[str]:
    return [one.title for one in found("NF012", *(entity(name, *_COLUMNS, pk="id") for name in names))]


@pytest.mark.parametrize(
    "names",
    [("orders", "open_orders"), ("open_orders", "closed_roads"), ("orders_archive", "orders_history"),
     ("order_lines", "order_items"), ("open_orders", "orders_closed"), ("orders_2019", "orders_2020")],
)  # fmt: skip
def test_one_such_table_other_things_and_archives_are_left_alone(names: tuple[str, ...]) -> None:
    assert _titles(*names) == []


def test_tables_with_other_columns_hold_other_things() -> None:
    other = entity("closed_orders", "id bigint", "reason text", "closed_by text", "closed_on date", pk="id")
    assert found("NF012", entity("open_orders", *_COLUMNS, pk="id"), other) == ()


def test_partitions_are_what_is_recommended() -> None:
    parts = [
        entity(name, *_COLUMNS, partition_of=PartitionOf(parent="orders", bound=f"FOR VALUES IN ('{name}')"))
        for name in ("open_orders", "closed_orders")
    ]
    whole = entity("orders", *_COLUMNS, partition_by=PartitionBy(strategy="list", keys=()))
    assert found("NF012", whole, *parts) == ()


@pytest.mark.parametrize(
    ("kind", "names"),
    [("state", ("open_orders", "closed_orders", "cancelled_orders")), ("month", ("sales_jan", "sales_feb")),
     ("weekday", ("plan_monday", "plan_tuesday")), ("region", ("customers_eu", "customers_us"))],
)  # fmt: skip
def test_names_that_differ_in_such_a_word_are_found(kind: str, names: tuple[str, ...]) -> None:
    (title,) = _titles(*names)
    assert title.startswith(f"{len(names)} tables hold the same things by {kind}")
