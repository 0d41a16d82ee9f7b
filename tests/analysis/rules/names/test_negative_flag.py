import pytest

from designer.schema.build import entity
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize(
    "column",
    [
        "is_disabled boolean",
        "hidden boolean",
        "notify boolean",
        "notice_sent boolean",
        "is_nothing boolean",
        "no boolean",
        "order_no boolean",
        "number_is_not boolean",
        "not_null text",
        "is_not_active integer",
        "knot boolean",
    ],
)
def test_states_and_other_words_are_left_alone(column: str) -> None:
    assert titles("NM006", entity("t", column)) == []


@pytest.mark.parametrize(
    "name", ["is_not_active", "isNotActive", "not_visible", "has_no_children", "no_index", "dont_ask"]
)
def test_a_negation_as_a_word_is_reported(name: str) -> None:
    assert titles("NM006", entity("t", f"{name} boolean")) == [f"t.{name} says what is not the case"]


def test_many_make_one_finding() -> None:
    assert len(titles("NM006", entity("t", *(f"not_{letter} boolean" for letter in "abcdef")))) == 1


def test_a_prefix_of_the_tables_columns_is_no_negation() -> None:
    notification = entity("notifications", "not_id bigint", "not_itemid bigint", "not_mode boolean", "uid bigint")
    assert findings("NM006", notification) == []


def test_no_in_first_place_may_be_a_protocols_own_word() -> None:
    found = findings("NM006", entity("t", "no_select boolean", "dont_ask boolean"))
    assert [one.confidence for one in found] == ["hint", "hint"]
