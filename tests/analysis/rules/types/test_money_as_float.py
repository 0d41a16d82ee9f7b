import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    [
        "amount numeric",
        "tax_rate real",
        "price_ratio real",
        "gas_price real",
        "pricing real",
        "weight real",
        "discost real",
    ],
)
def test_what_is_no_money_or_is_exact_is_left_alone(column: str) -> None:
    assert columns("TY004", column) == []


@pytest.mark.parametrize("name", ["unit_price", "balance", "amount_usd", "netAmount", "fees"])
def test_money_in_a_binary_fraction_is_found(name: str) -> None:
    assert columns("TY004", f"{name} double precision") == [name]


def test_the_amount_of_a_duration_is_no_money() -> None:
    assert columns("TY004", "duration_amount real") == []


def test_a_total_is_money_where_it_is_one_of_trade() -> None:
    assert found("TY004", entity("matches", "id int", "total real", "points_total real", pk="id")) == ()
    (finding,) = found("TY004", entity("orders", "id int", "total real", pk="id"))
    assert finding.confidence == "likely"
    (finding,) = found("TY004", entity("documents", "id int", "tax_total real", pk="id"))
    assert finding.confidence == "likely"


def test_an_amount_of_anything_is_a_hint_where_nothing_speaks_of_trade() -> None:
    (finding,) = found("TY004", entity("skills", "id int", "damage_amount real", pk="id"))
    assert finding.confidence == "hint"
    (finding,) = found("TY004", entity("invoices", "id int", "net_amount real", pk="id"))
    assert finding.confidence == "likely"


def test_a_fee_that_may_be_a_share_is_a_hint() -> None:
    for name, sure in (("node_fee", "hint"), ("commission_fee", "hint"), ("order_fee", "likely")):
        (one,) = found("TY004", entity("accounts", "id int", f"{name} float", "balance numeric"))
        assert str(one.confidence) == sure


def test_a_sum_of_weights_or_hours_in_a_table_of_trade_is_no_money() -> None:
    assert columns("TY004", "weight_total real", "hours_total real", "order_total real") == ["order_total"]


def test_what_is_metered_in_parts_of_a_cent_is_a_hint() -> None:
    for name, sure in (("usage_cost_in_cents", "hint"), ("bandwidth_cost", "hint"), ("order_cost", "likely")):
        (one,) = found("TY004", entity("accounts", "id int", f"{name} float", "balance numeric"))
        assert str(one.confidence) == sure


def test_the_fix_keeps_the_digits_that_were_said() -> None:
    mysql = Dialect(name="mysql")
    (said,) = found("TY004", entity("orders", "id int", "price double(14,5)", pk="id"), dialect=mysql)
    (unsaid,) = found("TY004", entity("orders", "id int", "price double", pk="id"), dialect=mysql)
    assert (said.fix[0].set["type"], unsaid.fix[0].set["type"]) == ("numeric(14,5)", "numeric(19,4)")


def test_real_has_eight_bytes_in_sqlite() -> None:
    lost = {
        name: found("TY004", entity("orders", "price real"), dialect=Dialect(name=name))[0].evidence[
            "cents are lost from"
        ]
        for name in ("postgres", "sqlite")
    }
    assert lost == {"postgres": "167,772.16", "sqlite": "90,071,992,547,409.92"}
