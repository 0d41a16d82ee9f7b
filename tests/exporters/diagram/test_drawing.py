"""What a drawing shows and where it puts it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg, layout, outline_of
from designer.exporters.diagram.cards import Card, make_cards
from designer.exporters.diagram.links import CUT_APART, CUT_SIZE, Link, make_links
from designer.exporters.diagram.metrics import shorten, width
from designer.exporters.diagram.packing import pack
from designer.exporters.diagram.places import STUB, Placement
from designer.exporters.diagram.selection import neighbourhood, select
from designer.exporters.diagram.shapes import Group
from designer.schema import edits, model
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from tests.exporters.drawn_designs import complete_graph, flat, shop, star


def _parts(schema: Schema, **view: object) -> tuple[tuple[Card, ...], tuple[Link, ...]]:
    options = DiagramOptions(**view)  # type: ignore[arg-type]
    selection = select(schema, options)
    cards = make_cards(schema, selection, options)
    return cards, make_links(schema, selection, cards)


def _placed(schema: Schema, **view: object) -> tuple[tuple[Card, ...], tuple[Link, ...], Placement]:
    cards, links = _parts(schema, **view)
    return cards, links, layout.place(cards, links, {})


@pytest.mark.parametrize("make", [shop, lambda: star(60), lambda: complete_graph(24), lambda: flat(110)])
def test_no_two_cards_overlap(make: Callable[[], Schema]) -> None:
    _, _, placed = _placed(make())
    for one, other in combinations(placed.boxes.values(), 2):
        beside = one.x >= other.x + other.width or other.x >= one.x + one.width
        assert beside or one.y >= other.y + other.height or other.y >= one.y + one.height


def test_every_relationship_has_a_line_that_ends_at_its_rows() -> None:
    _, links, placed = _placed(shop())
    assert set(placed.routes) == {one.relationship for one in links}
    for one in links:
        route, parent, child = placed.routes[one.relationship], placed.boxes[one.parent], placed.boxes[one.child]
        assert route.curve[0] == pytest.approx(
            (parent.edge(route.parent_side) + route.parent_side * STUB, parent.y + one.parent_y), abs=0.6
        )
        assert route.curve[-1] == pytest.approx(
            (child.edge(route.child_side) + route.child_side * STUB, child.y + one.child_y), abs=0.6
        )
        assert len(route.curve) % 3 == 1


def test_self_reference_stays_clear_of_the_neighbours() -> None:
    schema = shop()
    _, links, placed = _placed(schema)
    loop = next(one for one in links if one.child == one.parent)
    own = placed.boxes[loop.child]
    xs = [x for x, _ in placed.routes[loop.relationship].curve]
    assert min(xs) >= own.edge(1)
    for key, box in placed.boxes.items():
        if key != loop.child and box.y < own.y + own.height and own.y < box.y + box.height and box.x > own.x:
            assert box.x > max(xs) + 4


def test_lines_with_different_signs_leave_one_row_at_two_heights() -> None:
    _, links = _parts(shop())
    at_categories = {one.parent_y for one in links if "categories, which" in one.words}
    assert len(at_categories) == 2


def test_pin_puts_the_middle_of_a_card_there_and_moves_nothing_else() -> None:
    schema = shop()
    before = draw(schema).middles
    orders = schema.entity("orders").id
    after = draw(schema, DiagramOptions(pins={orders: (900.0, -700.0)})).middles
    assert after[orders] == pytest.approx((900.0, -700.0))
    assert {key: place for key, place in after.items() if key != orders} == {
        key: place for key, place in before.items() if key != orders
    }


def test_middles_given_back_as_pins_reproduce_the_drawing() -> None:
    schema = shop()
    drawing = draw(schema)
    assert draw(schema, DiagramOptions(pins=drawing.middles)).middles == drawing.middles


def test_pins_of_the_design_are_used_unless_others_are_given() -> None:
    bare = schema_of(entity("a", "id int"), entity("b", "id int"))
    key = bare.entity("a").id
    pinned = schema_of(entity("a", "id int"), entity("b", "id int"), layout=model.Layout(pins=FrozenMap({key: [5, 6]})))
    assert draw(pinned).middles[key] == pytest.approx((5, 6))
    assert draw(pinned, DiagramOptions(pins={})).middles[key] != pytest.approx((5, 6))


def test_marks_never_move_anything() -> None:
    schema = shop()
    orders = schema.entity("orders")
    marks = {orders.id: {"error": 3}, orders.attributes[1].id: {"info": 1}}
    assert draw(schema, DiagramOptions(marks=marks)).middles == draw(schema).middles  # type: ignore[arg-type]


def test_header_sums_up_the_marks_of_its_attributes() -> None:
    schema = shop()
    orders = schema.entity("orders")
    marks = {orders.attributes[1].id: {"warning": 2}, orders.id: {"error": 1}}
    cards, _ = _parts(schema, marks=marks)
    badge = next(card.badge for card in cards if card.entity == orders.id)
    assert badge is not None
    assert badge.severity == "error"
    assert badge.counts == (("error", 1), ("warning", 2))


def test_keys_show_only_what_keys_and_references_are_made_of() -> None:
    cards, _ = _parts(shop(), detail="keys")
    orders = next(card for card in cards if card.name == "orders")
    assert [row.name for row in orders.rows] == ["id", "customer_id"]
    assert orders.attributes == 5


def test_names_show_no_rows_and_lines_meet_the_header() -> None:
    cards, links = _parts(shop(), detail="names")
    assert all(not card.rows for card in cards)
    assert all(one.child_y < 27 and one.parent_y < 27 for one in links)


def test_long_table_is_folded_but_keeps_keys_and_marked_rows() -> None:
    columns = [f"c{number} int" for number in range(40)]
    schema = schema_of(entity("wide", *columns, pk="c39"))
    marked = schema.entity("wide").attributes[38].id
    cards, _ = _parts(schema, fold=10, marks={marked: {"info": 1}})
    assert [row.name for row in cards[0].rows] == [*(f"c{number}" for number in range(8)), "c38", "c39"]
    assert cards[0].note == "… 30 more"


def test_one_attribute_too_many_is_shown_rather_than_said() -> None:
    schema = schema_of(entity("t", *(f"c{number} int" for number in range(11))))
    cards, _ = _parts(schema, fold=10)
    assert len(cards[0].rows) == 11


@pytest.mark.parametrize(("depth", "names"), [(0, {"orders"}), (1, {"orders", "customers", "order_lines", "invoices"})])
def test_neighbourhood_goes_as_far_as_it_is_asked(depth: int, names: set[str]) -> None:
    schema = shop()
    found = neighbourhood(schema, schema.entity("orders").id, depth)
    assert {schema.get(one).name for one in found} == names


def test_neighbourhood_without_depth_is_the_connected_part() -> None:
    schema = shop()
    assert len(neighbourhood(schema, schema.entity("orders").id, None)) == 7


def test_partitions_are_counted_on_their_table_unless_asked_for() -> None:
    parts = [
        model.Entity(name=f"log_{n}", partition_of=model.PartitionOf(parent="log", bound="DEFAULT")) for n in (1, 2)
    ]
    schema = schema_of(entity("log", "at date"), *parts)
    folded, _ = _parts(schema)
    assert [(card.name, card.note) for card in folded] == [("log", "2 partitions")]
    assert len(_parts(schema, partitions=True)[0]) == 3


def test_hub_of_a_large_drawing_gets_short_lines_with_its_name() -> None:
    cards, links = _parts(star(60))
    assert {one.cut for one in links} == {"hub"}
    assert next(card for card in cards if card.name == "hub").note == "60 references, cut short"


def test_cut_lines_that_meet_at_one_place_write_their_names_side_by_side_and_each_once() -> None:
    hubs = [entity(name, "id int", pk="id") for name in ("hub", "other")]
    spokes = [entity(f"t{n}", "id int", "a int", "b int", "c int", pk="id") for n in range(60)]
    columns = {"a": "hub", "b": "hub", "c": "other"}
    links = [link(f"t{n}.{column}", f"{hub}.id") for n in range(60) for column, hub in columns.items()]
    schema = schema_of(*hubs, *spokes, *links)
    cards, drawn = _parts(schema, detail="names")
    first = next(card.entity for card in cards if card.name == "t0")
    at_it = {(one.cut, one.aside) for one in drawn if one.child == first}
    assert at_it == {("hub", 0.0), ("hub", None), ("other", width("hub", CUT_SIZE) + CUT_APART)}
    assert {one.aside for one in _parts(schema, detail="keys")[1]} == {0.0}
    assert not any(one.crossed for one in drawn)


def test_the_name_at_a_cut_line_stands_above_a_line_that_comes_in_there() -> None:
    hub, stop = entity("hub", "id int", pk="id"), entity("stop", "id int", pk="id")
    spokes = [entity(f"t{n}", "id int", "a int", "b int", pk="id") for n in range(60)]
    schema = schema_of(hub, stop, *spokes, *(link(f"t{n}.a", "hub.id") for n in range(60)), link("t0.b", "stop.id"))
    drawn = _parts(schema, detail="names")[1]
    assert [one.cut for one in drawn if one.child == schema.entity("t0").id] == ["hub", None]
    assert {one.child for one in drawn if one.crossed} == {schema.entity("t0").id}


def test_hub_in_focus_and_hub_of_a_small_drawing_keep_their_lines() -> None:
    schema = star(60)
    assert {one.cut for one in _parts(schema, focus=schema.entity("hub").id)[1]} == {None}
    assert {one.cut for one in _parts(star(20))[1]} == {None}


def test_few_tall_ranks_are_folded_to_a_screens_proportions() -> None:
    scene = draw(flat(110)).scene
    assert 0.3 < scene.height / scene.width < 1.6


def test_dense_design_is_arranged_plainly_and_that_is_said() -> None:
    _, _, placed = _placed(complete_graph(24))
    assert any("plainly" in remark for remark in placed.remarks)


def test_layout_that_fails_is_replaced_by_a_plain_one_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise DrawingFailed("Drawing used up its 8 seconds of processor time and was stopped.")

    monkeypatch.setattr(layout.pool, "draw", fail)
    cards, links, placed = _placed(shop())
    assert len(placed.boxes) == len(cards)
    assert len(placed.routes) == len(links)
    assert placed.remarks[0].startswith("Drawing used up its 8 seconds")


@pytest.mark.parametrize(
    "answer", [b"{}", b'{"objects": [], "edges": []}', b'{"objects": [{"name": "n0"}], "edges": []}']
)
def test_incomplete_answer_is_never_an_incomplete_picture(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(layout.pool, "draw", lambda *_, **__: answer)
    cards, _, placed = _placed(shop())
    assert len(placed.boxes) == len(cards)
    assert any("incomplete" in remark for remark in placed.remarks)


@pytest.mark.parametrize(("most", "shown"), [(24, 24), (23, 16), (15, 0)])
def test_more_attributes_than_a_drawing_holds_leave_keys_then_names_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, most: int, shown: int
) -> None:
    monkeypatch.setattr("designer.exporters.diagram.drawing.MOST_ROWS", most)
    drawing = draw(shop(), DiagramOptions())
    rows = [one for node in drawing.scene.shapes if isinstance(node, Group) for one in node.shapes]
    assert sum(isinstance(one, Group) and one.css == "attribute" for one in rows) == shown
    assert bool(drawing.remarks) == (shown < 24)


def test_empty_design_is_an_empty_drawing() -> None:
    drawing = draw(schema_of())
    assert drawing.entities == 0
    assert drawing.scene.shapes == ()


def test_lines_lie_behind_the_cards() -> None:
    kinds = [shape.css.split()[0] for shape in draw(shop()).scene.shapes if isinstance(shape, Group)]
    assert kinds == sorted(kinds)


def test_same_design_is_drawn_the_same_way_whatever_the_process() -> None:
    assert _placed(shop())[2] == _placed(shop())[2]


def test_packed_boxes_never_overlap_and_keep_their_order() -> None:
    sizes = [(50.0 + 7 * n % 90, 30.0 + 11 * n % 140) for n in range(80)]
    boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(pack(sizes, 10), sizes, strict=True)]
    for one, other in combinations(boxes, 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_shortened_text_fits_and_a_fitting_text_is_kept() -> None:
    assert shorten("orders", 11, 200) == "orders"
    cut = shorten("x" * 100, 11, 120)
    assert cut.endswith("…")
    assert width(cut, 11) <= 120


def test_text_is_as_wide_as_in_arial() -> None:
    assert width("Hello", 10) == pytest.approx(22.79, abs=0.05)
    assert width("Hello", 10, bold=True) == pytest.approx(24.45, abs=0.05)
    assert width("漢字", 10) == 20


def test_many_references_to_one_table_in_a_column_meet_it_once_each() -> None:
    schema = schema_of(
        entity("a", "id bigint", pk="id"),
        entity("b", "x bigint", "y bigint", "z bigint"),
        *(link(f"b.{column}", "a.id") for column in "xyz"),
    )
    _, links, placed = _placed(schema)
    ends = sorted(placed.routes[one.relationship].curve[-1][1] for one in links)
    assert all(lower - upper == pytest.approx(19) for upper, lower in pairwise(ends))


def test_an_edit_changes_the_outline_if_and_only_if_it_changes_the_picture() -> None:
    schema = shop()
    orders, customers = schema.entity("orders"), schema.entity("customers")
    status, reference = orders.attributes[2], schema.references_from(orders.id)[0]
    groups, told = schema.layout.groups, (FrozenMap({"text": "Look here", "entity": orders.id}),)
    unseen = (
        edits.alter(schema, orders.id, comment="Another", rows=7),
        edits.alter(schema, status.id, comment="Another", default="'paid'"),
        edits.alter(schema, "design", comment="Another"),
        edits.drop(schema, orders.checks[0].id),
        edits.alter(schema, reference.id, comment="Another"),
    )
    seen = (
        edits.rename(schema, orders.id, "purchases"),
        edits.alter(schema, status.id, type="text"),
        edits.alter(schema, status.id, not_null=model.NotNull()),
        edits.drop(schema, customers.uniques[0].id),
        edits.alter(schema, reference.id, on_delete="cascade"),
        edits.alter(schema, "design", name="another"),
        edits.alter(schema, "layout", groups=(replace(groups[0], name="Sold"), *groups[1:])),
        edits.alter(schema, "layout", pins=FrozenMap({orders.id: (900, 900)})),
        edits.alter(schema, "layout", notes=told),
        edits.alter(schema, "design", dialect=model.Dialect(name="mysql")),
        edits.add(schema, model.Domain(name="order_status", type="text", not_null=model.NotNull())),
        edits.add(schema, model.Unique(columns=(status.id,)), to=orders.id),
        edits.drop(schema, reference.id),
        edits.drop(schema, orders.attributes[3].id),
    )
    before, svg = outline_of(schema).key, inline_svg(draw(schema))
    for change in (*unseen, *seen):
        after = apply((change,), schema)
        assert outline_of(after) == outline_of(replace(after))  # with cards of the design before, and with none
        assert (outline_of(after).key == before) is (inline_svg(draw(after)) == svg) is (change in unseen), change
    for options in (
        DiagramOptions(detail="keys"),
        DiagramOptions(marks={status.id: {"error": 1}}),
        DiagramOptions(focus=orders.id),
    ):
        assert outline_of(schema, options).key != before
