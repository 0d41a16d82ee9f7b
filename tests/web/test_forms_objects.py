"""Creating by forms, and what they refuse, as Alice, Edgar and those who may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.schema.build import dependency, entity, schema_of
from designer.schema.schema import Schema
from designer.store.models import Design
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.conftest import ClientOf
from tests.web.states import column, now, url

DesignOf = Callable[[Schema], Design]


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
