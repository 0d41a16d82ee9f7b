"""Creating, editing, reordering, renaming and deleting, as Alice, Edgar and those who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.edits import alter, index
from designer.schema.model import Enum, EnumValue, PartitionBy, PartitionKey
from designer.schema.schema import Schema
from designer.store.editing import edit
from designer.store.models import Design
from tests.store.test_mapping import everything
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.conftest import ClientOf, many
from tests.web.queries import assert_same_queries
from tests.web.states import now

DesignOf = Callable[[Schema], Design]


def url(name: str, design: Design, *rest: str) -> str:
    return reverse(name, args=[design.id, *rest])


def column(design: Design, table: str, name: str) -> Any:
    return now(design).entity(table).attribute(name)


# What must not be


@pytest.mark.parametrize("who", ["rita", "victor", "charlie"])
def test_those_who_may_not_edit_change_nothing(
    who: str, design: Design, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    stranger = client_of(request.getfixturevalue(who))
    email, orders = column(design, "customers", "email"), now(design).entity("orders")
    sent = {"name": "mail", "type": "text", "to": "down", "revision": "1"}
    for address in (
        url("edit_object", design, email.id),
        url("delete_object", design, email.id),
        url("move_object", design, email.id),
        url("add_inside", design, "attribute", orders.id),
        url("add_object", design, "enum"),
    ):
        assert stranger.post(address, sent).status_code == (404 if who == "charlie" else 403)
    assert now(design).entity("customers").attribute("email") == email
    assert design.revision == 1


def test_a_viewer_reads_what_an_editor_edits(design: Design, victor: User, client_of: ClientOf) -> None:
    email = column(design, "customers", "email")
    pane = client_of(victor).get(f"/d/{design.id}/customers?at={email.id}").content.decode()
    assert "<dt>Type</dt><dd>text</dd>" in pane
    assert "edit/" not in pane
    assert "delete/" not in pane


@pytest.mark.parametrize(
    ("kind", "owner"),
    [("attribute", ""), ("enum", "customers"), ("wrong", ""), ("primary_key", "customers"), ("attribute", "nowhere")],
)
def test_what_cannot_be_added_there_is_not_found(kind: str, owner: str, design: Design, browser: Client) -> None:
    inside = now(design).entity(owner).id if owner == "customers" else owner
    address = url("add_inside", design, kind, inside) if inside else url("add_object", design, kind)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"name": "x"}).status_code == 404


@pytest.mark.parametrize("revision", ["0", "99", "-1", "x"])
def test_a_revision_that_never_was_is_refused(revision: str, design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    sent = {"name": "mail", "type": "text", "revision": revision}
    assert browser.post(url("edit_object", design, email.id), sent).status_code == 400


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "Give it a name."),
        ({"name": "id"}, "__all__", "used twice"),
        ({"name": "x\0y"}, "name", "Null characters"),
        ({"type": ""}, "type", "Choose a type."),
        ({"type": "numeric(12"}, "type", "opens a “(”"),
        ({"type": "'text"}, "type", "not complete"),
        ({"type": "text;"}, "type", "semicolon"),
        ({"type": "12"}, "type", "begins with a name"),
        ({"default": "now("}, "default", "opens a “(”"),
        ({"default": "'new"}, "default", "not complete"),
        ({"default": "1 +"}, "default", "ends with “+”"),
        ({"default": "1 -- one"}, "default", "comment to the end of the line"),
        ({"generated_expression": "a ||"}, "generated_expression", "ends with “||”"),
        ({"null_fraction": "120 %"}, "null_fraction", "more than 1"),
        ({"distinct": "many"}, "distinct", "Write a number"),
        ({"identity_mode": "always", "default": "1"}, "__all__", "not from both"),
        ({"identity_mode": "sometimes"}, "identity_mode", "valid choice"),
    ],
)
def test_bad_input_is_said_and_everything_typed_is_kept(
    typed: dict[str, str], field: str, words: str, design: Design, browser: Client
) -> None:
    email = column(design, "customers", "email")
    address = url("edit_object", design, email.id)
    answer = fill(browser, address, FRAGMENT, **{"comment": "kept <b>", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)[field])
    assert "<html" not in answer.content.decode()
    _, fields = form_of(answer)
    assert fields["comment"] == ["kept <b>"]
    assert all(fields[name] == [value] for name, value in typed.items() if "\0" not in value and value != "sometimes")
    assert design.revision == 1
    assert column(design, "customers", "email") == email


def test_without_htmx_bad_input_answers_the_whole_page(design: Design, browser: Client) -> None:
    answer = fill(browser, url("edit_object", design, column(design, "customers", "email").id), name="")
    assert answer.status_code == 422
    assert "</html>" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("index", {}, "at least one column"),
        ("index", {"keys-0-part": "lower("}, "opens a “(”"),
        ("unique", {}, "at least one column"),
        ("check", {"expression": "total >"}, "ends with “>”"),
        ("check", {"expression": ""}, "has to hold"),
        ("exclusion", {"elements-0-part": "placed_at"}, "operator"),
        ("relationship", {"pairs-0-column": "?"}, "valid choice"),
        ("functional_dependency", {}, "Choose what is determined"),
    ],
)
def test_a_part_that_is_none_is_refused(
    kind: str, typed: dict[str, str], words: str, design: Design, browser: Client
) -> None:
    answer = fill(browser, url("add_inside", design, kind, now(design).entity("orders").id), FRAGMENT, **typed)
    assert answer.status_code == 422
    assert words in str(errors_of(answer))


def test_sql_that_names_what_is_not_there_is_said_with_what_is(design: Design, browser: Client) -> None:
    address = url("add_object", design, "access_pattern")
    answer = fill(browser, address, name="by mail", sql="SELECT * FROM costumers WHERE id = $1")
    assert answer.status_code == 422
    said = "There is no table “costumers” in this design (line 1, column 15). Did you mean “customers”?"
    assert said in str(errors_of(answer))
    _, fields = form_of(answer)
    again = send(browser, address, fields, anyway="on")
    assert again.status_code == 303
    assert any(one.name == "by mail" for one in now(design).access_patterns)


@pytest.mark.parametrize("sql", ["SELEC 1", "SELECT (", "SELECT 'x", ";", "-- nothing"])
def test_sql_that_cannot_be_read_is_refused(sql: str, design: Design, browser: Client) -> None:
    answer = fill(browser, url("add_object", design, "access_pattern"), name="x", sql=sql)
    assert (answer.status_code, "sql" in errors_of(answer)) == (422, True)


def test_a_dependency_is_not_listed_twice(design_of: DesignOf, browser: Client) -> None:
    table = entity("t", "a int", "b int", functional_dependencies=(dependency("a", "b"),))
    design = design_of(schema_of(table))
    a, b = (one.id for one in now(design).entity("t").attributes)
    address = url("add_inside", design, "functional_dependency", now(design).entity("t").id)
    assert "listed already" in str(errors_of(fill(browser, address, determinant=[a], dependent=[b])))
    assert "determines itself" in str(errors_of(fill(browser, address, determinant=[a], dependent=[a, b])))


# Creating


def test_a_table_with_all_that_belongs_to_it_is_made_by_forms(design: Design, edgar: User, client_of: ClientOf) -> None:
    browser = client_of(edgar)
    made = fill(browser, url("add_entity", design), name="payments", rows="12M", comment="Money that came in")
    assert made.headers["Location"] == f"/d/{design.id}/payments"
    payments = now(design).entity("payments")
    for name, type_text in (("id", "bigint"), ("order_id", "bigint"), ("method", "text"), ("span", "tstzrange")):
        assert fill(browser, url("add_inside", design, "attribute", payments.id), name=name, type=type_text)
    payments = now(design).entity("payments")
    ids = {one.name: one.id for one in payments.attributes}
    orders = now(design).entity("orders")
    for kind, typed in (
        ("primary_key", {"columns-0-column": ids["id"]}),
        ("unique", {"columns-0-column": ids["order_id"], "nulls_not_distinct": "on"}),
        ("check", {"expression": "method <> ''"}),
        ("exclusion", {"elements-0-part": "span", "elements-0-operator": "&&"}),
        ("index", {"keys-0-part": "lower(method)", "keys-0-descending": "desc", "where": "order_id IS NOT NULL"}),
        ("relationship", {"parent": orders.id, "pairs-0-column": ids["order_id"], "on_delete": "cascade"}),
        ("functional_dependency", {"determinant": [ids["order_id"]], "dependent": [ids["method"], ids["span"]]}),
    ):
        answer = fill(browser, url("add_inside", design, kind, payments.id), **typed)
        assert answer.status_code == 303, (kind, errors_of(answer))
    schema = now(design)
    payments = schema.entity("payments")
    assert (payments.rows, payments.comment) == (12_000_000, "Money that came in")
    assert payments.primary_key is not None
    assert payments.primary_key.name == "payments_pkey"
    assert payments.attributes[0].not_null is not None
    assert payments.uniques[0].nulls_not_distinct
    assert payments.checks[0].name == "payments_method_check"
    assert (payments.indexes[0].keys[0].expression, payments.indexes[0].keys[0].descending) == ("lower(method)", True)
    assert payments.exclusions[0].elements[0].operator == "&&"
    assert payments.functional_dependencies[0].dependent == (ids["method"], ids["span"])
    (reference,) = schema.references_from(payments.id)
    assert (reference.name, reference.on_delete) == ("payments_order_id_fkey", "cascade")
    assert reference.parent_columns == orders.primary_key.columns  # type: ignore[union-attr]
    assert design.revisions.order_by("-number")[0].actor == edgar


def test_objects_of_the_design_are_made_by_forms(design: Design, browser: Client) -> None:
    for kind, typed in (
        ("enum", {"name": "status", "values-0-value": "new"}),
        ("domain", {"name": "email_address", "type": "text", "not_null": "on"}),
        ("sequence", {"name": "numbers", "start": "1000", "increment": "-1"}),
        ("schema", {"name": "sales"}),
    ):
        answer = fill(browser, url("add_object", design, kind), **typed)
        assert answer.status_code == 303, (kind, errors_of(answer))
    domain = next(one for one in now(design).domains)
    assert (
        fill(browser, url("add_inside", design, "domain_check", domain.id), expression="VALUE ~ '@'").status_code == 303
    )
    schema = now(design)
    assert [one.value for one in schema.enums[0].values] == ["new"]
    assert schema.domains[0].checks[0].expression == "VALUE ~ '@'"
    assert (schema.sequences[0].start, schema.sequences[0].increment) == (1000, -1)
    assert "sales" in {one.name for one in schema.schemas}


# Editing


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


# Deleting


def test_what_goes_with_it_is_said_before_it_goes(design: Design, browser: Client) -> None:
    customers = now(design).entity("customers")
    address = url("delete_object", design, customers.id)
    question = browser.get(address)
    assert "Drop relationship orders_customer_id_fkey" in question.content.decode()
    assert now(design).relationships
    assert browser.post(address, {"revision": "1"}).headers["Location"] == f"/d/{design.id}/"
    assert [one.name for one in now(design).entities] == ["orders"]
    assert not now(design).relationships


def test_more_that_came_to_depend_on_it_is_shown_before_it_goes(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    schema = now(design)
    edit(design, edgar, (index(schema, schema.entity("customers").id, (email.id,)),), label="Index")
    answer = browser.post(url("delete_object", design, email.id), {"revision": "1"}, follow=True)
    page = answer.content.decode()
    assert "depends on this attribute by now" in page
    assert "customers_email_idx" in page
    assert column(design, "customers", "email") is not None


def test_a_column_that_its_table_is_partitioned_by_cannot_be_deleted(design_of: DesignOf, browser: Client) -> None:
    by = PartitionBy(strategy="range", keys=(PartitionKey(column="at"),))
    design = design_of(schema_of(entity("log", "id int", "at date", partition_by=by)))
    answer = browser.post(url("delete_object", design, column(design, "log", "at").id), {"revision": "1"})
    assert answer.status_code == 422
    assert "log is partitioned by at" in answer.content.decode()


# Two at once


def test_what_another_changed_meanwhile_is_kept(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, default="'?'"),), label="Default")
    assert send(browser, address, fields, comment="Mine").status_code == 303
    found = column(design, "customers", "email")
    assert (found.default, found.comment) == ("'?'", "Mine")


def test_the_same_field_is_a_conflict_with_both_texts_and_a_choice(
    design: Design, browser: Client, edgar: User
) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, comment="Theirs", default="'?'"),), label="Comment")
    answer = send(browser, address, fields, FRAGMENT, comment="Mine", type="citext")
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("edgar", "in revision 2", "Theirs", "Mine", 'value="theirs"'):
        assert words in page
    assert column(design, "customers", "email").comment == "Theirs"
    address, again = form_of(answer)
    assert (again["comment"], again["type"], again["default"]) == (["Mine"], ["citext"], ["'?'"])
    mine = send(browser, address, again)
    assert mine.status_code == 303
    found = column(design, "customers", "email")
    assert (found.comment, found.type, found.default) == ("Mine", "citext", "'?'")


def test_taking_theirs_leaves_the_field_and_saves_the_rest(design: Design, browser: Client, edgar: User) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    edit(design, edgar, (alter(now(design), email.id, comment="Theirs"),), label="Comment")
    _, again = form_of(send(browser, address, fields, comment="Mine", type="citext"))
    assert send(browser, address, again, **{"choose-comment": "theirs"}).status_code == 303
    found = column(design, "customers", "email")
    assert (found.comment, found.type) == ("Theirs", "citext")


def test_a_form_of_something_that_is_gone_says_so_and_keeps_the_text(design: Design, browser: Client) -> None:
    email = column(design, "customers", "email")
    address, fields = form_of(browser.get(url("edit_object", design, email.id)))
    assert browser.post(url("delete_object", design, email.id), {"revision": "1"}).status_code == 303
    answer = send(browser, address, fields, comment="Mine")
    assert answer.status_code == 409
    assert "no longer there" in answer.content.decode()
    assert form_of(answer)[1]["comment"] == ["Mine"]


# Cost


@pytest.mark.parametrize("path", ["patterns/", "add/entity/", "t1?at=design"])
def test_forms_take_as_many_queries_in_a_large_design(path: str, design_of: DesignOf, browser: Client) -> None:
    assert_same_queries(browser, design_of, lambda design: f"/d/{design.id}/{path}")


def test_editing_takes_as_many_queries_in_a_large_design(design_of: DesignOf, browser: Client) -> None:
    counts = []
    for size in (5, 50):
        design = design_of(many(size))
        note = column(design, "t1", "note")
        address, fields = form_of(browser.get(url("edit_object", design, note.id), headers=FRAGMENT))
        with CaptureQueriesContext(connection) as queries:
            assert send(browser, address, fields, FRAGMENT, comment="x").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
