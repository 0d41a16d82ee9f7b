import pytest

from designer.schema.build import entity
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize(
    "columns",
    [
        ("qty int",),  # always short
        ("quantity int",),  # always in full
        ("customer_id int", "customs_id int"),
        ("description text", "desc_order text"),  # may stand for descending
        ("product_id int", "prod boolean"),
        ("msgs text", "messenger text"),
    ],
)
def test_one_spelling_is_left_alone(columns: tuple[str, ...]) -> None:
    assert titles("NM008", entity("t", *columns)) == []


def test_both_spellings_are_shown_with_their_places() -> None:
    (finding,) = findings("NM008", entity("customers", "id int"), entity("orders", "cust_no int", "customerName text"))
    assert finding.title == "One word in two spellings: customer and cust"
    assert finding.evidence["rows"] == (("customer", "customers, orders.customerName", "cust", "orders.cust_no"),)


def test_plurals_are_the_same_word_and_all_pairs_are_one_finding() -> None:
    assert titles("NM008", entity("messages", "msg text", "src text", "sources text")) == [
        "One word in two spellings: message and msg, source and src"
    ]
