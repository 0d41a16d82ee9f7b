"""Findings: who reads them, mended in one revision, kept with a reason; and what two people do to each other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.analysis.engine import analyze
from designer.analysis.rules.types.money_as_float import MoneyAsFloat
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.edits import add, alter, drop
from designer.schema.model import Decision
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.editing import edit
from designer.store.models import Design
from designer.web.findings import Filter, known, listed, with_code
from designer.web.reports import findings_of
from tests.web.conftest import ClientOf
from tests.web.queries import assert_same_queries
from tests.web.states import fresh, now

DesignOf = Callable[[Schema], Design]


def names(design: Design, code: str) -> list[str]:
    """What the open findings of a rule are called in addresses."""
    current = fresh(design)
    found = known(findings_of(current, stored(current))).values()
    return [one.id for one in found if one.finding.code == code and one.decision is None]


def indexes(design: Design) -> list[str | None]:
    return [index.name for index in now(design).entity("orders").indexes]


def apply_url(design: Design, code: str = "IX002") -> str:
    return f"/d/{design.id}/findings/{names(design, code)[0]}/apply/"


# Refusals


def test_a_finding_that_is_not_there_is_not_found(browser: Client, design: Design) -> None:
    for end in ("", "apply/", "dismiss/"):
        url = f"/d/{design.id}/findings/IX002-000000000000/{end}"
        answer = browser.post(url, {"revision": "1"}) if end == "apply/" else browser.get(url)
        assert answer.status_code == 404


def test_a_page_whose_finding_was_mended_meanwhile_is_told_so(browser: Client, design: Design) -> None:
    url = f"/d/{design.id}/findings/IX002-000000000000/"
    answer = browser.get(url, headers={"Live": "1", "HX-Request": "true", "HX-Request-Type": "full"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "This finding is no longer there." in page
    assert 'id="main"' in page


@pytest.mark.parametrize("revision", ["", "0", "2", "-1", "1; DROP", "9" * 30, "²"])
def test_a_revision_that_never_was_is_refused(revision: str, browser: Client, design: Design) -> None:
    answer = browser.post(apply_url(design), {"revision": revision})
    assert answer.status_code == 400
    assert fresh(design).revision == 1


def test_a_reviewer_dismisses_but_does_not_apply(rita: User, client_of: ClientOf, design: Design) -> None:
    client = client_of(rita)
    page = client.get(f"/d/{design.id}/findings/").content.decode()
    assert "Dismiss…" in page
    assert ">Apply<" not in page
    assert client.post(apply_url(design), {"revision": "1"}).status_code == 403
    answer = client.post(
        f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/dismiss/", {"reason": "small"}, follow=True
    )
    assert "Dismissed: No index on orders" in answer.content.decode()
    assert "/undo/" not in answer.content.decode()
    assert [one.reason for one in now(design).decisions] == ["small"]


def test_a_viewer_only_reads(victor: User, client_of: ClientOf, design: Design) -> None:
    client = client_of(victor)
    page = client.get(f"/d/{design.id}/findings/").content.decode()
    assert "No index on orders" in page
    for button in ("Dismiss…", ">Apply<", "Apply chosen", "baseline", 'name="finding"'):
        assert button not in page
    assert client.get(f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/dismiss/").status_code == 403


@pytest.mark.parametrize("given", [{}, {"reason": "  "}, {"reason": "x" * 2001}, {"reason": "a\x00b"}])
def test_no_dismissal_without_a_reason(given: dict[str, str], browser: Client, design: Design) -> None:
    answer = browser.post(f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/dismiss/", given)
    assert answer.status_code == 422
    assert now(design).decisions == ()


@pytest.mark.parametrize("expires", ["2001-01-01", "tomorrow", "2030-02-31"])
def test_a_dismissal_ends_on_a_day_to_come_and_the_reason_is_not_lost(
    expires: str, browser: Client, design: Design
) -> None:
    url = f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/dismiss/"
    answer = browser.post(url, {"reason": "it is <small>", "expires": expires})
    assert answer.status_code == 422
    assert "it is &lt;small&gt;" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/d/1/", "javascript:alert(1)", "/d/999/"]
)
def test_a_decision_leads_back_to_this_design_only(elsewhere: str, browser: Client, design: Design) -> None:
    answer = browser.post(apply_url(design), {"revision": "1", "next": elsewhere})
    assert answer.headers["Location"] == f"/d/{design.id}/findings/"


def test_on_a_page_of_its_own_a_finding_aims_at_no_list_that_is_not_there(browser: Client, design: Design) -> None:
    url = f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/"
    for page in (browser.get(url), browser.get(f"{url}dismiss/"), browser.post(f"{url}dismiss/", {})):
        text = page.content.decode()
        assert 'id="findings"' not in text
        assert 'hx-target="#findings"' not in text
    within = browser.get(f"{url}dismiss/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-target="#findings"' in within


# Apply


def test_apply_is_one_revision_with_an_undo(browser: Client, design: Design) -> None:
    back = f"/d/{design.id}/orders?tab=findings"
    page = browser.post(apply_url(design), {"revision": "1", "next": back}, follow=True)
    assert page.redirect_chain == [(back, 303)]
    text = page.content.decode()
    assert "Applied: No index on orders (customer_id)" in text
    assert f'action="/d/{design.id}/history/2/undo/"' in text
    assert indexes(design) == ["orders_customer_id_idx"]
    browser.post(f"/d/{design.id}/history/2/undo/")
    assert indexes(design) == []
    assert names(design, "IX002")


def test_htmx_gets_the_pane_as_it_is_now(browser: Client, design: Design, fragment: dict[str, str]) -> None:
    data = {"revision": "1", "next": f"/d/{design.id}/orders?tab=findings"}
    answer = browser.post(apply_url(design), data, headers=fragment)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "designChanged" in answer.headers["HX-Trigger"]
    assert "Applied: No index" in text
    assert 'data-selected-entity="' in text
    assert "orders_customer_id_idx" not in text


def test_htmx_gets_the_list_as_it_is_now(browser: Client, design: Design, fragment: dict[str, str]) -> None:
    data = {"revision": "1", "next": f"/d/{design.id}/findings/?family=IX"}
    text = browser.post(apply_url(design), data, headers=fragment).content.decode()
    assert "<html" not in text
    assert "Nothing fits" in text
    assert 'hx-target="#messages"' in text


def test_a_fix_computed_on_an_older_revision_fits_beside_other_edits(
    browser: Client, design: Design, edgar: User
) -> None:
    url = apply_url(design)
    edit(fresh(design), edgar, (alter(now(design), now(design).entity("customers").id, comment="x"),), label="Note")
    assert browser.post(url, {"revision": "1"}).status_code == 303
    assert indexes(design) == ["orders_customer_id_idx"]


def test_a_fix_for_what_somebody_else_changed_is_refused_in_words(
    browser: Client, design: Design, edgar: User, fragment: dict[str, str]
) -> None:
    url, schema = apply_url(design), now(design)
    edit(fresh(design), edgar, (drop(schema, schema.entity("orders").id),), label="Drop orders")
    for headers in ({}, fragment):
        answer = browser.post(url, {"revision": "1"}, headers=headers)
        assert answer.status_code == 409
        assert "this is no longer open" in answer.content.decode()
    assert fresh(design).revision == 2


def test_both_changed_the_same_field_and_the_refusal_says_who(
    browser: Client, design_of: DesignOf, edgar: User
) -> None:
    schema = schema_of(entity("sales", "id bigint not null", "price double precision", pk="id"), name="sales")
    design = design_of(schema)
    url = apply_url(design, MoneyAsFloat.code)
    price = schema.entity("sales").attributes[1]
    edit(fresh(design), edgar, (alter(schema, price.id, type="real"),), label="Smaller")
    answer = browser.post(url, {"revision": "1"})
    assert answer.status_code == 409
    said = "sales.price: Type was changed by someone else since (edgar, revision 2). It is real now."
    assert said in answer.content.decode()


def test_the_fix_of_a_dismissed_finding_is_not_applied(browser: Client, design: Design) -> None:
    url = apply_url(design)
    browser.post(url.replace("apply", "dismiss"), {"reason": "small"})
    answer = browser.post(url, {"revision": "1"})
    assert answer.status_code == 409
    assert "it was dismissed" in answer.content.decode()


# Dismiss and reopen


def test_dismiss_keeps_the_reason_and_reopen_takes_it_back(browser: Client, design: Design) -> None:
    name = names(design, "IX002")[0]
    asked = browser.get(f"/d/{design.id}/findings/{name}/dismiss/").content.decode()
    assert 'name="reason"' in asked
    browser.post(f"/d/{design.id}/findings/{name}/dismiss/", {"reason": "never deleted", "expires": "2999-12-31"})
    assert names(design, "IX002") == []
    page = browser.get(f"/d/{design.id}/findings/?state=dismissed").content.decode()
    assert "never deleted" in page
    assert "until 2999-12-31" in page
    decision = now(design).decisions[0].id
    browser.post(f"/d/{design.id}/findings/reopen/", {"decision": decision})
    assert names(design, "IX002") == [name]
    assert now(design).decisions == ()


def test_reopening_what_is_open_changes_nothing(browser: Client, design: Design) -> None:
    page = browser.post(f"/d/{design.id}/findings/reopen/", {"decision": "none such"}, follow=True).content.decode()
    assert "Nothing to do" in page
    assert fresh(design).revision == 1


def test_a_dismissal_that_ran_out_is_listed_and_renewed_in_place(browser: Client, design: Design, alice: User) -> None:
    schema = now(design)
    old = Decision(finding="IX002", subject=schema.relationships[0].id, reason="for now", expires="2020-01-01")
    edit(fresh(design), alice, (add(schema, old),), label="Old")
    assert "for now" in browser.get(f"/d/{design.id}/findings/?state=dismissed").content.decode()
    name = names(design, "IX002")[0]
    browser.post(f"/d/{design.id}/findings/{name}/dismiss/", {"reason": "for good"})
    assert [(one.reason, one.expires) for one in now(design).decisions] == [("for good", None)]


def test_a_dismissal_goes_with_what_it_was_about(browser: Client, design: Design, alice: User) -> None:
    browser.post(f"/d/{design.id}/findings/{names(design, 'IX002')[0]}/dismiss/", {"reason": "small"})
    schema = now(design)
    edit(fresh(design), alice, (drop(schema, schema.relationships[0].id),), label="Drop")
    assert now(design).decisions == ()


# Several at once


def many_faults() -> Schema:
    """Three references without an index, two of them to the same column twice over."""
    return schema_of(
        entity("a", "id bigint not null", pk="id", rows=1_000_000),
        entity("b", "id bigint not null", "a_id bigint", "other_id bigint", pk="id", rows=1_000_000),
        entity("c", "id bigint not null", "a_id bigint", pk="id", rows=1_000_000),
        link("b.a_id", "a.id"),
        link("b.other_id", "a.id"),
        link("c.a_id", "a.id"),
        name="faults",
    )


def test_a_whole_rule_is_dismissed_with_one_reason(browser: Client, design_of: DesignOf) -> None:
    design = design_of(many_faults())
    others = len(findings_of(design, now(design)).report.findings) - 3
    url = f"/d/{design.id}/findings/dismiss/"
    asked = browser.get(url, {"rule": "IX002"}).content.decode()
    assert "Dismiss 3 findings of IX002" in asked
    assert browser.post(url, {"rule": "IX002", "reason": ""}).status_code == 422
    page = browser.post(url, {"rule": "IX002", "reason": "read only"}, follow=True).content.decode()
    assert "Dismissed 3 findings of IX002." in page
    assert fresh(design).revision == 2
    assert len(findings_of(fresh(design), now(design)).report.findings) == others


def test_a_baseline_dismisses_what_is_open_and_nothing_that_comes_later(
    browser: Client, design_of: DesignOf, alice: User
) -> None:
    design = design_of(many_faults())
    url = f"/d/{design.id}/findings/dismiss/"
    assert "Was so when we took this schema over." in browser.get(url, {"all": "1"}).content.decode()
    browser.post(url, {"all": "1", "reason": "as we got it"})
    assert analyze(now(design)).findings == ()
    schema = now(design)
    late = entity("late", "id bigint", "a_id bigint", rows=1_000_000)
    edit(fresh(design), alice, (add(schema, late),), label="Late")
    places = {one.subject.entity for one in analyze(now(design)).findings} - {None}
    assert places == {now(design).entity("late").id}
    assert "Nothing of it is open." not in browser.get(url, {"all": "1"}, follow=True).content.decode()


def test_chosen_findings_are_asked_about_then_dismissed(browser: Client, design_of: DesignOf) -> None:
    design = design_of(many_faults())
    url, chosen = f"/d/{design.id}/findings/dismiss/", names(design, "IX002")[:2]
    asked = browser.post(url, {"finding": chosen}).content.decode()
    assert "Dismiss 2 findings" in asked
    assert all(f'name="finding" value="{one}"' in asked for one in chosen)
    browser.post(url, {"finding": chosen, "reason": "small"})
    assert len(now(design).decisions) == 2
    nothing = browser.post(url, {"finding": []}, follow=True).content.decode()
    assert "Choose the findings first." in nothing


def test_chosen_fixes_are_one_revision(browser: Client, design_of: DesignOf) -> None:
    design = design_of(many_faults())
    url = f"/d/{design.id}/findings/apply/"
    page = browser.post(url, {"finding": names(design, "IX002"), "revision": "1"}, follow=True).content.decode()
    assert "Applied 3 fixes in one revision." in page
    assert fresh(design).revision == 2
    assert names(design, "IX002") == []
    assert "Choose the findings first." in browser.post(url, {"revision": "2"}, follow=True).content.decode()


# Filters


def test_filters_narrow_and_say_when_nothing_fits(browser: Client, design: Design) -> None:
    def shown(**query: str) -> str:
        return browser.get(f"/d/{design.id}/findings/", query).content.decode()

    title = "No index on orders"
    assert title in shown(family="IX", q="ORDERS index", confidence="certain")
    assert title not in shown(family="DO")
    assert "Nothing fits" in shown(q="no such words")
    assert title in shown(severity="<script>", group="x", page="999")


def test_findings_group_by_rule_and_by_table(browser: Client, design_of: DesignOf) -> None:
    design = design_of(many_faults())
    by_rule = browser.get(f"/d/{design.id}/findings/", {"rule": "IX002"}).context["groups"]
    assert [(group["code"], group["count"]) for group in by_rule] == [("IX002", 3)]
    by_table = browser.get(f"/d/{design.id}/findings/", {"rule": "IX002", "group": "entity"}).context["groups"]
    assert [(group["name"], group["count"]) for group in by_table] == [("b", 2), ("c", 1)]


def test_a_filter_of_hostile_text_finds_nothing_and_breaks_nothing() -> None:
    assert Filter.read({"q": "\x00<", "family": "'", "entity": "'"}).family == ""


# Hostile names


def test_names_are_escaped_wherever_a_finding_shows_them(browser: Client, design_of: DesignOf) -> None:
    evil = "<script>alert(1)</script>`\"'"
    schema = many_faults()
    schema = schema_of(
        entity("a", "id bigint not null", pk="id", rows=1_000_000),
        entity(evil, "id bigint not null", "a_id bigint", pk="id", rows=1_000_000),
        name="evil",
    )
    table = schema.entity(evil)
    column = table.attribute("a_id")
    assert column is not None
    design = design_of(schema)
    for url in (
        f"/d/{design.id}/findings/",
        f"/d/{design.id}/?tab=findings",
        f"/d/{design.id}/findings/dismiss/?all=1",
    ):
        text = browser.get(url).content.decode()
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a `b` c", "a <code>b</code> c"),
        ("`<i>` & `x`", "<code>&lt;i&gt;</code> &amp; <code>x</code>"),
        ("odd ` one", "odd ` one"),
    ],
)
def test_backticks_make_code_and_everything_is_escaped(text: str, html: str) -> None:
    assert with_code(text) == html


# Few queries


@pytest.mark.parametrize("path", ["findings/", "findings/?group=entity", "findings/dismiss/?all=1", "?tab=findings"])
def test_a_large_design_takes_no_more_queries(path: str, design_of: DesignOf, browser: Client) -> None:
    assert_same_queries(browser, design_of, lambda design: f"/d/{design.id}/{path}")


def test_every_card_leads_to_pages_that_are_there(browser: Client, design: Design) -> None:
    page = browser.get(f"/d/{design.id}/findings/").content.decode()
    links = set(re.findall(r'href="(/(?:d|rules)/[^"#]+)"', page))
    assert any(link.startswith("/rules/") for link in links)
    for link_to in links:
        assert browser.get(link_to.replace("&amp;", "&")).status_code == 200, link_to


def test_findings_with_one_fix_share_a_card_and_keep_a_page_each(browser: Client, design_of: DesignOf) -> None:
    shop = schema_of(
        entity("customer", "id bigint NOT NULL", "name text NOT NULL", pk="id", rows=2_000_000),
        entity("orders", "id bigint NOT NULL", "customer_id bigint NOT NULL", pk="id", rows=9_000_000),
        pattern("of one", "SELECT c.name FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = $1"),
    )
    made = design_of(shop)
    (card,) = [one for one in listed(findings_of(made, stored(made))).values() if one.reasons]
    (reason,) = card.reasons
    assert (card.finding.code, reason.finding.code) == ("CO011", "QR011")
    page = browser.get(f"/d/{made.id}/findings/?rule=QR011").content.decode()
    assert f'id="finding-{card.id}"' in page
    assert f'id="finding-{reason.id}"' not in page
    assert f'<a href="/d/{made.id}/findings/{reason.id}/">orders.customer_id is joined with customer.id' in page
    assert f'id="finding-{reason.id}"' in browser.get(f"/d/{made.id}/findings/{reason.id}/").content.decode()
    given = {"reason": "joined for reports alone, and kept by the importer"}
    browser.post(f"/d/{made.id}/findings/{card.id}/dismiss/", given)
    assert [(one.finding, one.subject) for one in now(made).decisions] == [card.finding.key]
    assert names(made, "QR011") == [reason.id], "a reason stands by itself under the name it had"
