"""What lies between two versions, as a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.schema.edits import add, alter, drop, move, rename
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Enum, EnumValue, Index, IndexKey
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.versions import make_version
from designer.web.changes import counts, groups_of
from designer.web.sides import NOW, Pair, side_of
from tests.web.queries import assert_same_queries


def column(schema: Schema, entity: str, name: str) -> Any:
    return next(one for one in schema.entity(entity).attributes if one.name == name)


def rows(design: Design) -> dict[str, list[tuple[str, str, str, str, str, str]]]:
    """By title: (what, kind, code, was, becomes, note) from version 1 to now."""
    fresh = Design.objects.get(pk=design.pk)
    schema = schema_of(fresh)
    pair = Pair(fresh, *(side_of(fresh, ref, schema, fresh.revision) for ref in ("1", NOW)))
    return {
        group.title: [(one.what, one.kind, one.code, one.was, one.becomes, one.note) for one in group.rows]
        for group in groups_of(pair.difference())
    }


def page_of(browser: Client, design: Design, query: str = "") -> str:
    answer = browser.get(f"/d/{design.id}/compare/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_version_there_is_nothing_to_compare_with(browser: Client, design: Design) -> None:
    assert "No version to compare with" in page_of(browser, design)


def test_equal_sides_differ_in_nothing(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change()
    page = page_of(browser, design)
    assert "Nothing differs" in page
    assert "Plan the migration" not in page


@pytest.mark.parametrize(
    "query", ["?from=7", "?from=1&to=8", "?from=x", "?from=1&to=-1", "?from=%00", "?from=" + "9" * 40]
)
def test_a_version_that_there_is_not_is_a_404(
    query: str, browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change()
    assert browser.get(f"/d/{design.id}/compare/{query}").status_code == 404


@pytest.mark.parametrize("query", ["?show=nonsense", "?same=x", "?same=a~b", "?tables=x", "?q=" + "x" * 500])
def test_nonsense_in_a_filter_is_left_out(
    query: str, browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(lambda one: alter(one, one.entity("orders").id, comment="x"))
    page_of(browser, design, query)


def test_each_change_is_said_with_what_was_and_what_is(design: Design, change: Callable[..., None]) -> None:
    change(
        lambda one: rename(one, one.entity("customers").id, "people"),
        lambda one: alter(one, column(one, "orders", "placed_at").id, type="date"),
        lambda one: add(one, Attribute(name="channel", type="text", default="'web'"), to=one.entity("orders").id),
        lambda one: drop(one, column(one, "people", "email").id),
        lambda one: add(
            one,
            Index(name="orders_placed_idx", keys=(IndexKey(column=column(one, "orders", "placed_at").id),)),
            to=one.entity("orders").id,
        ),
        lambda one: add(one, Enum(name="status", values=(EnumValue(value="new"), EnumValue(value="done")))),
        lambda one: alter(one, "requirements", horizon_months=24.0),
        lambda one: alter(one, one.access_patterns[0].id, rows=50),
    )
    found = rows(design)
    assert ("renamed", "Table", "", "customers", "people", "renamed") in found["people"]
    assert any(row[:3] == ("dropped", "Column", "email") for row in found["people"])
    assert ("altered", "Column", "placed_at", "timestamptz", "date", "type") in found["orders"]
    assert ("added", "Column", "channel", "", "", "text, default 'web'") in found["orders"]
    assert ("added", "Index", "orders_placed_idx", "", "", "(placed_at)") in found["orders"]
    assert found["Enum status"] == [("added", "Enum", "status", "", "", "new, done")]
    assert found["Requirements"] == [("altered", "Horizon months", "", "none", "24", "")]
    assert found["Access pattern orders of a customer"][0][3:5] == ("none", "50")
    assert list(found)[:2] == ["orders", "people"]


def test_positions_of_the_picture_are_one_line(design: Design, change: Callable[..., None]) -> None:
    change(
        lambda one: alter(
            one, "layout", pins=FrozenMap({entity.id: (float(n), 1.0) for n, entity in enumerate(one.entities)})
        )
    )
    assert rows(design) == {"Diagram": [("altered", "Diagram", "", "", "", "pins changed")]}


def test_a_moved_column_says_from_where_to_where(design: Design, change: Callable[..., None]) -> None:
    change(lambda one: move(one, column(one, "orders", "placed_at").id, 0))
    assert [row[5] for row in rows(design)["orders"]] == ["moved from place 3 to 1"]


def test_the_page_counts_filters_and_finds(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(
        lambda one: add(one, Attribute(name="channel", type="text"), to=one.entity("orders").id),
        lambda one: drop(one, column(one, "customers", "email").id),
        lambda one: rename(one, one.entity("orders").id, "purchases"),
    )
    page = page_of(browser, design)
    for label in ("Added 1", "Renamed 1", "purchases", "channel", "email"):
        assert label in page
    listed = page_of(browser, design, "?show=added").partition('id="changes-title"')[2].partition("findings-title")[0]
    assert "channel" in listed
    assert "<code>email" not in listed
    listed = page_of(browser, design, "?q=channel").partition('id="changes-title"')[2].partition("findings-title")[0]
    assert listed.count('<li class="change">') == 1
    assert "Nothing fits" in page_of(browser, design, "?q=nowhere+to+be+found")


def test_the_picture_shows_what_came_and_went_with_marks(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(
        lambda one: add(one, Attribute(name="channel", type="text"), to=one.entity("orders").id),
        lambda one: drop(one, column(one, "customers", "email").id),
    )
    page = page_of(browser, design)
    svg = page[page.index('<svg class="er"') :].partition("</svg>")[0]
    assert ">+ channel</text>" in svg
    assert ">− email</text>" in svg
    assert 'class="struck"' in svg
    assert re.search(r'data-href="#change-\d"', svg)


def test_the_sql_is_that_of_the_shortest_way(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(lambda one: add(one, Attribute(name="channel", type="text"), to=one.entity("orders").id))
    text = re.sub(r"<[^>]+>", "", page_of(browser, design).partition('id="sql-title"')[2])
    assert "ALTER TABLE orders ADD COLUMN channel text;" in text.replace("public.", "")


def test_a_change_without_sql_says_so(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(lambda one: alter(one, one.access_patterns[0].id, rows=50))
    assert "no statement is needed" in page_of(browser, design)


def test_a_dialect_without_plans_is_refused_in_words(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(
        lambda one: alter(one, "design", dialect=type(one.dialect)(name="mysql", version="8.0")),
        lambda one: alter(one, one.entity("orders").id, comment="x"),
    )
    for page in ("compare", "plan"):
        answer = browser.get(f"/d/{design.id}/{page}/")
        assert answer.status_code == 200
        assert "mysql" in answer.content.decode().partition("<main")[2]


def test_findings_introduced_and_fixed_are_told_apart(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(
        lambda one: add(one, Attribute(name="price", type="real"), to=one.entity("orders").id),
        lambda one: add(
            one,
            Index(name="orders_customer_idx", keys=(IndexKey(column=column(one, "orders", "customer_id").id),)),
            to=one.entity("orders").id,
        ),
    )
    part = page_of(browser, design).partition('id="findings-title"')[2].partition('id="sql-title"')[0]
    new, _, fixed = part.partition("<h3>Fixed")
    assert "price is money kept as" in new
    assert "IX002" in fixed
    assert "IX002" not in new


def test_a_likely_rename_is_proposed_and_can_be_taken_for_one(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(
        lambda one: drop(one, column(one, "orders", "placed_at").id),
        lambda one: add(
            one,
            Attribute(name="placed_on", type="timestamptz", not_null=column(one, "orders", "id").not_null),
            to=one.entity("orders").id,
        ),
    )
    page = page_of(browser, design)
    assert "Perhaps a rename" in page
    (url,) = re.findall(r'href="([^"]+)">Take it for a rename', page)
    taken = browser.get(url.replace("&amp;", "&")).content.decode()
    assert "Perhaps a rename" not in taken
    assert "1 pair is taken for a rename" in taken
    assert "RENAME COLUMN" in re.sub(r"<[^>]+>", "", taken)
    assert "Drop" not in re.sub(r"<[^>]+>", "", taken.partition('id="sql-title"')[2])
    (plan,) = set(re.findall(r'href="([^"]+)">Plan the migration', taken))
    assert "RENAME COLUMN" in re.sub(r"<[^>]+>", "", browser.get(plan.replace("&amp;", "&")).content.decode())
    assert column(schema_of(Design.objects.get(pk=design.pk)), "orders", "placed_on")


def test_counts_say_every_row(design: Design, change: Callable[..., None]) -> None:
    change(lambda one: drop(one, one.entity("orders").id))
    fresh = Design.objects.get(pk=design.pk)
    schema = schema_of(fresh)
    pair = Pair(fresh, *(side_of(fresh, ref, schema, fresh.revision) for ref in ("1", NOW)))
    groups = groups_of(pair.difference())
    assert sum(counts(groups).values()) == sum(len(group.rows) for group in groups) > 0


def test_a_comparison_takes_few_queries(browser: Client, design_of: Callable[[Schema], Design], alice: User) -> None:
    def changed(schema: Schema) -> Design:
        design = design_of(schema)
        make_version(design, alice, message="As it was")
        new = add(schema, Attribute(name="c", type="text"), to=schema.entities[0].id)
        edit(design, alice, (new,), label="Grow")
        return design

    for page in ("compare", "plan"):
        assert_same_queries(browser, changed, lambda design, page=page: f"/d/{design.id}/{page}/")  # type: ignore[misc]
