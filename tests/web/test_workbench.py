"""The workbench: what it shows, by which address, and for how many queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from designer.schema.build import entity, schema_of
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.models import Design
from designer.web.links import entity_url
from designer.web.models import Drawing
from tests.web.conftest import ClientOf, many
from tests.web.queries import assert_same_queries

DesignOf = Callable[[Schema], Design]


def test_an_unknown_entity_is_not_there(design: Design, alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get(f"/d/{design.id}/invoices").status_code == 404


def test_a_tab_that_does_not_exist_is_the_inspector(design: Design, alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get(f"/d/{design.id}/?tab=%22%3E&detail=x&reach=9&at=nothing").content.decode()
    assert "<dt>Entities</dt><dd>2</dd>" in page


def test_the_page_shows_tree_diagram_and_counts(design: Design, alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get(f"/d/{design.id}/").content.decode()
    for part in ('<svg class="er"', "2 entities, 1 relationship, 1 access pattern", "10M", f"/d/{design.id}/orders"):
        assert part in page


def test_the_home_of_a_design_shows_its_path_and_a_table_does_not(
    design: Design, alice: User, client_of: ClientOf
) -> None:
    home = client_of(alice).get(f"/d/{design.pk}/").content.decode()
    assert "of 7 steps done" in home
    assert f'href="/d/{design.pk}/dictionary/">Documentation' in home
    assert "steps done" not in client_of(alice).get(f"/d/{design.pk}/orders").content.decode()


def test_htmx_gets_the_side_only(design: Design, alice: User, client_of: ClientOf, fragment: dict[str, str]) -> None:
    side = client_of(alice).get(f"/d/{design.id}/orders", headers=fragment).content.decode()
    assert "<html" not in side
    assert "placed_at" in side
    assert 'data-selected-entity="' in side


@pytest.mark.parametrize("name", ["export", "history", "a/b", "..", "x?y", "<script>", "per cent % 41", "𝒯able", "a.b"])
def test_any_name_has_an_address_that_finds_it(
    name: str, design_of: DesignOf, alice: User, client_of: ClientOf
) -> None:
    schema = schema_of(replace(entity("plain", "id bigint", pk="id"), name=name), entity("other", "id bigint", pk="id"))
    design = design_of(schema)
    found = next(one for one in schema.entities if one.name == name)
    answer = client_of(alice).get(entity_url(design.id, schema, found.id))
    assert answer.status_code == 200
    assert answer.context["bench"].entity == found
    assert b"<script>" not in answer.content


@pytest.mark.parametrize("path", ["", "t1", "?tab=findings", "?tab=history", "canvas/", "history/", "export/"])
def test_a_large_design_takes_no_more_queries(path: str, design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    assert_same_queries(client_of(alice), design_of, lambda design: f"/d/{design.id}/{path}")


def test_a_drawing_is_made_once(design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    design = design_of(many(3))
    client = client_of(alice)
    for _ in range(2):
        client.get(f"/d/{design.id}/")
    assert Drawing.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "chosen"),
    [
        ("https://elsewhere.example/x", None),
        ("nonsense", None),
        ("http://testserver/d/{}/gone", None),
        ("http://testserver/d/99999/orders", None),
        ("http://testserver/d/{}/orders?detail=names", "orders"),
    ],
)
def test_what_follows_an_edit_is_drawn_for_the_page_that_is_open(
    place: str, chosen: str | None, design: Design, alice: User, client_of: ClientOf, fragment: dict[str, str]
) -> None:
    headers = {**fragment, "HX-Current-URL": place.format(design.id)}
    answer = client_of(alice).get(f"/d/{design.id}/canvas/", headers=headers)
    assert answer.status_code == 200
    bench = answer.context["bench"]
    assert (bench.entity.name if bench.entity else None) == chosen
    assert bench.detail == ("names" if chosen else "all")


def test_tables_that_were_moved_can_be_arranged_anew(design: Design, edgar: User, client_of: ClientOf) -> None:
    client, place = client_of(edgar), f"/d/{design.id}/"
    assert "Arrange anew" not in client.get(place).content.decode()
    entity_id = stored(design).entities[0].id
    assert client.post(f"{place}pin/", {"entity": entity_id, "x": "nan", "y": "1"}).status_code == 422
    assert client.post(f"{place}pin/", {"entity": entity_id, "x": "12.5", "y": "-40"}).status_code == 204
    assert "Arrange anew" in client.get(place).content.decode()
    client.post(f"{place}unpin/")
    assert stored(Design.objects.get(pk=design.pk)).layout.pins == {}


@pytest.mark.parametrize(("tables", "rows", "hint"), [(24, True, False), (61, False, True)])
def test_a_design_of_many_tables_is_first_drawn_by_names_with_the_way_to_more(
    tables: int, rows: bool, hint: bool, design_of: DesignOf, alice: User, client_of: ClientOf
) -> None:
    design, client = design_of(many(tables)), client_of(alice)
    page = client.get(f"/d/{design.id}/").content.decode()
    assert ("data-attribute" in page.partition("<svg class")[2].partition("</svg>")[0]) == rows
    assert ("Double-click a table" in page) == hint
    near = client.get(f"/d/{design.id}/t5?reach=1").content.decode()
    assert "Double-click a table" not in near
    assert ">note</text>" in near


def test_a_pattern_lights_the_tables_and_columns_that_it_touches(
    design: Design, alice: User, client_of: ClientOf
) -> None:
    schema, browser = stored(design), client_of(alice)
    (one,) = schema.access_patterns
    assert "lit-note" not in browser.get(f"/d/{design.id}/?pattern=nothing").content.decode()
    page = browser.get(f"/d/{design.id}/?pattern={one.id}")
    lit = page.context["diagram"]["lit"]
    orders = schema.entity("orders")
    assert json.loads(lit["ids"]) == {"tables": [orders.id], "columns": [orders.attributes[1].id]}
    assert lit["tables"] == ["orders"]
    assert f"/d/{design.id}/pattern/{one.id}" in page.content.decode()
