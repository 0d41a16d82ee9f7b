import pytest

from designer.schema.build import attribute, entity
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    ["phone_number text", "house_number text", "version text", "zip text", "card_number text", "price_list text"],
)
def test_numbers_that_nobody_adds_up_are_left_alone(column: str) -> None:
    assert columns("TY002", column) == []


def test_samples_that_are_no_numbers_settle_it() -> None:
    assert columns("TY002", attribute("price text", samples=("on request", "12.50"))) == []


def test_a_price_in_text_is_found() -> None:
    assert columns("TY002", "unit_price varchar(20)", "quantity text") == ["unit_price", "quantity"]


def test_the_plural_in_a_type_without_a_length_is_a_list() -> None:
    assert columns("TY002", "prices text", "amounts varchar(20)", "price text") == ["amounts", "price"]


def test_what_is_kept_as_written_and_where_a_number_is_found_are_text() -> None:
    assert columns("TY002", "verbatim_latitude varchar(45)", "raw_amount varchar(20)") == []
    assert found("TY002", entity("field_definitions", "id int", "price text", pk="id")) == ()


def test_a_quantity_in_a_text_without_a_length_is_a_hint() -> None:
    table = entity("items", "id bigint", "unit_price varchar(20)", "quantity text", pk="id")
    assert {one.evidence["column"]: str(one.confidence) for one in found("TY002", table)} == {
        "items.unit_price": "likely", "items.quantity": "hint",
    }  # fmt: skip
