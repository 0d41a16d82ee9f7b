"""Two people at once over a proposal, in real browsers: edit, comment, suggest, approve, merge with a conflict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from designer.schema.edits import alter
from designer.schema.model import Attribute
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design, Review
from tests.web.accessible import assert_accessible
from tests.web.conftest import ClientOf
from tests.web.windows import chromium, opened, watched

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.strict_only("two browsers at once"),
]


def column(design: Design, name: str) -> Attribute:
    entity = schema_of(Design.objects.get(pk=design.pk)).entity("orders")
    return next(one for one in entity.attributes if one.name == name)


def begin(page: Page, design: Design) -> None:
    """The author's way from the design to an edited proposal under review."""
    page.goto(f"/d/{design.id}/reviews/")
    page.get_by_role("link", name="Propose changes").first.click()
    page.get_by_label("What you propose").fill("Days are enough")
    page.get_by_role("button", name="Begin the proposal").click()
    expect(page.locator(".proposal-of")).to_contain_text("Proposal")
    page.goto(f"/d/{Review.objects.get().proposal_id}/orders")
    page.locator("#side .line a.name[title='placed_at']").click()
    page.fill("#id_type", "date")
    page.locator("#editor .form-foot button", has_text="Save").click()
    expect(page.locator("#messages")).to_contain_text("Change column orders.placed_at")
    page.goto(f"/d/{design.id}/reviews/1/")
    page.get_by_role("button", name="Open the review").click()
    expect(page.locator("main .tag").first).to_have_text("Open")


def discuss(reviewer: Page, author: Page, design: Design) -> None:
    """A question beside the change, a suggestion, and the author's one click."""
    reviewer.goto(f"/d/{design.id}/reviews/1/")
    reviewer.get_by_role("link", name="Comment on column placed_at").first.click()
    reviewer.get_by_label("Comment").fill("Is **UTC** meant? @edgar")
    reviewer.get_by_role("button", name="Comment").click()
    thread = reviewer.locator(".change + .beside .thread")
    expect(thread.locator("strong")).to_have_text("UTC")
    thread.get_by_role("link", name="Suggest a change").click()
    reviewer.locator("#id_default").fill("CURRENT_DATE")
    reviewer.get_by_role("button", name="Suggest").click()
    expect(reviewer.locator(".suggestion .sql")).to_contain_text("SET DEFAULT CURRENT_DATE")
    author.reload()
    author.locator(".suggestion").get_by_role("button", name="Apply").click()
    expect(author.locator(".suggestion .tag")).to_contain_text("taken over in revision 3")


@pytest.mark.parametrize("scripts", [True, False], ids=["with javascript", "without javascript"])
def test_two_people_take_a_proposal_from_an_edit_to_a_merge_with_a_conflict(
    scripts: bool, chromium: Browser, live_server: Any, design: Design, edgar: User, rita: User, client_of: ClientOf
) -> None:
    options = {"java_script_enabled": scripts}
    with (
        watched(opened(chromium, live_server, client_of, edgar, **options)) as author,
        watched(opened(chromium, live_server, client_of, rita, **options)) as reviewer,
    ):
        begin(author, design)
        discuss(reviewer, author, design)
        reviewer.goto(f"/d/{design.id}/reviews/1/")
        reviewer.get_by_label("Approve").check()
        reviewer.get_by_role("button", name="Send").click()
        expect(reviewer.locator("#verdict-title")).to_have_text("Ready to be merged")
        # Meanwhile the design goes another way.
        placed = column(design, "placed_at").id
        edit(design, None, (alter(schema_of(design), placed, type="timestamp", comment="Local time"),), label="Edit")
        author.reload()
        author.get_by_role("link", name="Merge…").click()
        expect(author.locator(".merge-conflict legend")).to_have_text(re.compile("Column orders.placed_at: type"))
        author.locator(".merge-conflict").get_by_label("The proposal").check()
        author.get_by_role("button", name="Merge").click()
        expect(author.locator("#verdict-title")).to_have_text("Merged")
        merged = column(design, "placed_at")
        assert (merged.type, merged.default, merged.comment) == ("date", "CURRENT_DATE", "Local time")
        reviewer.reload()
        expect(reviewer.locator(".events")).to_contain_text("Edgar merged at revision 3")


def test_a_review_is_decided_with_the_keyboard_alone_and_axe_finds_nothing(
    chromium: Browser, live_server: Any, design: Design, edgar: User, rita: User, client_of: ClientOf
) -> None:
    with watched(opened(chromium, live_server, client_of, edgar, bypass_csp=True)) as author:
        begin(author, design)
        author.goto(f"/d/{design.id}/reviews/1/")
        parts = ("", "merge/", "update/", "edit/", "file/")
        assert_accessible(author, (f"/d/{design.id}/reviews/1/{part}" for part in parts))
    with watched(opened(chromium, live_server, client_of, rita)) as page:
        page.goto(f"/d/{design.id}/reviews/")
        page.get_by_role("link", name="Days are enough").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/reviews/1/")
        page.locator("#decide-text").focus()
        page.keyboard.type("Days will do.")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Approve")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.locator(".verdicts")).to_contain_text("Days will do.")
