from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


def test_amounts_checked_columns_and_other_kinds_are_left_alone() -> None:
    assert columns("CO008", "amount numeric", "balance numeric", "price text", "quantity_unit int") == []
    assert columns("CO008", "quantity integer", checks=("quantity > 0",)) == []


def test_quantities_make_one_finding_with_a_check_each() -> None:
    (finding,) = found("CO008", entity("t", "quantity integer", "Unit_price numeric"))
    assert [change.value.expression for change in finding.fix] == ["quantity >= 0", '"Unit_price" >= 0']
