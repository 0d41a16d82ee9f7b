"""Two people at once in one design, each in a browser of their own: who is here, what changes, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.schema.edits import alter
from designer.store.cache import CACHE, schema_of
from designer.store.editing import edit
from designer.store.members import remove_member
from designer.store.models import Design
from designer.store.proposals import propose
from designer.store.shares import create_share
from designer.web.notices.outbox import work_off
from tests.web.conftest import ClientOf
from tests.web.serving import Site, served
from tests.web.windows import chromium, opened, watched

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("two browsers and a server of its own"),
]


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as found:
        yield found


def changed(design: Design, user: User, name: str, label: str, **values: str) -> None:
    """Somebody's edit, from another process than the one that shows it."""
    CACHE.clear()
    held = Design.objects.get(pk=design.pk)
    entity = schema_of(held).entity("orders")
    column = next(one for one in entity.attributes if one.name == name)
    edit(held, user, (alter(schema_of(held), column.id, **values),), label=label)


def at_rest(page: Page) -> None:
    """Until the page asks for nothing: what was under way would be refused as well, and how much that is is luck."""
    page.wait_for_timeout(1500)
    expect(page.locator("html")).not_to_have_class(re.compile("busy"))


def type_into(page: Page, column: str, field: str, text: str) -> None:
    page.locator(f"#side .line a.name[title='{column}']").click()
    page.fill(field, text)


def test_two_people_see_each_other_and_lose_nothing_that_they_type(
    chromium: Browser, site: Site, design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    with watched(opened(chromium, site, client_of, edgar), refusals=(409,)) as one:
        one.goto(f"/d/{design.id}/orders")
        expect(one.locator("#people")).to_be_hidden()
        with watched(opened(chromium, site, client_of, alice)) as other:
            other.goto(f"/d/{design.id}/orders")
            expect(one.locator("#people li")).to_have_text(["ALAlice"])
            expect(other.locator("#people li")).to_have_text(["EDEdgar"])

            # An edit of one is on the other's page, in the tree, the diagram and the pane.
            type_into(other, "placed_at", "#id_type", "date")
            other.locator("#editor .form-foot button", has_text="Save").click()
            expect(one.locator("#shown-revision")).to_have_attribute("value", "2")
            expect(one.locator("#side")).to_contain_text("date")

            # What is being typed stays, and the pane says who changed what.
            type_into(one, "customer_id", "#id_comment", "Who pays")
            at_rest(one)
            drawn: list[str] = []
            one.on("request", lambda asked: drawn.append(asked.url) if asked.url.endswith("/canvas/") else None)
            changed(design, alice, "placed_at", "Say when", comment="When it came in")
            expect(one.locator("[data-changed]")).to_contain_text("Alice changed the design meanwhile: Say when.")
            expect(one.locator("#shown-revision")).to_have_attribute("value", "3")
            assert len(drawn) == 1  # as soon as it was heard of, and not again when it was asked what there is
            expect(one.locator("#id_comment")).to_have_value("Who pays")
            # Another field of the same column, changed by somebody else, is merged with it.
            changed(design, alice, "customer_id", "Narrow it", type="integer")
            expect(one.locator("[data-changed]")).to_contain_text("Narrow it")
            one.locator("#editor .form-foot button", has_text="Save").click()
            expect(one.locator("#messages")).to_contain_text("Change column orders.customer_id")
            held = schema_of(Design.objects.get(pk=design.pk)).entity("orders").attributes
            assert [(each.type, each.comment) for each in held if each.name == "customer_id"] == [
                ("integer", "Who pays")
            ]

            # The same field is no longer theirs alone to say.
            type_into(one, "placed_at", "#id_comment", "The local day")
            changed(design, alice, "placed_at", "Say it better", comment="The day it came in")
            expect(one.locator("[data-changed]")).to_contain_text("Say it better")
            one.locator("#editor .form-foot button", has_text="Save").click()
            expect(one.locator("#side .conflict")).to_contain_text("The day it came in")
            expect(one.locator("#id_comment")).to_have_value("The local day")
        expect(one.locator("#people")).to_be_hidden()


def test_a_review_follows_what_others_say_and_those_who_are_taken_out_see_no_more(
    chromium: Browser, site: Site, design: Design, alice: User, edgar: User, rita: User, client_of: ClientOf
) -> None:
    review = propose(design, edgar, title="Days are enough")
    with (
        watched(opened(chromium, site, client_of, edgar)) as author,
        watched(opened(chromium, site, client_of, rita), refusals=(404,)) as reviewer,
    ):
        author.goto(f"/d/{design.id}/reviews/1/")
        reviewer.goto(f"/d/{design.id}/reviews/1/")
        expect(author.locator("#people li")).to_have_text(["RIRita"])
        changed(review.proposal, edgar, "placed_at", "Days", type="date")
        expect(reviewer.locator("main")).to_contain_text("placed_at")
        author.get_by_role("button", name="Open the review").click()
        expect(reviewer.locator("main .tag").first).to_have_text("Open")
        reviewer.get_by_role("link", name="Comment on column placed_at").first.click()
        reviewer.get_by_label("Comment").fill("Is UTC meant?")
        reviewer.get_by_role("button", name="Comment").click()
        expect(author.locator(".thread")).to_contain_text("Is UTC meant?")
        at_rest(reviewer)
        remove_member(alice, design.team_id, rita.pk)
        expect(reviewer.locator("#messages")).to_contain_text("no longer yours to see")
        expect(author.locator("#people")).to_be_hidden()


def test_a_shared_diagram_follows_the_design_for_as_long_as_its_link_is_good(
    chromium: Browser, site: Site, design: Design, alice: User
) -> None:
    _, token = create_share(alice, design)
    context = chromium.new_context(base_url=site.url)
    with watched(context.new_page()) as page:
        page.goto(f"/s/{token}/")
        expect(page.locator("#diagram")).to_contain_text("timestamptz")
        changed(design, alice, "placed_at", "Days", type="date")
        expect(page.locator("#diagram")).not_to_contain_text("timestamptz")
        expect(page.locator("#people")).to_be_hidden()


def test_a_mention_counts_on_the_bell_and_a_visitors_page_follows_what_is_said(
    chromium: Browser, site: Site, design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    _, token = create_share(alice, design, parts=["comments"])
    orders = schema_of(design).entity("orders").id
    with (
        watched(opened(chromium, site, client_of, edgar)) as called,
        watched(opened(chromium, site, client_of, alice)) as speaker,
        watched(chromium.new_context(base_url=site.url).new_page()) as visitor,
    ):
        called.goto(f"/d/{design.id}/versions/")
        expect(called.locator("#bell .count")).to_have_count(0)
        visitor.goto(f"/s/{token}/comments/")
        visitor.fill("#id_text", "I am still typing")
        speaker.goto(f"/d/{design.id}/threads/new/?on={orders}")
        speaker.get_by_label("Comment").fill("Too wide? @edgar")
        speaker.get_by_role("button", name="Comment").click()
        expect(visitor.locator("[data-changed]")).to_contain_text("What you typed is kept")
        work_off()  # as the events process or a worker does
        expect(called.locator("#bell .count")).to_have_text("1")
        expect(called.locator("#bell")).to_have_attribute("aria-label", "Notifications, 1 not read")
        visitor.reload()
        expect(visitor.locator(".thread")).to_contain_text("Too wide?")
        speaker.locator(".thread").get_by_text("Reply").first.click()
        speaker.locator(".thread textarea").last.fill("Or not.")
        speaker.locator(".thread").get_by_role("button", name="Reply").click()
        expect(visitor.locator(".thread")).to_contain_text("Or not.")


def test_without_a_stream_the_page_asks_by_itself(
    chromium: Browser, design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    with served(DESIGNER_STREAMS="0") as site, watched(opened(chromium, site, client_of, edgar)) as page:
        page.clock.install()
        page.goto(f"/d/{design.id}/orders")
        expect(page.locator("#side")).to_contain_text("timestamptz")
        changed(design, alice, "placed_at", "Days", type="date")
        page.clock.run_for(6000)
        expect(page.locator("#side")).not_to_contain_text("timestamptz")
