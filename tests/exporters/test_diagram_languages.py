"""What the diagram languages say of an ordinary design."""

import re
from dataclasses import replace

import pytest

from designer.exporters import ExportError, export
from designer.exporters.dbml_text import expression, identifier, note, type_name
from designer.exporters.diagram.pool import Pool
from designer.schema import model
from designer.schema.build import attribute, entity, link, schema_of
from tests.exporters.drawn_designs import shop


def test_mermaid_says_keys_nulls_and_ends() -> None:
    text = export(shop(), "mermaid").text
    assert text.startswith("erDiagram\n")
    assert "        bigint id PK\n" in text
    assert "        varchar(20) sku UK\n" in text
    assert '        char(2) country_code FK "null"\n' in text
    assert '    "orders" ||--o{ "order_lines" : "order_id"' in text
    assert '    "orders" ||--o| "invoices" : "order_id"' in text
    assert '    "customers" ||..o{ "orders" : "customer_id"' in text
    assert '    "categories" |o..o{ "categories" : "parent_id"' in text


def test_mermaid_of_an_empty_design_is_a_diagram() -> None:
    assert export(schema_of(), "mermaid").text.startswith("erDiagram\n")


def test_mermaid_names_stay_apart_when_they_are_replaced_alike() -> None:
    schema = schema_of(
        model.Entity(name="t", attributes=tuple(model.Attribute(name=n, type="int") for n in ("a b", "a.b", "a_b")))
    )
    found = export(schema, "mermaid")
    assert re.findall(r"integer (\S+)", found.text) == ["a_b", "a_b_2", "a_b_3"]
    assert [notice.object for notice in found.notices] == ["t.a b", "t.a.b", "t.a_b"]


def test_plantuml_separates_the_key_and_marks_what_is_mandatory() -> None:
    text = export(shop(), "plantuml").text
    block = text[text.index('entity "orders"') :].split("}")[0].split("\n")
    assert block[1] == "  * id : bigint <<PK>>"
    assert block[2] == "  --"
    assert block[3] == "  * customer_id : bigint <<FK>>"
    assert "    deleted_at : timestamptz" in block
    assert re.search(r"^e\d+ \|\|--o\| e\d+ : order_id$", text, re.MULTILINE)


def test_dot_is_drawn_by_graphviz_with_a_line_per_relationship() -> None:
    schema = shop()
    pool = Pool()
    drawn = pool.draw("dot", "svg", export(schema, "dot").text).decode()
    pool.close()
    assert drawn.count('class="node"') == len(schema.entities)
    assert drawn.count('class="edge"') == len(schema.relationships)
    assert "customer_id" in drawn


@pytest.mark.parametrize("target", ["dot", "svg", "png", "poster"])
def test_unknown_option_of_a_picture_is_a_sentence(target: str) -> None:
    with pytest.raises(ExportError, match="no option 'colour'"):
        export(shop(), target, colour="red")
    with pytest.raises(ExportError, match="all, keys, names"):
        export(shop(), target, detail="half")


def test_unknown_theme_is_a_sentence() -> None:
    with pytest.raises(ExportError, match="light, dark"):
        export(shop(), "svg", theme="sepia")


def test_dbml_holds_keys_defaults_references_and_groups() -> None:
    text = export(shop(), "dbml").text
    assert '  "id" bigint [pk, increment]' in text
    assert '  "sku" "character varying(20)" [not null, unique]' in text
    assert "  \"status\" order_status [default: 'new']" in text
    assert '    ("order_id", "line_no") [pk]' in text
    assert '    ("customer_id", "placed_at") [name: \'orders_customer_id_placed_at_idx\', type: btree]' in text
    assert 'Ref "order_lines_order_id_fkey": "order_lines".("order_id") > "orders".("id") [delete: cascade]' in text
    assert 'Ref "invoices_order_id_fkey": "orders".("id") - "invoices".("order_id")' in text
    assert "  checks {\n    `placed_at < deleted_at` [name: 'orders_check']\n  }" in text
    assert 'TableGroup "Catalogue" [color: #8a63b8] {' in text
    assert "[headercolor: #8a63b8]" in text
    assert "  Note: 'People who order.'" in text
    assert 'Enum "order_status" {\n  "new"\n  "paid"\n}' in text


def test_dbml_says_what_it_leaves_out() -> None:
    reasons = {notice.object: notice.reason for notice in export(shop(), "dbml").notices}
    assert "access patterns" in reasons["recent orders"]
    assert "domains" in reasons["email_address"]


def test_dbml_writes_references_of_several_columns() -> None:
    schema = schema_of(
        entity("s.p", "a int", "b int", pk="a,b"),
        entity("s.c", "x int", "y int"),
        model.Namespace(name="s"),
        link("s.c.(x,y)", "s.p.(a,b)", name="two"),
    )
    assert 'Ref "two": "s"."c".("x", "y") > "s"."p".("a", "b")' in export(schema, "dbml").text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0", "0"), ("-1.5", "-1.5"), ("TRUE", "true"), ("null", "null"), ("'it''s'", "'it\\'s'"), ("now()", "`now()`"),
        ("'{}'::jsonb", "`'{}'::jsonb`"), ("a ` b", "`a \\` b`"),
    ],
)  # fmt: skip
def test_dbml_expressions_keep_their_kind(text: str, written: str) -> None:
    assert expression(text) == written


def test_dbml_index_over_a_constant_names_no_column() -> None:
    index = model.Index(name="one_row", unique=True, keys=(model.IndexKey(expression="true"),))
    schema = schema_of(replace(entity("t", "id int"), indexes=(index,)))
    assert "    (`true`) [unique, name: 'one_row', type: btree]" in export(schema, "dbml").text


def test_dbml_reference_that_repeats_another_is_left_out_and_told_of() -> None:
    tables = (entity("p", "id int", pk="id"), entity("c", "p_id int"))
    found = export(schema_of(*tables, link("c.p_id", "p.id"), link("c.p_id", "p.id", name="again")), "dbml")
    assert found.text.count("\nRef ") == 1
    assert sum("repeats another" in notice.reason for notice in found.notices) == 1


def test_dbml_quotes_what_needs_it() -> None:
    assert identifier('a"b\\c') == '"a”b＼c"'
    assert note("it's") == "'it\\'s'"
    assert note("two\nlines") == "'''two\nlines'''"
    assert type_name("int[]") == "int[]"
    assert type_name("timestamp with time zone") == '"timestamp with time zone"'


def test_generated_column_is_written_and_told_of() -> None:
    column = attribute("total int", generated=model.Generated(expression="a + b"))
    found = export(schema_of(model.Entity(name="t", attributes=(column,))), "dbml")
    assert '"total" int' in found.text
    assert any("generated" in notice.reason for notice in found.notices)
