"""What an open page asks for again and again, as the one who asks may see it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from designer.schema.edits import alter
from designer.store import presence
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.members import remove_member
from designer.store.models import Design, Presence
from designer.store.proposals import propose
from designer.store.shares import create_share, revoke_share
from designer.web.live import initials
from tests.web.conftest import ClientOf

pytestmark = pytest.mark.django_db


def test_the_others_are_named_while_they_are_here_and_members(
    design: Design, alice: User, edgar: User, rita: User, client_of: ClientOf
) -> None:
    pages = {user: (design.team_id, design.id, uuid4()) for user in (alice, edgar, rita)}
    for user, page in pages.items():
        presence.arrive(page, user.pk)
    presence.arrive((design.team_id, design.id, uuid4()), edgar.pk)  # two pages of one person
    url, client = reverse("live", args=[design.id]), client_of(alice)
    assert [one["name"] for one in client.get(url).json()["people"]] == ["Edgar", "Rita"]
    remove_member(alice, design.team_id, rita.pk)
    assert [one["initials"] for one in client.get(url).json()["people"]] == ["ED"]
    Presence.objects.filter(user=edgar).update(seen_at="2020-01-01T00:00Z")  # nothing was heard of its process
    assert client.get(url).json()["people"] == []
    presence.forget_silent()
    assert not Presence.objects.filter(user=edgar).exists()
    presence.leave(pages[alice])
    assert not Presence.objects.filter(user=alice).exists()


def test_a_known_answer_is_not_sent_again_and_an_edit_of_another_is_named(
    design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    url, client = f"{reverse('live', args=[design.id])}?since=1", client_of(edgar)
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    edit(design, alice, (alter(schema_of(design), "design", comment="For sale"),), label="Say what for")
    with CaptureQueriesContext(connection) as queries:
        second = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert second.json()["said"] == [{"who": "Alice", "what": "Say what for", "revision": 2}]
    assert len(queries) <= 8
    assert client_of(alice).get(url).json()["said"] == []
    assert "no-cache" in second["Cache-Control"]


def test_a_known_answer_is_given_to_nobody_who_may_not_see_it(
    design: Design, alice: User, charlie: User, client_of: ClientOf
) -> None:
    url = reverse("live", args=[design.id])
    tag = {"If-None-Match": client_of(alice).get(url)["ETag"]}
    assert client_of(charlie).get(url, headers=tag).status_code == 404
    assert Client().get(url, headers=tag).status_code == 302


def test_the_page_of_a_review_follows_its_proposal_and_no_other_design(
    design: Design, edgar: User, charlie: User, client_of: ClientOf
) -> None:
    review = propose(design, edgar, title="Soon")
    client, url = client_of(edgar), reverse("live", args=[design.id])
    assert client.get(f"{url}?also={review.proposal_id}").json()["also"] == 1
    for strange in (design.id, 10**17, "x", "9" * 40):
        assert client.get(f"{url}?also={strange}").json()["also"] is None


def test_a_page_without_a_stream_says_itself_that_it_is_open(
    design: Design, alice: User, edgar: User, client_of: ClientOf
) -> None:
    url = reverse("live", args=[design.id])
    for here in ("", "x", "'"):
        client_of(edgar).get(url, {"here": here})
    assert not Presence.objects.exists()
    client_of(edgar).get(url, {"here": str(uuid4())})
    assert [one["name"] for one in client_of(alice).get(url).json()["people"]] == ["Edgar"]


def test_a_visitor_learns_that_something_changed_and_nothing_of_whom_or_how_often(design: Design, alice: User) -> None:
    link, token = create_share(alice, design)
    presence.arrive((design.team_id, design.id, uuid4()), alice.pk)
    url = reverse("shared_live", args=[token])
    first = Client().get(url).json()
    assert first == {"state": first["state"], "people": [], "said": []}
    edit(design, alice, (alter(schema_of(design), "design", comment="For sale"),), label="Secret label")
    second = Client().get(url)
    assert second.json()["state"] != first["state"]
    assert "Secret" not in second.content.decode()
    revoke_share(alice, design, link.id)
    assert Client().get(url).status_code == 404
    _, locked = create_share(alice, design, password="correct horse")
    assert Client().get(reverse("shared_live", args=[locked])).status_code == 403
    _, pinned = create_share(alice, design, revision=1)
    assert b'id="live"' not in Client().get(reverse("shared", args=[pinned])).content


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Rita Okafor", "RO"), ("edgar", "ED"), ("a", "A"), ("", "?"), ("<b>", "?"), ("李 小龙", "李小"), ("x.y_z", "XZ")],
)
def test_initials_are_two_letters_of_a_name(name: str, expected: str) -> None:
    assert initials(name) == expected
