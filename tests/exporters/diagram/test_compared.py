"""A difference as a picture: what came, went and changed, told apart by more than colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from designer.exporters.diagram import DiagramOptions, draw, inline_svg, picture, standalone_svg
from designer.exporters.diagram.compared import Compared, compared
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Change
from designer.schema.diff import diff
from designer.schema.edits import add, alter, drop, move, rename
from designer.schema.model import Attribute
from designer.schema.schema import Schema

CHANNEL = Attribute(name="channel", type="text")


def shop() -> Schema:
    return schema_of(
        entity("customers", "id bigint not null", "email text", "fax text", "phone text", pk="id"),
        entity("orders", "id bigint not null", "customer_id bigint", "total numeric", pk="id"),
        entity("logs", "id bigint not null", "line text", pk="id"),
        link("orders.customer_id", "customers.id"),
        name="shop",
    )


def after(*steps: object) -> Compared:
    """The picture after edits, each a function from the design to changes."""
    old = new = shop()
    for step in steps:
        changes: tuple[Change, ...] = tuple(step(new))  # type: ignore[operator]
        new = apply(changes, new)
    return compared(old, new, diff(old, new))


def names(found: Compared, sign: str) -> set[str]:
    located = found.schema.located
    return {getattr(located[one].value, "name", "") or "" for one, said in found.signs.items() if said == sign}


def svg_of(found: Compared) -> str:
    options = DiagramOptions(signs=found.signs, former=found.former, entities=found.touched())
    return inline_svg(draw(found.schema, options))


def test_no_difference_has_no_signs() -> None:
    found = after()
    assert (found.signs, found.former, found.touched()) == ({}, {}, ())


def test_what_moved_on_the_picture_only_has_no_signs() -> None:
    found = after(lambda one: (alter(one, "layout", pins={one.entity("logs").id: (1.0, 2.0)}),))
    assert found.signs == {}


def test_a_dropped_column_stands_where_it_stood() -> None:
    found = after(lambda one: (drop(one, one.entity("customers").attributes[2].id),))
    customers = found.schema.entity("customers")
    assert [one.name for one in customers.attributes] == ["id", "email", "fax", "phone"]
    assert names(found, "removed") == {"fax"}
    assert names(found, "changed") == {"customers"}


def test_a_dropped_table_stays_in_the_picture_with_its_relationship() -> None:
    found = after(lambda one: (drop(one, one.entity("customers").id),))
    assert names(found, "removed") >= {"customers", "id", "email", "fax", "phone"}
    assert found.signs[found.schema.relationships[0].id] == "removed"
    assert {found.schema.entity(one).name for one in found.touched()} == {"customers", "orders"}


def test_a_new_table_is_added_with_all_it_holds() -> None:
    def with_notes(one: Schema) -> tuple[Change, ...]:
        return (add(one, schema_of(entity("notes", "id bigint", "text text")).entity("notes")),)

    found = after(with_notes)
    assert names(found, "added") == {"notes", "id", "text"}
    assert names(found, "changed") == set()


def test_an_index_or_a_type_changes_its_table() -> None:
    found = after(lambda one: (alter(one, one.entity("orders").attributes[2].id, type="bigint"),))
    assert names(found, "changed") == {"orders", "total"}
    assert list(found.former.values()) == ["was numeric"]


def test_a_rename_is_one_change_and_keeps_both_names() -> None:
    found = after(
        lambda one: (rename(one, one.entity("orders").id, "purchases"),),
        lambda one: (rename(one, one.entity("purchases").attributes[2].id, "amount"),),
        lambda one: (alter(one, one.entity("purchases").attributes[2].id, type="bigint"),),
    )
    assert names(found, "changed") == {"purchases", "amount"}
    assert set(found.former.values()) == {"was orders", "was total, was numeric"}
    assert "amount bigint?, changed, was total, was numeric" in svg_of(found)


def test_a_column_that_moved_is_changed() -> None:
    found = after(lambda one: (move(one, one.entity("customers").attributes[3].id, 1),))
    assert names(found, "changed") >= {"customers"}
    assert names(found, "added") == names(found, "removed") == set()


@pytest.mark.parametrize(
    ("sign", "mark", "step"),
    [
        ("added", "+ channel", lambda one: (add(one, CHANNEL, to=one.entity("orders").id),)),
        ("removed", "− total", lambda one: (drop(one, one.entity("orders").attributes[2].id),)),
        ("changed", "~ total", lambda one: (alter(one, one.entity("orders").attributes[2].id, type="bigint"),)),
    ],
)  # fmt: skip
def test_signs_are_written_out_beside_the_colour(sign: str, mark: str, step: object) -> None:
    svg = svg_of(after(step))
    root = ElementTree.fromstring(svg)
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert mark in texts
    assert "~ orders" in texts
    assert svg.count('class="struck"') == (1 if sign == "removed" else 0)


def test_a_line_that_comes_or_goes_is_signed_and_says_so() -> None:
    svg = svg_of(after(lambda one: (drop(one, one.relationships[0].id),)))
    edge = re.search(r'<g class="edge rel removed".*?</g>', svg)
    assert edge is not None
    assert ", removed</title>" in edge[0]
    assert ">−</text>" in edge[0]
    assert "stroke-dasharray" in edge[0]


def test_it_is_drawn_as_a_file_too() -> None:
    found = after(lambda one: (drop(one, one.entity("customers").id),))
    drawing = draw(found.schema, DiagramOptions(signs=found.signs))
    assert 'class="struck"' in standalone_svg(drawing, "dark")
    assert picture(drawing, "png", scale=1.0).startswith(b"\x89PNG")
