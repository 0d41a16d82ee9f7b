"""The data dictionary: everything the design knows of a table, in each of its forms."""

from dataclasses import replace

import pytest

from designer.exporters import export
from designer.exporters.dictionary import entries, patterns
from designer.exporters.dictionary.touches import touched
from designer.exporters.markdown import block, code, paragraph, text
from designer.schema import model
from designer.schema.build import entity, pattern, schema_of
from designer.schema.schema import Schema
from tests.exporters.drawn_designs import shop


def _decided() -> Schema:
    schema = shop()
    orders = schema.entity("orders")
    dependency = orders.functional_dependencies[0]
    kept = model.Denormalization(id="k", dependency=dependency.id, refresh="trigger", reason="Reports read it.")
    decision = model.Decision(id="d", finding="IX002", subject=orders.attributes[1].id, reason="Rarely deleted.")
    changed = replace(orders, denormalizations=(kept,))
    return replace(
        schema,
        entities=tuple(changed if one.id == orders.id else one for one in schema.entities),
        decisions=(decision,),
    )


def test_entry_knows_references_both_ways() -> None:
    orders = next(entry for entry in entries(shop()) if entry.name == "orders")
    assert [(line.columns, line.other, line.rows) for line in orders.refers_to] == [
        ("customer_id", "customers", "exactly one")
    ]
    assert [(line.other, line.rows, line.actions) for line in orders.referred_by] == [
        ("invoices", "zero or one", ""),
        ("order_lines", "zero or more", "on delete cascade"),
    ]


def test_self_reference_is_told_from_both_ends() -> None:
    categories = next(entry for entry in entries(shop()) if entry.name == "categories")
    assert [line.columns for line in categories.refers_to] == ["parent_id"]
    assert "parent_id" in [line.other_columns for line in categories.referred_by]


def test_entry_says_volumes_defaults_and_keys() -> None:
    orders = next(entry for entry in entries(shop()) if entry.name == "orders")
    assert "10\u2009000\u2009000 rows" in orders.facts
    assert "kept 730 days" in orders.facts
    by_name = {line.name: line for line in orders.attributes}
    assert by_name["id"].default == "identity, always"
    assert by_name["id"].keys == ("PK",)
    assert by_name["status"].default == "'new'"
    assert by_name["customer_id"].keys == ("FK",)
    assert not by_name["id"].nullable


def test_decisions_and_denormalizations_come_with_their_reasons() -> None:
    orders = next(entry for entry in entries(_decided()) if entry.name == "orders")
    assert [(one.subject, one.text, one.reason) for one in orders.remarks] == [
        (
            "customer_id → status",
            "denormalized on purpose, but no access pattern needs it, kept true by a trigger",
            "Reports read it.",
        ),
        ("customer_id", "finding IX002 dismissed", "Rarely deleted."),
    ]


@pytest.mark.parametrize("target", ["markdown", "html"])
def test_document_holds_every_section(target: str) -> None:
    written = export(_decided(), target).text
    for said in ("Refers to", "Referred to by", "Keys and constraints", "Indexes", "Access patterns", "Decisions",
                 "Enumerations", "Domains", "recent orders", "Reports read it.", "placed_at"):  # fmt: skip
        assert said in written


def test_html_draws_one_picture_per_area() -> None:
    written = export(shop(), "html").text
    assert written.count("<svg ") == 3
    assert "Other tables" in written


@pytest.mark.parametrize("target", ["markdown", "html", "csv"])
def test_empty_design_has_a_dictionary(target: str) -> None:
    assert export(schema_of(), target).text


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("select 1", set()),
        ("selec t from (", set()),
        ("select customers from other", set()),
        ("with orders as (select 1) select * from orders", set()),
        ("select * from orders o join public.customers c on c.id = o.customer_id", {"orders", "customers"}),
        ("insert into order_lines (order_id) select id from ORDERS", {"order_lines", "orders"}),
        ("update invoices set number = 'x' where order_id in (select id from orders)", {"invoices", "orders"}),
    ],
)
def test_pattern_touches_the_tables_that_its_statements_name(statement: str, names: set[str]) -> None:
    schema = shop()
    found = touched(schema, pattern("p", statement))
    assert {schema.get(one).name for one in found} == names


def test_pattern_nested_too_deeply_touches_nothing_and_does_not_crash() -> None:
    assert touched(shop(), pattern("p", "select " + "(" * 3000 + "1" + ")" * 3000)) == frozenset()


def test_pattern_says_how_often_and_where() -> None:
    (line,) = patterns(shop())
    assert line.facts == "1\u2009200 a minute"
    assert [name for name, _ in line.tables] == ["orders"]


def test_markdown_escapes_markup_and_leaves_plain_names_alone() -> None:
    assert text("customer_id") == "customer_id"
    assert text("_x_ *y* `z` <b> a|b") == "\\_x\\_ \\*y\\* \\`z\\` \\<b\\> a\\|b"
    assert text("") == "\u200b"


def test_markdown_paragraph_starts_no_list_or_heading() -> None:
    assert paragraph("- a\n1. b\n# c\n+ d\n===") == "\\- a  \n1\u200b. b  \n\\# c  \n\\+ d  \n\\==="


def test_markdown_code_has_a_fence_longer_than_what_it_holds() -> None:
    assert code("a") == "`a`"
    assert code("a`b") == "``a`b``"
    assert code("`a|b`") == "`` `a\\|b` ``"
    assert block("select '```'").startswith("````sql\n")


def test_csv_has_a_line_per_attribute_and_says_what_it_refers_to() -> None:
    lines = export(shop(), "csv").text.splitlines()
    assert len(lines) == 1 + sum(len(table.attributes) for table in shop().entities)
    assert "orders,,customer_id,bigint,no,,FK,customers.id," in lines


def test_table_without_attributes_has_a_line_in_the_csv() -> None:
    assert export(schema_of(entity("bare")), "csv").text.splitlines()[1] == "bare,,,,,,,,"
