import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Dialect
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


def test_the_name_alone_is_a_hint_and_samples_make_it_certain() -> None:
    table = entity("items", "unit_price varchar(20)", attribute("quantity text", samples=("1", "2.5")))
    told = {one.evidence["column"]: str(one.confidence) for one in found("TY002", table)}
    assert told == {"items.unit_price": "hint", "items.quantity": "certain"}


@pytest.mark.parametrize(("comment", "silent"), [("one: 10, range: 10.00-20.00", True), ("3 ~ 5", True),
                                                 ("since 2024-01-31", False), ("in euro", False)])  # fmt: skip
def test_a_comment_that_shows_a_range_settles_it(comment: str, silent: bool) -> None:
    goods = entity("goods", "id int", attribute("price char(60)", comment=comment), pk="id")
    assert (found("TY002", goods) == ()) is silent


def test_no_fix_is_narrower_than_the_text() -> None:
    wide, narrow = attribute("amount varchar(65)"), attribute("amount varchar(20)")
    fixed = [
        [
            one.fix[0].set["type"] if one.fix else None
            for one in found("TY002", entity("t", column), dialect=Dialect(name=dialect))
        ]
        for dialect in ("postgres", "mysql")
        for column in (wide, narrow)
    ]
    assert fixed == [["numeric"], ["numeric"], [None], ["decimal(28,10)"]]
