from dataclasses import replace

import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Entity, PartitionBy, PartitionOf
from tests.analysis.rules.running import findings, titles

COLUMNS = ("id bigint", "placed_on date")


def tables(names: str, *columns: str) -> list[Entity]:
    return [entity(name, *(columns or COLUMNS), pk="id") for name in names.split()]


@pytest.mark.parametrize(
    "names",
    [
        "orders_2020",
        "orders orders_archive",
        "orders_2020 invoices_2021",
        "orders_eu orders_us",
        "a1_b2 a1_b3",  # two numbers are no series
        "2019 2020",
    ],
)
def test_names_that_are_no_series_are_left_alone(names: str) -> None:
    assert titles("NF008", *tables(names)) == []


def test_temporary_tables_are_numbered_by_right() -> None:
    assert titles("NF008", *(replace(one, persistence="temporary") for one in tables("scratch_1 scratch_2"))) == []


def test_tables_with_other_columns_are_left_alone() -> None:
    assert titles("NF008", *tables("budget_2019"), *tables("budget_2020", "id bigint", "goal text")) == []


def test_tables_in_other_collations_are_left_alone() -> None:
    first, second = (attribute("name text", collation=one) for one in ("C", "de-x-icu"))
    assert titles("NF008", entity("words_1", "id int", first), entity("words_2", "id int", second)) == []


def test_tables_of_one_column_are_left_alone() -> None:
    assert titles("NF008", *tables("seq_1 seq_2", "id bigint")) == []


def test_partitions_and_heirs_are_left_alone() -> None:
    parent = entity("orders", *COLUMNS, partition_by=PartitionBy(strategy="range", keys=()))
    parts = [
        entity(f"orders_{year}", *COLUMNS, partition_of=PartitionOf(parent="orders", bound="DEFAULT"))
        for year in (1, 2)
    ]
    base = entity("logs", *COLUMNS)
    heirs = [entity(f"logs_{year}", *COLUMNS, inherits=("logs",)) for year in (2019, 2020)]
    assert titles("NF008", parent, *parts, base, *heirs) == []


def test_years_are_called_years_and_listed_in_order() -> None:
    (finding,) = findings("NF008", *tables("orders_2021 orders_2019 orders_2020"))
    assert finding.title == "3 tables hold orders by year: orders_2019, orders_2020, orders_2021"


@pytest.mark.parametrize(
    "names", ["orders_202001 orders_202002", "orders_2020_01 orders_2020_02", "y2019orders y2020orders"]
)
def test_months_and_other_places_of_the_number_count(names: str) -> None:
    assert len(titles("NF008", *tables(names))) == 1


def test_numbers_that_are_no_years_count_as_numbers() -> None:
    assert titles("NF008", *tables("shop1_orders shop2_orders")) == [
        "2 tables hold shop orders by number: shop1_orders, shop2_orders"
    ]


def test_columns_in_another_order_and_spelling_are_the_same() -> None:
    assert len(titles("NF008", entity("o_2019", "a int", "b text"), entity("o_2020", "b text", "a integer"))) == 1


def test_two_series_are_two_findings() -> None:
    assert len(titles("NF008", *tables("a_2019 a_2020 b_2019 b_2020"))) == 2


def test_two_series_of_one_name_with_different_columns_are_two_findings() -> None:
    more = tables("a_2021 a_2022", "id bigint", "goal text")
    assert len(titles("NF008", *tables("a_2019 a_2020"), *more)) == 2
