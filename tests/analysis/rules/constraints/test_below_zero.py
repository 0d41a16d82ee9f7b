import pytest

from designer.schema.build import entity
from designer.schema.model import Attribute, Dialect
from tests.analysis.rules.checking import columns, found


def test_amounts_checked_columns_and_other_kinds_are_left_alone() -> None:
    assert columns("CO008", "amount numeric", "balance numeric", "price text", "quantity_unit int") == []
    assert columns("CO008", "quantity integer", checks=("quantity > 0",)) == []


def test_quantities_make_one_finding_with_a_check_each() -> None:
    (finding,) = found("CO008", entity("t", "quantity integer", "Unit_price numeric"))
    assert [change.value.expression for change in finding.fix] == ["quantity >= 0", '"Unit_price" >= 0']


def test_flags_and_ids_about_quantities_are_no_quantities() -> None:
    named = ("id_stock", "show_price", "is_stock", "share_stock", "out_of_stock", "depends_on_stock")
    assert columns("CO008", *(f"{one} integer" for one in named)) == []


@pytest.mark.parametrize(
    ("dialect", "kind"),
    [("mysql", "int unsigned"), ("mysql", "int(10) unsigned"), ("mysql", "tinyint(1)"), ("tsql", "tinyint")],
)
def test_a_type_without_a_sign_refuses_by_itself(dialect: str, kind: str) -> None:
    things = entity("things", "id int", Attribute(name="quantity", type=kind), pk="id")
    assert found("CO008", things, dialect=Dialect(name=dialect)) == ()


@pytest.mark.parametrize(("dialect", "kind"), [("mysql", "int"), ("mysql", "tinyint"), ("tsql", "smallint")])
def test_a_type_with_a_sign_does_not(dialect: str, kind: str) -> None:
    things = entity("things", "id int", Attribute(name="quantity", type=kind), pk="id")
    assert len(found("CO008", things, dialect=Dialect(name=dialect))) == 1
