from tests.analysis.rules.checking import columns


def test_rates_and_scaled_amounts_are_left_alone() -> None:
    assert columns("TY016", "tax_rate numeric", "amount numeric(12,2)", "price numeric(10)", "fees numeric[]") == []


def test_an_amount_of_any_scale_is_found() -> None:
    assert columns("TY016", "net_amount numeric") == ["net_amount"]
