"""Normal forms in the pages: dependencies said and settled, violations explained, decompositions applied and undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.analysis.engine import analyze
from designer.analysis.normalization.kept import CODES
from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.edits import add, alter, drop
from designer.schema.model import Attribute, Check, Decision, FunctionalDependency, MultivaluedDependency
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.editing import edit
from designer.store.models import Design
from tests.web.browsing import form_of, send
from tests.web.conftest import ClientOf
from tests.web.queries import assert_same_queries
from tests.web.states import now

DesignOf = Callable[[Schema], Design]


def lines() -> Schema:
    return schema_of(
        entity(
            "order_lines", "order_id bigint not null", "product_id bigint not null", "quantity integer not null",
            "product_name text", "supplier_id bigint", "supplier_city text",
            pk="order_id, product_id",
            functional_dependencies=(
                dependency("product_id", "product_name, supplier_id", id="fd-product"),
                dependency("supplier_id", "supplier_city", id="fd-supplier"),
            ),
        ),
        entity("contacts", "id bigint not null", "venue_id bigint", "venue_name text", "venue_city text", pk="id"),
        pattern("lines of an order", "SELECT product_id, quantity, product_name FROM order_lines WHERE order_id = $1"),
        pattern("all lines", "SELECT * FROM order_lines"),
        name="shop",
    )  # fmt: skip


@pytest.fixture
def design(design_of: DesignOf) -> Design:
    return design_of(lines())


def page_of(design: Design, name: str) -> str:
    return f"/d/{design.id}/normalize/{stored(design).entity(name).id}/"


def test_viewers_and_reviewers_see_the_pages_without_any_form(
    victor: User, rita: User, client_of: ClientOf, design: Design
) -> None:
    for user in (victor, rita):
        page = client_of(user).get(page_of(design, "order_lines")).content.decode()
        assert "add-dependencies" not in page
        assert "/apply/" not in page
        assert client_of(user).post(page_of(design, "order_lines") + "add/", {"lines": "a -> b"}).status_code == 403


def test_an_entity_that_is_not_there_is_no_page(browser: Client, design: Design) -> None:
    assert browser.get(f"/d/{design.id}/normalize/nothing/").status_code == 404
    other = page_of(design, "order_lines")
    assert browser.get(f"{other}keep/nothing/").status_code == 404
    assert browser.post(f"{other}decide/", {"state": "perhaps"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write at least one"),
        ("quantity", "holds no arrow"),
        ("quantity ->", "Nothing stands behind the arrow"),
        ("product_id -> prodct_name", "Did you mean product_name?"),
        ("product_id -> ,", "Nothing stands behind the arrow"),
        ("product_id -> product_id", "only repeats what is before it"),
        ('"quantity -> product_id', "never closed"),
        ('product_id -> "quantity', "cannot be read"),
        ("order_id ->> product_id, quantity, product_name, supplier_id, supplier_city", "takes all columns"),
        ("product_id -> quantity\nx -> y", "Line 2:"),
        ("a -> b\n" * 201, "200 are taken at once"),
        ("\0 -> \x1b", "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_form(
    typed: str, said: str, browser: Client, design: Design
) -> None:
    answer = browser.post(page_of(design, "order_lines") + "add/", {"lines": typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "<script>" not in page
    assert len(now(design).entity("order_lines").functional_dependencies) == 2


def test_several_dependencies_are_said_at_once_by_name(browser: Client, design: Design) -> None:
    answer = browser.get(page_of(design, "contacts"))
    address, fields = form_of(answer, "add-dependencies")  # type: ignore[arg-type]
    typed = 'VENUE_ID -> venue_name, "venue_city"\nvenue_name → venue_city\n∅ -> venue_name\nid ↠ venue_name'
    assert send(browser, address, fields, lines=typed).status_code == 303
    contacts = now(design).entity("contacts")
    names = now(design).names
    assert {(names(one.determinant), names(one.dependent)) for one in contacts.functional_dependencies} == {
        (("venue_id",), ("venue_name", "venue_city")),
        (("venue_name",), ("venue_city",)),
        ((), ("venue_name",)),
    }
    assert len(contacts.multivalued_dependencies) == 1
    assert design.revision == 2
    page = browser.get(page_of(design, "contacts")).content.decode()
    assert "has the same value in every row" in page


def test_columns_are_picked_from_a_list_as_well(browser: Client, design: Design) -> None:
    contacts = stored(design).entity("contacts")
    ids = {one.name: one.id for one in contacts.attributes}
    url = page_of(design, "contacts") + "add/"
    data = {
        "kind": "functional_dependency", "state": "accepted", "determinant": [ids["venue_id"]],
        "dependent": [ids["venue_name"], ids["venue_city"]], "revision": design.revision,
    }  # fmt: skip
    assert browser.post(url, {**data, "dependent": [ids["venue_id"]]}).status_code == 422
    assert browser.post(url, data).status_code == 303
    assert len(now(design).entity("contacts").functional_dependencies) == 1
    assert browser.post(url, {**data, "revision": 2}).status_code == 422


def test_proposals_of_names_are_accepted_or_rejected_and_then_settled(browser: Client, design: Design) -> None:
    url = page_of(design, "contacts")
    page = browser.get(url).content.decode()
    assert "Suggested by names" in page
    ids = {one.name: one.id for one in stored(design).entity("contacts").attributes}
    proposal = {"from": [ids["venue_id"]], "to": [ids["venue_name"], ids["venue_city"]]}
    assert browser.post(url + "decide/", {**proposal, "state": "rejected"}).status_code == 303
    (fact,) = now(design).entity("contacts").functional_dependencies
    assert (fact.state, fact.source) == ("rejected", "name")
    assert "Suggested by names" not in browser.get(url).content.decode()
    browser.post(url + "decide/", {"dependency": [fact.id], "state": "accepted"})
    assert now(design).entity("contacts").functional_dependencies[0].state == "accepted"
    assert "breaks 3NF" in browser.get(url).content.decode()


def test_a_violation_comes_with_two_rows_a_proof_and_what_goes_wrong(browser: Client, design: Design) -> None:
    page = browser.get(page_of(design, "order_lines")).content.decode()
    assert "breaks 2NF" in page
    assert "only a part of the key" in page
    assert "<mark>product_name 1</mark>" in page
    assert "the table says two different things about product_id 1" in page
    assert "✓ Lossless" in page
    assert "Dependencies kept" in page
    assert 'aria-label="Diagram after"' in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_decomposition_is_applied_as_one_revision_and_undone(browser: Client, design: Design) -> None:
    before = stored(design)
    url = page_of(design, "order_lines")
    page = browser.get(url).content.decode()
    assert "rewritten with a join" in page
    assert "it reads every column (*)" in page.replace("It reads", "it reads")
    data = {"form": "bcnf", "revision": design.revision}
    answer = browser.post(url + "apply/", data, follow=True)
    assert "Divided order_lines into 3 tables (BCNF)." in answer.content.decode()
    assert "“all lines” could not be rewritten" in answer.content.decode()
    after = now(design)
    assert design.revision == 2
    assert {one.name for one in after.entities} == {"contacts", "order_lines", "products", "suppliers"}
    assert (
        "JOIN products" in next(one for one in after.access_patterns if one.name == "lines of an order").statements[0]
    )
    assert "breaks" not in browser.get(page_of(design, "products")).content.decode()
    assert browser.post(f"/d/{design.id}/history/undo/").status_code == 303
    assert now(design).entities == before.entities
    assert now(design).access_patterns == before.access_patterns


def test_what_was_shown_on_another_state_is_not_applied(browser: Client, design: Design) -> None:
    url = page_of(design, "order_lines")
    browser.post(url + "add/", {"lines": "order_id -> quantity"})
    answer = browser.post(url + "apply/", {"form": "bcnf", "revision": 1}, follow=True)
    assert "The design has changed since the page was opened" in answer.content.decode()
    answer = browser.post(url + "apply/", {"form": "none", "revision": 2}, follow=True)
    assert "The table has changed" in answer.content.decode()
    design.refresh_from_db()
    assert design.revision == 2


def test_overview_lists_what_needs_work_first_and_teaches_with_it(browser: Client, design: Design) -> None:
    page = browser.get(f"/d/{design.id}/normalize/").content.decode()
    assert page.index(">order_lines</a></th>") < page.index(">contacts</a></th>")
    assert "1 table of 2 stores a fact more than once" in page
    assert "product_name, supplier_id depend on product_id" in page
    assert "3 dependencies" not in page


def test_overview_takes_the_same_queries_for_any_number_of_tables(browser: Client, design_of: DesignOf) -> None:
    assert_same_queries(browser, design_of, lambda one: f"/d/{one.id}/normalize/")


def test_an_empty_design_says_how_to_begin(browser: Client, design_of: DesignOf) -> None:
    page = browser.get(f"/d/{design_of(Schema(name='empty')).id}/normalize/").content.decode()
    assert "No tables yet" in page


def test_hostile_names_stay_text(browser: Client, design_of: DesignOf) -> None:
    evil = "<script>alert(1)</script>"
    table = entity(evil, "id bigint not null", pk="id")
    odd = [
        Attribute(id=f"x{n}", name=name, type="text")
        for n, name in enumerate(('"><img src=x>', "a -> b", "a,b", "\u202eevil"))
    ]
    fact = FunctionalDependency(id="f", determinant=("x0",), dependent=("x1", "x2"))
    table = replace(table, attributes=(*table.attributes, *odd), functional_dependencies=(fact,))
    design = design_of(schema_of(table))
    url = f"/d/{design.id}/normalize/{stored(design).entities[0].id}/"
    page = browser.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page.partition("<main")[2]
    assert browser.post(url + "add/", {"lines": '"a -> b" -> "a,b"'}).status_code == 303
    assert browser.get(f"/d/{design.id}/normalize/").status_code == 200


def test_two_hundred_columns_and_cycles_have_a_page(browser: Client, design_of: DesignOf) -> None:
    names = [f"c{number}" for number in range(200)]
    cycle = tuple(dependency(one, names[(place + 1) % 200]) for place, one in enumerate(names))
    wide = entity("wide", *(f"{name} int" for name in names), functional_dependencies=cycle)
    pairs = tuple(dependency(f"p{n}", f"q{n}") for n in range(30)) + tuple(
        dependency(f"q{n}", f"p{n}") for n in range(30)
    )
    many = entity(
        "many", *(f"p{n} int" for n in range(30)), *(f"q{n} int" for n in range(30)), functional_dependencies=pairs
    )
    design = design_of(schema_of(wide, many))
    assert browser.get(page_of(design, "wide")).status_code == 200
    page = browser.get(page_of(design, "many")).content.decode()
    assert "1,073,741,8" in page
    assert "Only 200 candidate keys are listed" in page


def test_a_decomposition_that_something_stands_against_is_shown_without_a_button(
    browser: Client, design_of: DesignOf
) -> None:
    schema = lines()
    parent = next(one for one in schema.entities if one.name == "order_lines")
    checked = replace(parent, checks=(Check(id="ck", name="ck", expression="product_name <> ''"),))
    design = design_of(replace(schema, entities=tuple(checked if one is parent else one for one in schema.entities)))
    page = browser.get(page_of(design, "order_lines")).content.decode()
    assert "product_name is read by a check" in page
    assert "normalize_apply" not in page
    assert "/apply/" not in page
    answer: Any = browser.post(page_of(design, "order_lines") + "apply/", {"form": "bcnf", "revision": 1})
    assert answer.status_code == 422


def keep_page(design: Design) -> str:
    return f"{page_of(design, 'order_lines')}keep/fd-product/"


def open_codes(design: Design) -> set[str]:
    return {one.code for one in analyze(now(design), codes=CODES).findings if one.subject.object == "fd-product"}


def test_a_violation_is_kept_only_with_a_read_that_needs_it_and_what_refreshes_it(
    browser: Client, design: Design
) -> None:
    before = {one.name: one.id for one in stored(design).access_patterns}
    url = keep_page(design)
    address, fields = form_of(browser.get(url), "keep")  # type: ignore[arg-type]
    for typed in (
        {"reason": "It is quicker."},
        {"access_pattern": before["lines of an order"]},
        {"refresh": "trigger"},
        {"access_pattern": "no pattern", "refresh": "trigger"},
    ):
        assert send(browser, address, fields, **typed).status_code == 422, typed
    assert open_codes(design) == {"NF002"}
    given = {"access_pattern": before["lines of an order"], "refresh": "trigger", "reason": "Twice a second."}
    assert send(browser, address, fields, **given).status_code == 303
    assert open_codes(design) == set()
    (decision,) = now(design).decisions
    assert (decision.finding, decision.subject, decision.decision) == ("NF002", "fd-product", "accepted")
    assert decision.reason == "Serves “lines of an order”, kept true by a trigger. Twice a second."
    page = browser.get(page_of(design, "order_lines")).content.decode()
    assert "kept on purpose" in page
    assert (
        "serves “lines of an order”, kept true by a trigger"
        in browser.get(f"/d/{design.id}/dictionary/").content.decode()
    )


def test_a_pattern_that_does_not_read_the_copy_is_no_reason(browser: Client, design: Design) -> None:
    other = pattern("orders of a product", "SELECT order_id FROM order_lines WHERE product_id = $1")
    edit(design, None, (add(stored(design), other),), label="Another read")
    patterns = {one.name: one.id for one in now(design).access_patterns}
    given = {"access_pattern": patterns["orders of a product"], "refresh": "trigger"}
    answer = browser.post(keep_page(design), given)
    assert answer.status_code == 422
    assert "does not read product_name, supplier_id" in answer.content.decode()


@pytest.mark.parametrize("how", ["delete", "change"])
def test_what_is_kept_is_open_again_when_its_pattern_goes(how: str, browser: Client, design: Design) -> None:
    served = next(one for one in stored(design).access_patterns if one.name == "lines of an order")
    browser.post(keep_page(design), {"access_pattern": served.id, "refresh": "application"})
    assert open_codes(design) == set()
    change = (
        drop(now(design), served.id)
        if how == "delete"
        else alter(now(design), served.id, statements=("SELECT quantity FROM order_lines WHERE order_id = $1",))
    )
    edit(design, None, (change,), label="The read goes")
    assert open_codes(design) == {"NF002"}
    page = browser.get(f"/d/{design.id}/findings/?rule=NF002").content.decode()
    assert "It was kept on purpose, for a read that is gone" in page
    assert "breaks 2NF" in browser.get(page_of(design, "order_lines")).content.decode()


def test_reopening_the_decision_takes_back_what_was_written_down(browser: Client, design: Design) -> None:
    served = next(one for one in stored(design).access_patterns if one.name == "lines of an order")
    browser.post(keep_page(design), {"access_pattern": served.id, "refresh": "application"})
    (decision,) = now(design).decisions
    assert browser.post(f"/d/{design.id}/findings/reopen/", {"decision": decision.id}).status_code == 303
    assert open_codes(design) == {"NF002"}
    assert now(design).entity("order_lines").denormalizations == ()


def test_a_mere_reason_does_not_close_a_broken_normal_form(browser: Client, design: Design) -> None:
    page = browser.get(f"/d/{design.id}/findings/?rule=NF002").content.decode()
    assert keep_page(design) in page
    finding = page.split('data-finding="')[1].split('"')[0]
    answer = browser.post(f"/d/{design.id}/findings/{finding}/dismiss/", {"reason": "because"})
    assert answer.status_code == 422
    answer = browser.post(f"/d/{design.id}/findings/dismiss/", {"all": "1", "reason": "a baseline"})
    assert answer.status_code == 303
    assert open_codes(design) == {"NF002"}
    edit(design, None, (add(now(design), Decision(finding="NF002", subject="fd-product")),), label="By hand")
    assert open_codes(design) == {"NF002"}


def test_independent_facts_are_kept_together_only_for_a_read_of_both(browser: Client, design_of: DesignOf) -> None:
    fact = MultivaluedDependency(id="mvd", determinant=("course",), dependent=("teacher",))
    design = design_of(
        schema_of(
            entity(
                "courses", "course text", "teacher text", "book text", pk="course, teacher, book",
                multivalued_dependencies=(fact,),
            ),
            pattern("teachers", "SELECT teacher FROM courses WHERE course = $1"),
            pattern("both", "SELECT teacher, book FROM courses WHERE course = $1"),
        )
    )  # fmt: skip

    def is_open() -> list[str]:
        return [one.code for one in analyze(now(design), codes=CODES).findings]

    patterns = {one.name: one.id for one in now(design).access_patterns}
    entity_page, url = page_of(design, "courses"), f"{page_of(design, 'courses')}keep/mvd/"
    assert url in browser.get(entity_page).content.decode()
    assert url in browser.get(f"/d/{design.id}/findings/?rule=NF011").content.decode()
    page = browser.get(url).content.decode()
    assert "teachers (does not read it)" in page
    assert "both (does not read it)" not in page
    refused = browser.post(url, {"access_pattern": patterns["teachers"], "refresh": "application"})
    assert refused.status_code == 422
    assert "does not read teacher and the other columns together" in refused.content.decode()
    assert is_open() == ["NF011"]
    assert browser.post(url, {"access_pattern": patterns["both"], "refresh": "application"}).status_code == 303
    assert is_open() == []
    assert [(one.finding, one.subject) for one in now(design).decisions] == [("NF011", "mvd")]
    assert "kept on purpose" in browser.get(entity_page).content.decode()
    said = browser.get(f"/d/{design.id}/dictionary/").content.decode()
    assert "course ↠ teacher" in said
    assert "serves “both”, kept true by the application" in said
    edit(design, None, (drop(now(design), patterns["both"]),), label="The read goes")
    assert is_open() == ["NF011"]
    assert "breaks 4NF" in browser.get(entity_page).content.decode()
