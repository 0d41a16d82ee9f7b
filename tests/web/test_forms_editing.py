"""Editing, reordering and renaming by forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.model import Enum, EnumValue
from designer.schema.schema import Schema
from designer.store.models import Design
from tests.store.test_mapping import everything
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.states import column, now, url

DesignOf = Callable[[Schema], Design]


def test_every_property_of_a_column_is_set_by_its_form(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    answer = fill(
        browser,
        url("edit_object", design, email.id),
        type="varchar(200)", not_null=None, default="'@'", collation="C", comment="Two\r\nlines", distinct="390k",
        null_fraction="2.5 %", min="a", max="z", average_width="22", samples="a@b\r\nc@d",
        **{"values-0-value": "x@y", "values-0-frequency": "0.1"},
    )  # fmt: skip
    assert answer.status_code == 303, errors_of(answer)
    found = column(design, "customers", "email")
    assert (found.id, found.type, found.not_null, found.default) == (email.id, "varchar(200)", None, "'@'")
    assert (found.collation, found.comment) == ("C", "Two\nlines")
    assert (found.distinct, found.null_fraction, found.average_width) == (390_000, 0.025, 22)
    assert (found.min, found.max, found.samples) == ("a", "z", ("a@b", "c@d"))
    assert [(one.value, one.frequency) for one in found.values] == [("x@y", 0.1)]


def test_a_column_is_generated_or_numbered_by_its_form(design: Design, browser: Client) -> None:
    orders = now(design).entity("orders")
    address = url("add_inside", design, "attribute", orders.id)
    typed = {"type": "date", "generated_expression": "placed_at::date"}
    for name, more in (("day", {"generated_stored": "on"}), ("day_too", {"generated_stored": None})):
        assert fill(browser, address, name=name, **typed, **more).status_code == 303
    numbered = {"name": "number", "type": "bigint", "identity_mode": "by default", "identity_start": "1_000"}
    assert fill(browser, address, **numbered).status_code == 303
    found = now(design).entity("orders")
    stored = [one.generated.stored for name in ("day", "day_too") if (one := found.attribute(name)) and one.generated]
    assert stored == [True, False]
    identity = column(design, "orders", "number").identity
    assert (identity.mode, identity.start, identity.increment) == ("by default", 1000, None)
    numbered_id = column(design, "orders", "number").id
    assert fill(browser, url("edit_object", design, numbered_id), identity_mode="").status_code == 303
    assert column(design, "orders", "number").identity is None


def test_what_is_odd_is_saved_and_warned_of(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    answer = fill(browser, url("edit_object", design, email.id), FRAGMENT, type="textt", name="m" * 80)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "neither built in nor a type of this design; the closest is “text”" in page
    assert "takes 80 bytes; PostgreSQL keeps the first 63" in page


def test_an_edit_by_htmx_answers_the_pane_and_says_that_the_design_changed(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    answer = fill(browser, url("edit_object", design, email.id), FRAGMENT, comment="Where the receipt goes")
    assert answer.status_code == 200
    assert "designChanged" in answer.headers["HX-Trigger"]
    assert answer.headers["HX-Push-Url"] == f"/d/{design.id}/customers"
    page = answer.content.decode()
    assert "Change column customers.email." in page
    assert "/history/2/undo/" in page


def test_saving_nothing_makes_no_revision_and_says_so(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    answer = fill(browser, url("edit_object", design, email.id), FRAGMENT)
    assert answer.status_code == 200
    assert "Nothing was changed." in answer.content.decode()
    assert now(design).name == "shop"
    assert design.revision == 1


def test_a_rename_takes_along_every_text_that_mentions_the_name(design: Design, browser: Client) -> None:
    customer = column(design, "orders", "customer_id")
    answer = fill(browser, url("edit_object", design, customer.id), FRAGMENT, name="buyer_id", comment="Who pays")
    assert answer.status_code == 200
    assert column(design, "orders", "buyer_id").comment == "Who pays"
    assert now(design).access_patterns[0].statements == ("SELECT * FROM orders WHERE buyer_id = $1",)
    assert "access pattern orders of a customer" in answer.content.decode()


def test_a_rename_that_some_text_stands_against_is_refused_with_its_place(design_of: DesignOf, browser: Client) -> None:
    schema = schema_of(
        entity("orders", "id bigint", "total int", pk="id", checks=["total > (SELECT 0)"]),
        pattern("p", "SELECT total FROM orders"),
    )
    design = design_of(schema)
    answer = fill(browser, url("edit_object", design, column(design, "orders", "total").id), name="sum")
    assert answer.status_code == 422
    assert "the expression of check" in str(errors_of(answer)["name"]).lower()
    assert design.revision == 1


def test_columns_move_up_and_down_and_stop_at_the_ends(design: Design, browser: Client) -> None:
    placed = column(design, "orders", "placed_at")
    for to, expected in (("up", 1), ("up", 0), ("up", 0), ("down", 1), ("2", 2), ("99", 2), ("?", 2)):
        answer = browser.post(url("move_object", design, placed.id), {"to": to}, headers=FRAGMENT)
        assert answer.status_code == 200
        assert [one.name for one in now(design).entity("orders").attributes].index("placed_at") == expected


def test_values_of_an_enum_are_renamed_reordered_added_and_dropped_in_one_go(
    design_of: DesignOf, browser: Client
) -> None:
    values = tuple(EnumValue(value=one) for one in ("new", "paid", "gone"))
    design = design_of(
        schema_of(Enum(name="status", values=values), entity("orders", "status status default 'paid'"), name="x")
    )
    before = {one.value: one.id for one in now(design).enums[0].values}
    answer = fill(
        browser,
        url("edit_object", design, now(design).enums[0].id),
        **{
            "values-0-was": before["paid"], "values-0-value": "settled", "values-1-was": before["new"],
            "values-1-value": "new", "values-2-was": "", "values-2-value": "late", "values-3-was": "",
        },
    )  # fmt: skip
    assert answer.status_code == 303, errors_of(answer)
    found = now(design).enums[0].values
    assert [one.value for one in found] == ["settled", "new", "late"]
    assert (found[0].id, found[1].id) == (before["paid"], before["new"])
    assert column(design, "orders", "status").default == "'settled'"


def test_rows_are_rearranged_without_saving_and_nothing_typed_is_lost(design: Design, browser: Client) -> None:
    orders = now(design).entity("orders")
    typed = {"keys-0-part": "customer_id", "keys-1-part": "placed_at", "where": "id >", "rearrange": "keys:up:1"}
    address = url("add_inside", design, "index", orders.id)
    answer = fill(browser, address, FRAGMENT, **typed)
    assert answer.status_code == 200
    _, fields = form_of(answer)
    assert (fields["keys-0-part"], fields["keys-1-part"]) == (["placed_at"], ["customer_id"])
    assert fields["where"] == ["id >"]
    assert design.revision == 1
    assert send(browser, address, fields, where="").status_code == 303
    (index,) = now(design).entity("orders").indexes
    assert now(design).names(index.columns) == ("placed_at", "customer_id")


def test_an_index_keeps_what_its_form_does_not_show(design_of: DesignOf, browser: Client) -> None:
    design = design_of(everything())
    index = now(design).entity("child").indexes[0]
    answer = fill(browser, url("edit_object", design, index.id), **{"keys-1-descending": "asc"})
    assert answer.status_code == 303, errors_of(answer)
    found = now(design).get(index.id)
    assert found.keys[0] == index.keys[0]
    assert (found.keys[1].descending, found.keys[1].nulls) == (False, "first")


def test_a_pattern_says_its_frequency_in_the_unit_one_thinks_in(design: Design, browser: Client) -> None:
    known = now(design).access_patterns[0]
    answer = fill(browser, url("edit_object", design, known.id), frequency="30", unit="hour", latency_ms="20")
    assert answer.headers["Location"] == f"/d/{design.id}/patterns/"
    found = now(design).get(known.id)
    assert (found.frequency_per_minute, found.latency_ms, found.statements) == (0.5, 20, known.statements)


def test_the_designs_own_parts_are_edited(design: Design, browser: Client) -> None:
    assert fill(browser, url("edit_object", design, "design"), name="market", dialect_version="18").status_code == 303
    typed = {"rpo_minutes": "5", "replica_reads": "no", "max_connections": "200"}
    assert fill(browser, url("edit_object", design, "requirements"), **typed).status_code == 303
    assert fill(browser, url("edit_object", design, "layout"), **{"groups-0-name": "Sales"}).status_code == 303
    orders = now(design).entity("orders")
    assert fill(browser, url("edit_object", design, orders.id), group="0").status_code == 303
    schema = now(design)
    assert (schema.name, schema.dialect.version, schema.requirements.replica_reads) == ("market", "18", False)
    assert (schema.layout.groups[0].name, schema.layout.groups[0].entities) == ("Sales", (orders.id,))


@pytest.mark.parametrize("state", ["accepted", "rejected"])
def test_an_undecided_dependency_is_decided_with_one_button(state: str, design_of: DesignOf, browser: Client) -> None:
    guess = dependency("a", "b", state="undecided", source="name")
    design = design_of(schema_of(entity("t", "a int", "b int", functional_dependencies=(guess,))))
    (found,) = now(design).entity("t").functional_dependencies
    assert b">undecided<" in browser.get(f"/d/{design.id}/t").content
    assert browser.post(url("decide", design, found.id), {"state": state}).status_code == 303
    assert now(design).get(found.id).state == state
    assert browser.post(url("decide", design, found.id), {"state": "maybe"}).status_code == 404
