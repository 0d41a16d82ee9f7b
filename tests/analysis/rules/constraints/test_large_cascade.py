from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

PARENT = entity("customers", "id int", pk="id")


def test_small_children_and_the_parts_of_a_record_are_left_alone() -> None:
    child = entity("orders", "id int", "r int", pk="id", rows=9_999_999)
    invoices, lines = entity("invoices", "id int", pk="id"), entity("invoice_lines", "r int")
    assert found("CO015", PARENT, child, link("orders.r", "customers.id", on_delete="cascade")) == ()
    assert found("CO015", invoices, lines, link("invoice_lines.r", "invoices.id", on_delete="cascade")) == ()


def test_a_declared_large_child_is_certain_and_a_name_a_hint() -> None:
    child = entity("orders", "id int", "r int", pk="id", rows=10_000_000)
    (large,) = found("CO015", PARENT, child, link("orders.r", "customers.id", on_delete="cascade"))
    (named,) = found(
        "CO015", PARENT, entity("payments", "r int"), link("payments.r", "customers.id", on_delete="cascade")
    )
    assert (large.confidence, named.confidence) == ("certain", "hint")
