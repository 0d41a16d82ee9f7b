from dataclasses import replace

from designer.schema.build import entity, link
from designer.schema.model import Exclusion, ExclusionElement, Extension
from tests.analysis.rules.checking import found

PRODUCTS = entity("products", "id int", pk="id")
PRICES = entity("prices", "id int", "product_id int not null", "valid_from date", "valid_to date", pk="id")
LINK = link("prices.product_id", "products.id")


def test_without_whose_validity_it_is_nothing_is_said() -> None:
    assert found("CO010", PRICES) == ()


def test_bookings_and_guarded_tables_are_left_alone() -> None:
    guard = Exclusion(name="x", elements=(ExclusionElement(column="product_id", operator="="),))
    bookings = entity("prices", "id int", "product_id int not null", "start_date date", "end_date date", pk="id")
    assert found("CO010", PRODUCTS, replace(PRICES, exclusions=(guard,)), LINK) == ()
    assert found("CO010", PRODUCTS, bookings, LINK) == ()


def test_the_extension_is_added_only_where_it_is_missing() -> None:
    (without,) = found("CO010", PRODUCTS, PRICES, LINK)
    (having,) = found("CO010", PRODUCTS, PRICES, LINK, Extension(name="btree_gist"))
    assert [change.kind for change in without.fix] == ["extension", "exclusion"]
    assert [change.kind for change in having.fix] == ["exclusion"]
    assert having.fix[0].value.elements[1].expression == "daterange(valid_from, valid_to)"


def test_one_row_of_each_overlaps_nothing() -> None:
    single = entity(
        "prices", "id int", "product_id int not null", "valid_from date", "valid_to date", pk="id", unique="product_id"
    )
    assert found("CO010", PRODUCTS, single, LINK) == ()
