"""Areas of groups, notes, lines of descent, and the lines of tables that somebody has moved."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from designer.exporters.diagram import DiagramOptions, Drawing, draw, layout, picture, standalone_svg
from designer.exporters.diagram.areas import make_areas
from designer.exporters.diagram.cards import make_cards
from designer.exporters.diagram.links import make_links
from designer.exporters.diagram.places import Box, Placement
from designer.exporters.diagram.selection import select
from designer.exporters.diagram.shapes import Group
from designer.exporters.diagram.stepped import stepped
from designer.schema import model
from designer.schema.build import entity, link, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from tests.exporters.drawn_designs import HOSTILE, shop


def grouped(*members: str, boxes: dict[str, Box]) -> list[Box]:
    tables = [entity(name, "id int") for name in boxes]
    group = model.Group(name="G", entities=members)
    schema = schema_of(*tables, layout=model.Layout(groups=(group,)))
    placed = {schema.entity(name).id: box for name, box in boxes.items()}
    return [area.box for area in make_areas(schema.layout.groups, placed)]


def noted(*notes: dict[str, Any], schema: Schema | None = None) -> Drawing:
    schema = schema or shop()
    known = {one.name: one.id for one in schema.entities}
    written = tuple(
        FrozenMap({**note, **({"entity": known[note["entity"]]} if "entity" in note else {})}) for note in notes
    )
    return draw(replace(schema, layout=replace(schema.layout, notes=written)))


def named(drawing: Drawing, css: str) -> list[Group]:
    return [one for one in drawing.scene.shapes if isinstance(one, Group) and css in one.css.split()]


# Areas


def test_a_stranger_between_two_tables_keeps_their_areas_apart() -> None:
    boxes = {"a": Box(0, 0, 100, 50), "stranger": Box(150, 0, 100, 50), "b": Box(300, 0, 100, 50)}
    assert len(grouped("a", "b", boxes=boxes)) == 2


def test_an_area_is_around_its_tables_and_no_other() -> None:
    boxes = {"a": Box(0, 0, 100, 50), "b": Box(150, 0, 100, 50), "stranger": Box(0, 90, 100, 50)}
    (area,) = grouped("a", "b", boxes=boxes)
    assert area.x < 0
    assert area.edge(1) > 250
    assert 50 < area.y + area.height < 90


def test_a_group_without_a_table_in_the_drawing_has_no_area() -> None:
    schema = shop()
    drawing = draw(schema, DiagramOptions(entities=(schema.entity("notes").id,)))
    assert named(drawing, "area") == []


def test_areas_lie_behind_everything_and_carry_their_groups_names_and_colours() -> None:
    areas = named(draw(shop()), "area")
    assert {dict(area.data)["name"] for area in areas} == {"Sales", "Catalogue"}
    assert draw(shop()).scene.shapes[: len(areas)] == tuple(areas)
    text = standalone_svg(draw(shop()), "dark")
    assert ">Sales</text>" in text
    assert 'stroke-dasharray="5 4"' in text


def test_many_tables_of_a_group_take_bounded_time() -> None:
    boxes = {f"t{number}": Box(number % 40 * 130, number // 40 * 80, 100, 50) for number in range(900)}
    assert grouped(*list(boxes)[::8], boxes=boxes)


# Notes


def test_a_note_without_text_or_about_a_table_that_is_not_drawn_is_left_out() -> None:
    schema = shop()
    gone = schema.entity("orders").id
    notes = (FrozenMap({"text": " "}), FrozenMap({"text": 5}), FrozenMap({"text": "x", "entity": gone}))
    with_notes = replace(schema, layout=replace(schema.layout, notes=notes))
    assert named(draw(with_notes, DiagramOptions(entities=(schema.entity("notes").id,))), "note") == []


def test_a_note_stands_where_it_was_put() -> None:
    (note,) = named(noted({"text": "Here", "at": [400, -300]}), "note")
    sheet = note.shapes[0]
    assert (sheet.x + sheet.width / 2, sheet.y + sheet.height / 2) == pytest.approx((400, 300))  # type: ignore[union-attr]


def test_a_note_about_a_table_covers_no_table() -> None:
    drawing = noted(*({"text": f"Note {number} " + "word " * 20, "entity": "orders"} for number in range(5)))
    cards = [one.shapes[0] for one in named(drawing, "entity")]
    for sheet in (one.shapes[0] for one in named(drawing, "note")):
        for card in cards:
            beside = sheet.x >= card.x + card.width or card.x >= sheet.x + sheet.width  # type: ignore[union-attr]
            assert beside or sheet.y >= card.y + card.height or card.y >= sheet.y + sheet.height  # type: ignore[union-attr]


def test_a_long_note_is_cut_and_stands_whole_in_its_title() -> None:
    (note,) = named(noted({"text": "word " * 500}), "note")
    assert len(note.shapes) < 20
    assert note.title.count("word") == 500


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_hostile_notes_and_groups_are_drawn(form: str) -> None:
    schema = shop()
    groups = tuple(model.Group(name=name, entities=(schema.entities[0].id,)) for name in HOSTILE[:6])
    drawing = noted(
        *({"text": name} for name in HOSTILE if name.strip()),
        schema=replace(schema, layout=model.Layout(groups=groups)),
    )
    assert "<script>alert" not in standalone_svg(drawing)
    assert picture(drawing, form)


# Descent


def test_inheritance_and_partitions_have_dashed_lines_with_an_arrow_at_the_parent() -> None:
    parts = model.PartitionBy(strategy="hash", keys=(model.PartitionKey(column="id"),))
    schema = schema_of(
        entity("base", "id bigint", pk="id"),
        entity("derived", "id bigint", pk="id", inherits=("base",)),
        entity("log", "id bigint", partition_by=parts),
        entity("log_1", "id bigint", partition_of=model.PartitionOf(parent="log", bound="DEFAULT")),
        link("log.id", "base.id"),
    )  # fmt: skip
    lines = named(draw(schema, DiagramOptions(partitions=True)), "descent")
    assert {line.title for line in lines} == {"derived inherits from base", "log_1 is a partition of log"}
    ends = {(dict(line.data)["child"], dict(line.data)["parent"]) for line in lines}
    assert (schema.entity("derived").id, schema.entity("base").id) in ends
    assert draw(schema, DiagramOptions(partitions=True)).relationships == 1
    assert len(named(draw(schema), "descent")) == 1
    assert picture(draw(schema), "png")


# Moved tables


def _moved(x: float, y: float) -> tuple[Schema, Placement]:
    schema = shop()
    options = DiagramOptions()
    selection = select(schema, options)
    cards = make_cards(schema, selection, options)
    links = make_links(schema, selection, cards)
    return schema, layout.place(cards, links, {schema.entity("orders").id: (x, y)})


@pytest.mark.parametrize("at", [(900.0, -700.0), (-500.0, 100.0), (300.0, -900.0), (2000.0, 40.0)])
def test_lines_of_a_moved_table_run_level_and_upright_and_leave_at_its_sides(at: tuple[float, float]) -> None:
    schema, placed = _moved(*at)
    orders = schema.entity("orders").id
    mine = [one for one in schema.relationships if orders in (one.child, one.parent)]
    assert mine
    for one in mine:
        route = placed.routes[one.id]
        ends = route.curve[::3]
        bends = [(abs(x - u), abs(y - v)) for (x, y), (u, v) in pairwise(ends) if abs(x - u) > 8 and abs(y - v) > 8]
        assert bends == []
        parent, child = placed.boxes[one.parent], placed.boxes[one.child]
        assert (route.curve[0][0] - parent.edge(route.parent_side)) * route.parent_side > 0
        assert (route.curve[-1][0] - child.edge(route.child_side)) * route.child_side > 0
        assert len(route.curve) % 3 == 1


def test_a_line_goes_around_the_table_that_stands_between() -> None:
    tables = entity("a", "id int", pk="id"), entity("b", "id int", "a_id int", pk="id")
    schema, options = schema_of(*tables, link("b.a_id", "a.id")), DiagramOptions()
    cards = make_cards(schema, select(schema, options), options)
    (line,) = make_links(schema, select(schema, options), cards)
    parent, child, between = Box(0, 0, 120, 60), Box(700, 0, 120, 60), Box(300, -40, 120, 140)
    around = stepped(line, parent, replace(child, y=400.0), [parent, child, between])
    assert not any(between.x < x < between.edge(1) and -40 < y < 100 for x, y in around.curve)
    direct = stepped(line, parent, child, [parent, child])
    assert (direct.parent_side, direct.child_side) == (1, -1)
