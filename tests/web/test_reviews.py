"""Proposals and reviews as pages, without JavaScript: begun, talked about, decided, merged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.design_file import dumps
from designer.schema.edits import add, alter, drop, rename
from designer.schema.model import Attribute
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Comment, Design, Review, Team, Thread
from designer.store.proposals import propose
from designer.store.reviews import close_review, open_review
from designer.web.findings import listed
from designer.web.reports import findings_of
from tests.web.browsing import form_of, send
from tests.web.conftest import ClientOf
from tests.web.queries import MOST

Step = Callable[[Schema], Change]
_heavy = pytest.mark.strict_only("pages over what the store's tests ask in the default run")


@pytest.fixture
def review(design: Design, edgar: User) -> Review:
    """Edgar proposes a status for orders, and asks for a review."""
    made = propose(design, edgar, title="Status of orders", description="Asked for by **support**")
    change(made.proposal, lambda one: add(one, Attribute(name="status", type="text"), to=one.entity("orders").id))
    open_review(made, edgar)
    return made


def change(design: Design, *steps: Step) -> None:
    for one in steps:
        edit(design, None, (one(schema_of(design)),), label="Change")


def column(design: Design, name: str, table: str = "orders") -> Attribute:
    entity = schema_of(Design.objects.get(pk=design.pk)).entity(table)
    return next(one for one in entity.attributes if one.name == name)


def page(review: Review) -> str:
    return reverse("review", args=[review.design_id, review.number])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def decide(client: Client, review: Review, opinion: str, text: str = "") -> Any:
    address, fields = form_of(client.get(page(review)), "decide")  # type: ignore[arg-type]
    return send(client, address, fields, opinion=opinion, text=text)


@pytest.mark.parametrize(
    "typed", [{"title": ""}, {"title": "x" * 201}, {"title": "x", "file": b"{"}, {"title": "x", "file": b"\xff"}]
)
def test_a_proposal_that_cannot_be_begun_says_why_and_keeps_what_was_typed(
    typed: dict[str, Any], design: Design, edgar: User, client_of: ClientOf
) -> None:
    if "file" in typed:
        typed["file"] = SimpleUploadedFile("d.json", typed["file"])
    answer = client_of(edgar).post(reverse("propose", args=[design.id]), {**typed, "description": "Kept text"})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()
    assert "Kept text" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_proposal_is_begun_edited_opened_decided_and_merged_without_javascript(
    design: Design, alice: User, edgar: User, rita: User, client_of: ClientOf
) -> None:
    author, reviewer = client_of(edgar), client_of(rita)
    address, fields = form_of(author.get(reverse("propose", args=[design.id])), "propose-form")  # type: ignore[arg-type]
    answer = send(author, address or reverse("propose", args=[design.id]), fields, title="Status", file=None)
    proposal = Design.objects.get(proposal_for=design)
    assert (answer.status_code, answer["Location"]) == (303, reverse("workbench", args=[proposal.id]))
    assert "Proposal for shop" in text_of(author.get(answer["Location"]))
    assert f'/d/{proposal.id}/"' not in author.get(reverse("home")).content.decode()
    orders = schema_of(proposal).entity("orders").id
    address, fields = form_of(author.get(reverse("add_inside", args=[proposal.id, "attribute", orders])))  # type: ignore[arg-type]
    assert send(author, address, fields, name="status", type="text").status_code == 303
    review = Review.objects.get()
    assert "It is a draft" in text_of(author.get(page(review)))
    assert author.post(reverse("review_open", args=[design.id, 1])).status_code == 303
    assert "It takes 1 approval, and none is there." in text_of(author.get(page(review)))
    assert decide(reviewer, review, "changes requested", "Which values?").status_code == 303
    assert "Rita asked for changes at revision 2." in text_of(author.get(page(review)))
    assert decide(reviewer, review, "approved", "Fine").status_code == 303
    shown = author.get(page(review))
    assert "Ready to be merged" in text_of(shown)
    address = reverse("review_merge", args=[design.id, 1])
    revisions = {"proposal_revision": 2, "design_revision": 1}
    assert reviewer.post(address, revisions).status_code == 403
    assert author.post(address, revisions).status_code == 303
    assert column(design, "status").type == "text"
    assert "It came into the design as revision 2" in text_of(author.get(page(review)))
    assert author.get(reverse("edit_object", args=[proposal.id, orders])).status_code == 403


@_heavy
def test_a_design_file_is_proposed_as_it_is(design: Design, edgar: User, client_of: ClientOf) -> None:
    schema = schema_of(design)
    schema = apply((rename(schema, schema.entity("orders").id, "purchases"),), schema)
    data = {"title": "From CI", "file": SimpleUploadedFile("shop.json", dumps(schema).encode())}
    client = client_of(edgar)
    assert client.post(reverse("propose", args=[design.id]), data)["Location"] == reverse("review", args=[design.id, 1])
    assert "renamed" in text_of(client.get(reverse("review", args=[design.id, 1])))
    data["file"] = SimpleUploadedFile("shop.json", json.dumps({"format": "designer/1", "name": "x"}).encode())
    assert client.post(reverse("review_file", args=[design.id, 1]), data).status_code == 303
    assert schema_of(Review.objects.get().proposal).entities == ()


def test_what_stands_against_a_merge_is_said_in_sentences(
    design: Design, review: Review, alice: User, rita: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    Team.objects.update(required_approvals=2, blocking_severity="warning", author_may_approve=False)
    assert decide(client_of(rita), review, "approved").status_code == 303
    assert "It takes 2 approvals, and 1 is there." in text_of(client.get(page(review)))
    change(review.proposal, lambda one: drop(one, one.entity("orders").primary_key.id))  # type: ignore[union-attr]
    shown = text_of(client.get(page(review)))
    assert "It takes 2 approvals, and none is there; 1 approval of an earlier state no longer counts." in shown
    named = findings_of(review.proposal, schema_of(Design.objects.get(pk=review.proposal_id)))
    keyless = next(one for one in listed(named).values() if one.finding.code == "CO001")
    assert f"“{keyless.finding.title}”" in shown
    assert "or dismiss it there with a reason: this team merges nothing with it" in shown
    assert "stops the merge" in shown
    assert "Approved, outdated" in shown
    answer = client.post(reverse("review_merge", args=[design.id, 1]), {"proposal_revision": 3, "design_revision": 1})
    assert answer.status_code == 409
    assert Review.objects.get().state == "open"
    Team.objects.update(required_approvals=1)
    given = {"reason": "Filled by a feed that has no key."}
    for name in {one for one, each in listed(named).items() if each.finding.severity in ("error", "warning")}:
        client.post(reverse("finding_dismiss", args=[review.proposal_id, name]), given)
    assert decide(client_of(rita), review, "approved").status_code == 303
    assert "stops the merge" not in text_of(client.get(page(review)))
    revisions = dict(Design.objects.values_list("pk", "revision"))
    seen = {"proposal_revision": revisions[review.proposal_id], "design_revision": revisions[design.pk]}
    assert client.post(reverse("review_merge", args=[design.id, 1]), seen).status_code == 303
    assert {one.reason for one in schema_of(Design.objects.get(pk=design.id)).decisions} == set(given.values())


@_heavy
def test_a_verdict_on_what_has_changed_meanwhile_is_refused_and_keeps_the_text(
    review: Review, rita: User, client_of: ClientOf
) -> None:
    client = client_of(rita)
    address, fields = form_of(client.get(page(review)), "decide")  # type: ignore[arg-type]
    change(review.proposal, lambda one: alter(one, "design", comment="x"))
    answer = send(client, address, fields, opinion="approved", text="All of it is good")
    assert answer.status_code == 409
    assert "you looked at revision 2" in answer.content.decode()
    assert "All of it is good</textarea>" in answer.content.decode()
    assert send(client, address, fields, opinion="maybe").status_code == 422
    assert send(client, address, fields, opinion="changes requested", text="").status_code == 422


@_heavy
def test_what_both_sides_changed_is_chosen_side_by_side(
    design: Design, review: Review, alice: User, rita: User, client_of: ClientOf
) -> None:
    placed = column(design, "placed_at").id
    change(design, lambda one: alter(one, placed, type="date"), lambda one: alter(one, placed, comment="Apart"))
    change(review.proposal, lambda one: alter(one, placed, type="timestamp"))
    decide(client_of(rita), review, "approved")
    client = client_of(alice)
    assert "1 thing changed in the design, too" in text_of(client.get(page(review)))
    address, fields = form_of(client.get(reverse("review_merge", args=[design.id, 1])), "merge-form")  # type: ignore[arg-type]
    shown = send(client, address, fields)
    assert shown.status_code == 409
    words = text_of(shown)
    assert "Column orders.placed_at : type" in words
    assert "Before: timestamptz" in words
    assert "The design now date" in words
    assert "The proposal timestamp" in words
    assert send(client, address, fields, **{f"choose:{placed}~type": "theirs"}).status_code == 303
    merged = column(design, "placed_at")
    assert (merged.type, merged.comment) == ("timestamp", "Apart")
    assert column(design, "status").name == "status"


@_heavy
def test_a_proposal_is_brought_up_to_date(design: Design, review: Review, edgar: User, client_of: ClientOf) -> None:
    placed = column(design, "placed_at").id
    change(design, lambda one: rename(one, placed, "ordered_at"))
    client = client_of(edgar)
    address, fields = form_of(client.get(reverse("review_update", args=[design.id, 1])), "merge-form")  # type: ignore[arg-type]
    assert send(client, address, fields).status_code == 303
    assert column(review.proposal, "ordered_at").id == placed
    assert send(client, address, fields).status_code == 409


def test_a_thread_follows_a_renamed_column_and_outlives_a_dropped_one(
    design: Design, review: Review, rita: User, edgar: User, client_of: ClientOf
) -> None:
    status, client = column(review.proposal, "status"), client_of(rita)
    url = f"{reverse('thread_new', args=[review.proposal_id])}?on={status.id}&next={page(review)}"
    answer = client.post(url, {"text": "Why **text**? @edgar"})
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{page(review)}#thread-")
    shown = client.get(page(review)).content.decode()
    assert 'Why <strong>text</strong>? <b class="mention">@edgar</b>' in shown
    change(review.proposal, lambda one: rename(one, status.id, "state"))
    shown = text_of(client.get(page(review)))
    assert "column orders.state was orders.status" in shown
    pane = client.get(reverse("workbench", args=[review.proposal_id]) + "?tab=threads")
    assert "1 open thread" in text_of(pane)
    change(review.proposal, lambda one: drop(one, status.id))
    assert "orders.status not there any more" in text_of(client.get(page(review)))
    thread = Thread.objects.get()
    at = [review.proposal_id, thread.id]
    assert client.post(reverse("thread_reply", args=at), {"text": "Gone then", "next": page(review)}).status_code == 303
    assert client.post(reverse("thread_resolve", args=at)).status_code == 303
    assert "Resolved by Rita" in text_of(client.get(page(review)))
    assert client.post(reverse("thread_resolve", args=at), {"to": "open"}).status_code == 303
    assert Thread.objects.get().resolved_at is None
    assert client.post(reverse("thread_reply", args=at), {"text": " "}).status_code == 422
    # The same address under the design itself is no way into the review's threads.
    assert client.post(reverse("thread_reply", args=[design.id, thread.id]), {"text": "x"}).status_code == 404


@_heavy
def test_a_suggested_change_is_shown_as_sql_and_applied_with_one_click(
    design: Design, review: Review, rita: User, edgar: User, client_of: ClientOf
) -> None:
    status, reviewer, author = column(review.proposal, "status"), client_of(rita), client_of(edgar)
    reviewer.post(f"{reverse('thread_new', args=[review.proposal_id])}?on={status.id}", {"text": "Never empty?"})
    thread = Thread.objects.get()
    url = reverse("thread_suggest", args=[review.proposal_id, thread.id])
    _, fields = form_of(reviewer.get(url), "comment-form")  # type: ignore[arg-type]
    assert send(reviewer, url, fields).status_code == 422  # nothing is different
    assert send(reviewer, url, fields, name="id").status_code == 422  # the name is taken
    assert send(reviewer, url, fields, name="state", not_null="on", default="'new'").status_code == 303
    assert send(reviewer, url, fields, default="'old'").status_code == 303
    shown = author.get(page(review))
    words = text_of(shown)
    assert "Suggested change" in words
    assert "RENAME COLUMN" in words
    suggested, other = Comment.objects.filter(changes__isnull=False).order_by("created_at")
    apply_url = reverse("comment_apply", args=[review.proposal_id, thread.id, suggested.id])
    assert apply_url in shown.content.decode()
    assert apply_url not in reviewer.get(page(review)).content.decode()
    assert reviewer.post(apply_url).status_code == 403
    assert author.post(apply_url, {"next": page(review)}).status_code == 303
    state = column(review.proposal, "state")
    assert (state.default, state.not_null is not None) == ("'new'", True)
    shown = author.get(page(review))
    assert text_of(shown).count("outdated What it changes was changed since.") == 1
    assert reverse("comment_apply", args=[review.proposal_id, thread.id, other.id]) not in shown.content.decode()
    assert "taken over in revision 3" in text_of(author.get(page(review)))


@_heavy
def test_an_index_is_suggested_for_a_table_of_the_design_itself(
    design: Design, rita: User, edgar: User, client_of: ClientOf
) -> None:
    orders, client = schema_of(design).entity("orders"), client_of(rita)
    client.post(f"{reverse('thread_new', args=[design.id])}?on={orders.id}", {"text": "Slow"})
    thread = Thread.objects.get()
    url = reverse("thread_suggest", args=[design.id, thread.id])
    assert client.post(url, {"text": "x"}).status_code == 422
    assert client.post(url, {"columns": [orders.attributes[1].id]}).status_code == 303
    pane = client_of(edgar).get(f"{reverse('workbench', args=[design.id])}?tab=threads")
    assert "CREATE INDEX" in text_of(pane)
    made = Comment.objects.get(changes__isnull=False)
    assert client_of(edgar).post(reverse("comment_apply", args=[design.id, thread.id, made.id])).status_code == 303
    assert len(schema_of(Design.objects.get(pk=design.pk)).entity("orders").indexes) == 1


@pytest.mark.parametrize("on", ["", "nothing", "CO001-000000000000"])
def test_a_thread_about_what_is_not_there_is_not_begun(
    on: str, design: Design, rita: User, client_of: ClientOf
) -> None:
    assert client_of(rita).get(f"{reverse('thread_new', args=[design.id])}?on={on}").status_code == 404
    assert client_of(rita).get(f"{reverse('thread_new', args=[design.id])}?about=finding&on={on}").status_code == 404


_HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))\u202e\x07"


def test_nothing_that_people_write_becomes_markup(
    design: Design, alice: User, edgar: User, rita: User, client_of: ClientOf
) -> None:
    User.objects.filter(pk=rita.pk).update(first_name="<b onclick=x>Rita")
    rita.refresh_from_db()
    made = propose(design, edgar, title=_HOSTILE.replace("\x07", ""), description=_HOSTILE)
    steps = add(
        schema_of(design), Attribute(name="<script>x</script>", type="text"), to=schema_of(design).entity("orders").id
    )
    edit(made.proposal, None, (steps,), label="<script>")
    open_review(made, edgar)
    client = client_of(rita)
    client.post(f"{reverse('thread_new', args=[made.proposal_id])}?on={steps.id}", {"text": _HOSTILE})
    decide(client, made, "changes requested", _HOSTILE)
    urls = [page(made), reverse("reviews", args=[design.id]), reverse("review_merge", args=[design.id, 1])]
    urls += [reverse("workbench", args=[made.proposal_id]) + "?tab=threads"]
    urls += [reverse("thread_suggest", args=[made.proposal_id, Thread.objects.get().id])]
    for url in urls:
        shown = client_of(alice).get(url).content.decode()
        assert not re.search(r"<script>|<img src=x|<b onclick|href=\"javascript", shown), url
        assert "\u202e" not in shown, url


def test_a_page_back_to_another_site_is_not_followed(design: Design, rita: User, client_of: ClientOf) -> None:
    url = f"{reverse('thread_new', args=[design.id])}?about=review&next=https://evil.example/"
    assert "evil" not in re.sub(r'name="next" value="[^"]*"', "", client_of(rita).get(url).content.decode())
    assert client_of(rita).post(url, {"text": "x"})["Location"].startswith("/d/")


@_heavy
def test_a_closed_review_says_so_and_is_opened_again(
    design: Design, review: Review, edgar: User, client_of: ClientOf
) -> None:
    client = client_of(edgar)
    close_review(review, edgar)
    assert "Given up" in text_of(client.get(page(review)))
    assert review.title not in text_of(client.get(reverse("reviews", args=[design.id])))
    assert review.title in text_of(client.get(reverse("reviews", args=[design.id]) + "?state=settled"))
    assert client.post(reverse("review_open", args=[design.id, 1])).status_code == 303
    assert Review.objects.get().state == "open"


def test_reviews_of_a_proposal_lead_to_its_own(review: Review, rita: User, client_of: ClientOf) -> None:
    assert client_of(rita).get(reverse("reviews", args=[review.proposal_id]))["Location"] == page(review)


def test_owners_say_how_proposals_are_decided(team: Team, alice: User, client_of: ClientOf) -> None:
    url, rules = reverse("team_reviews", args=[team.id]), {"required_approvals": "2", "blocking_severity": "none"}
    assert client_of(alice).post(url, {**rules, "required_approvals": "-1"}).status_code == 422
    assert client_of(alice).post(url, rules).status_code == 303
    team.refresh_from_db()
    assert (team.required_approvals, team.blocking_severity, team.author_may_approve) == (2, "none", False)


def test_a_review_takes_few_queries_however_much_is_said(
    design: Design, review: Review, rita: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(rita)
    decide(client, review, "approved")
    for _ in range(3):
        client.post(f"{reverse('thread_new', args=[review.proposal_id])}?about=review", {"text": "@edgar"})
    client.get(page(review))
    with django_assert_max_num_queries(MOST):
        client.get(page(review))


@_heavy
def test_a_finding_is_talked_about_and_a_viewer_only_reads(
    review: Review, rita: User, victor: User, client_of: ClientOf
) -> None:
    proposal = Design.objects.get(pk=review.proposal_id)
    name, found = next(iter(listed(findings_of(proposal, schema_of(proposal))).items()))
    url = f"{reverse('thread_new', args=[proposal.id])}?about=finding&on={name}"
    assert client_of(rita).post(url, {"text": "Known since May"}).status_code == 303
    shown = client_of(victor).get(page(review))
    assert f"finding {found.finding.code}" in text_of(shown)
    assert "Known since May" in text_of(shown)
    forms = re.findall(r'<form[^>]*action="([^"]*)"', shown.content.decode())
    assert not [one for one in forms if "/reviews/" in one or "/threads/" in one]


def test_authors_edit_and_delete_what_they_said_and_nobody_else_is_offered_to(
    review: Review, rita: User, edgar: User, client_of: ClientOf
) -> None:
    client = client_of(rita)
    client.post(f"{reverse('thread_new', args=[review.proposal_id])}?about=review", {"text": "Why <b>text</b>?"})
    said = Comment.objects.get()
    args = [review.proposal_id, said.thread, said.id]
    edit_url, delete_url = reverse("comment_edit", args=args), reverse("comment_delete", args=args)
    shown = client.get(page(review)).content.decode()
    assert f'action="{edit_url}"' in shown
    assert f'action="{delete_url}"' in shown
    assert edit_url not in client_of(edgar).get(page(review)).content.decode()
    assert client_of(edgar).post(edit_url, {"text": "Mine now"}).status_code == 422
    assert client.post(edit_url, {"text": " "}).status_code == 422
    assert client.post(edit_url, {"text": "Why not citext?", "next": page(review)}).status_code == 303
    shown = client.get(page(review)).content.decode()
    assert "Why not citext?" in shown
    assert "Why &lt;b&gt;text&lt;/b&gt;?" in shown  # what it said before, as it was typed
    client_of(edgar).post(delete_url)
    assert "Why not citext?" in client.get(page(review)).content.decode()
    client.post(delete_url)
    shown = client.get(page(review)).content.decode()
    assert "This comment was deleted." in shown
    assert "citext" not in shown
