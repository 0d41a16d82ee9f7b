"""The SVG that pages inline and that stands alone: its contract with stylesheet and script, and its safety."""

import re
from xml.etree import ElementTree

import pytest

from designer.exporters.diagram import DiagramOptions, draw, inline_svg, standalone_svg
from designer.exporters.diagram.svg import xml_id
from designer.exporters.wording import printable
from designer.schema.build import entity, schema_of
from designer.schema.schema import Schema
from tests.exporters.drawn_designs import HOSTILE, hostile, shop

SVG = "{http://www.w3.org/2000/svg}"


def _tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def _by_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in tree.iter() if name in one.get("class", "").split()]


@pytest.mark.parametrize("make", [shop, hostile])
def test_nothing_in_it_can_run_load_or_lead_away(make: object) -> None:
    schema: Schema = make()  # type: ignore[operator]
    for text in (inline_svg(draw(schema)), standalone_svg(draw(schema), "dark")):
        for element in _tree(text).iter():
            assert element.tag.removeprefix(SVG) in {"svg", "g", "title", "rect", "path", "ellipse", "text"}
            for key, value in element.attrib.items():
                assert not key.endswith("href")
                assert not key.startswith("on")
                assert key != "style"
                assert "url(" not in value or key.startswith("data-") or key == "aria-label"


def test_root_follows_the_contract() -> None:
    root = _tree(inline_svg(draw(shop())))
    assert root.tag == f"{SVG}svg"
    assert root.get("class") == "er"
    assert "data-diagram" in root.attrib
    assert re.fullmatch(r"0 0 [\d.]+ [\d.]+", root.get("viewBox", ""))
    assert root.get("width") is None
    assert root.get("height") is None
    assert root.get("aria-label") == "shop: 8 tables, 7 relationships"


def test_every_entity_attribute_and_relationship_can_be_found_by_its_id() -> None:
    schema = shop()
    tree = _tree(inline_svg(draw(schema), href=lambda one: f"/d/7/{one}"))
    for table in schema.entities:
        group = next(one for one in _by_class(tree, "entity") if one.get("id") == f"e-{table.id}")
        assert group.get("data-entity") == table.id
        assert group.get("data-name") == table.name
        assert group.get("data-href") == f"/d/7/{table.id}"
        rows = [one.get("data-attribute") for one in _by_class(group, "attribute")]
        assert rows == [attribute.id for attribute in table.attributes]
    for link in schema.relationships:
        group = next(one for one in _by_class(tree, "rel") if one.get("id") == f"r-{link.id}")
        assert (group.get("data-child"), group.get("data-parent")) == (link.child, link.parent)


def test_titles_say_in_words_what_the_picture_shows() -> None:
    schema = shop()
    orders = schema.entity("orders")
    marks = {orders.id: {"error": 1}, orders.attributes[1].id: {"error": 1, "info": 1}}
    tree = _tree(inline_svg(draw(schema, DiagramOptions(marks=marks))))  # type: ignore[arg-type]
    titles = [one.text or "" for one in tree.iter(f"{SVG}title")]
    assert "orders, 5 attributes, 2 errors, 1 hint" in titles
    assert "customer_id bigint, 1 error, 1 hint" in titles
    assert any(one.startswith("order_lines (order_id) refers to exactly one of orders") for one in titles)
    assert any(one.endswith("identifying, on delete cascade") for one in titles)


def test_marks_carry_their_severity_and_the_header_its_count() -> None:
    schema = shop()
    orders = schema.entity("orders")
    tree = _tree(inline_svg(draw(schema, DiagramOptions(marks={orders.attributes[1].id: {"warning": 2}}))))
    found = _by_class(tree, "mark")
    assert [one.get("class") for one in found] == ["mark warning", "mark warning"]
    assert sorted(one.get("data-count") or "" for one in found) == ["", "2"]


def test_difference_is_a_class_and_a_sign_in_the_text() -> None:
    schema = shop()
    orders = schema.entity("orders").id
    tree = _tree(inline_svg(draw(schema, DiagramOptions(signs={orders: "added"}))))
    group = next(one for one in _by_class(tree, "added"))
    assert group.get("data-entity") == orders
    assert any((one.text or "") == "+ orders" for one in group.iter(f"{SVG}text"))


def test_colours_of_the_inlined_picture_are_those_that_the_stylesheet_knows() -> None:
    text = inline_svg(draw(shop()))
    for known in ("#ffffff", "#c4cbd8", "#6b7280", "#5b6bc0", "#eef1f6"):
        assert known in text


def test_group_is_a_class_and_a_colour_that_is_none_is_ignored() -> None:
    tree = _tree(inline_svg(draw(shop())))
    classes = {one.get("data-name"): one.get("class") for one in _by_class(tree, "entity")}
    assert classes["orders"] == "node entity g1"
    assert classes["products"] == "node entity g4"
    assert classes["notes"] == "node entity"
    assert "red" not in standalone_svg(draw(hostile()))


def test_hostile_names_stay_text() -> None:
    tree = _tree(inline_svg(draw(hostile())))
    names = {one.get("data-name") for one in _by_class(tree, "entity")}
    assert names == {printable(name) for name in HOSTILE}


def test_long_name_is_cut_and_stands_whole_in_the_title() -> None:
    schema = schema_of(entity("x" * 100, "y" * 100 + " int"))
    tree = _tree(inline_svg(draw(schema)))
    shown = [one.text or "" for one in tree.iter(f"{SVG}text")]
    assert all(len(one) < 60 for one in shown)
    titles = [one.text or "" for one in tree.iter(f"{SVG}title")]
    assert any("x" * 100 in one for one in titles)
    assert any("y" * 100 in one for one in titles)


def test_ids_are_safe_and_unique_whatever_the_design_calls_its_objects() -> None:
    assert re.fullmatch(r"[A-Za-z][\w.-]*", xml_id('e-<"x y">'))
    assert xml_id("e-a b") != xml_id("e-a_b")
    tree = _tree(inline_svg(draw(hostile()), prefix="a1-"))
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(("a1-a-", "a1-e-", "a1-n-", "a1-r-")) for one in ids if one)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example", "https://evil.example"])
def test_link_that_leaves_the_site_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="no path on this site"):
        inline_svg(draw(shop()), href=lambda _: href)


def test_standalone_picture_has_size_ground_and_its_theme() -> None:
    light, dark = (standalone_svg(draw(shop()), theme) for theme in ("light", "dark"))
    assert _tree(light).get("width")
    assert 'fill="#f5f6f8"' in light
    assert 'fill="#0f1115"' in dark
    assert "#ffffff" not in dark
