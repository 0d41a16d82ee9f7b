"""Comments by a shared link: who reads which, who writes how much, what becomes of it, and that text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.schema.edits import drop
from designer.schema.schema import Schema
from designer.store import visitors
from designer.store.cache import schema_of as state_of
from designer.store.editing import edit
from designer.store.models import AuditEntry, Comment, Design, Event, Notification, SharePart, Thread
from designer.store.proposals import propose
from designer.store.shares import create_share, revoke_share
from designer.store.threads import About, Suggestion, comment, resolve, start_thread
from designer.web import visitor_threads
from designer.web.notices.outbox import work_off
from designer.web.streams.gates import ticket_of
from tests.web.conftest import ClientOf
from tests.web.test_shares import two_worlds

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/track.png)",
    '"><svg onload=alert(1)>',
    "<a href='java\tscript:alert(1)'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<!--><iframe src=//evil.example>",
    "{{7*7}}{% debug %}",
    "`</code><script>alert(1)</script>`",
)


def made(design: Design, alice: User, **given: Any) -> str:
    return create_share(alice, design, **{"parts": ["comments"], **given})[1]


def say(
    token: str, text: str = "Why is it so?", *, client: Client | None = None, thread: Any = None, **given: Any
) -> Any:
    url = reverse("shared_reply", args=[token, thread]) if thread else reverse("shared_comments", args=[token])
    return (client or Client()).post(url, {"name": "Jo", "text": text, "on": "", **given})


def read(token: str, **query: str) -> str:
    return str(Client().get(reverse("shared_comments", args=[token]), query).content.decode())


def test_what_cannot_be_said_stays_in_its_form(design: Design, alice: User) -> None:
    token = made(design, alice)
    for given in (
        {"name": ""}, {"name": "a\nb"}, {"name": "x" * 81}, {"name": "\u200b\u202e"}, {"name": "🙂"}, {"text": ""},
        {"text": " \n "}, {"text": "a\x00b"}, {"text": "x" * 4001}, {"on": "nonsense"},
    ):  # fmt: skip
        answer = say(token, **{"text": "Kept words", **given})
        assert answer.status_code == 422, given
        assert 'class="errors"' in answer.content.decode()
        if "text" not in given:
            assert "Kept words" in answer.content.decode()
    assert not Thread.objects.exists()
    assert not Event.objects.filter(kind="thread.commented").exists()


def test_many_threads_are_parted_into_pages_and_each_is_led_to_on_its_own(
    design: Design, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor_threads, "ON_A_PAGE", 2)
    token = made(design, alice)
    found = [start_thread(design, alice, About("review", "", "the whole"), f"Number {one}") for one in range(4)]
    resolve(found[0], alice)
    on_page = [re.findall(r"Number \d", read(token, page=str(one))) for one in (1, 2, 3)]
    assert on_page == [["Number 1", "Number 2"], ["Number 3", "Number 0"], ["Number 3", "Number 0"]]
    assert re.findall(r"Number \d", read(token, thread=str(found[0].id))) == ["Number 3", "Number 0"]
    assert re.findall(r"Number \d", read(token, thread="nonsense", page="nonsense")) == ["Number 1", "Number 2"]
    assert "1–2 of 4" in read(token)
    refused = say(token, "", thread=found[3].id).content.decode()  # on a page of its own, with what was typed
    assert "Number 3" in refused
    assert "Number 1" not in refused
    there = say(token, "A fifth").headers["Location"]
    assert "A fifth" in Client().get(there.partition("#")[0]).content.decode()


def test_nobody_writes_by_a_link_without_comments_taken_back_locked_or_from_another_site(
    design: Design, alice: User
) -> None:
    silent = made(design, alice, parts=[one for one in SharePart.values if one != "comments"])
    link, over = create_share(alice, design, parts=["comments"])
    assert say(over).status_code == 303
    thread = Thread.objects.get()
    revoke_share(alice, design, link.id)
    for token in (silent, over, "x" * 43):
        assert (say(token).status_code, say(token, thread=thread.id).status_code) == (404, 404)
    locked = made(design, alice, password="open sesame")
    assert b"A password is needed" in say(locked).content
    strict = Client(enforce_csrf_checks=True)
    assert say(made(design, alice), client=strict).status_code == 403
    assert Comment.objects.count() == 1


def test_a_visitor_begins_a_thread_and_members_read_who_answer_and_delete(
    design: Design, alice: User, rita: User, victor: User, client_of: ClientOf
) -> None:
    link, token = create_share(alice, design, parts=["comments"], label="Auditors")
    orders = state_of(design).entity("orders")
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(reverse("shared_comments", args=[token]), {"at": orders.attributes[1].id})
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("same-origin", "private, no-store")
    assert 'name="referrer" content="same-origin"' in page.content.decode()
    shown = page.content.decode()
    assert f'<option value="{orders.attributes[1].id}" selected>' in shown
    token_of_form = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[-1]
    sent = {"csrfmiddlewaretoken": token_of_form, "name": "Jo Nakamura", "on": orders.attributes[1].id}
    sent |= {"text": "Can it be **empty**, @rita?"}
    address = f"{reverse('shared_comments', args=[token])}?at={orders.attributes[1].id}"
    answer = browser.post(address, sent)
    thread = Thread.objects.get()
    assert answer.headers["Location"].endswith(f"?at={orders.id}&thread={thread.id}#thread-{thread.id}")
    assert (thread.kind, thread.subject, thread.share) == ("attribute", orders.attributes[1].id, link.id)
    again = browser.get(reverse("shared_comments", args=[token])).content.decode()
    assert 'value="Jo Nakamura"' in again  # typed once
    assert "Auditors" not in again
    while work_off():
        pass
    told = Notification.objects.filter(kind="comment").values_list("user__username", "title")
    assert dict(told) == dict.fromkeys(
        ("alice", "rita"), "Jo Nakamura (by link “Auditors”) commented on orders.customer_id in “shop”"
    )
    pane = f"{reverse('workbench', args=[design.id])}?tab=threads"
    seen = client_of(rita).get(pane).content.decode()
    assert "by link <bdi>“Auditors”</bdi>" in seen
    assert "<strong>empty</strong>" in seen
    assert 'class="mention"' not in seen
    said = Comment.objects.get()
    comment(thread, rita, "It can.")
    assert "Rita" in read(token)
    away = reverse("comment_delete", args=[design.id, thread.id, said.id])
    assert away not in seen
    assert client_of(victor).post(away).status_code == 403
    client_of(rita).post(away)
    assert Comment.objects.get(pk=said.pk).text
    assert away in client_of(alice).get(pane).content.decode()
    client_of(alice).post(away)
    assert "This comment was deleted." in read(token)
    assert not Notification.objects.exclude(excerpt="").filter(title__startswith="Jo").exists()
    assert AuditEntry.objects.get(action="share.silenced").details["by"] == "Jo Nakamura (by link “Auditors”)"
    revoke_share(alice, design, link.id)
    assert "It can." in client_of(rita).get(pane).content.decode()


def test_a_visitor_answers_members_and_another_thread_is_not_there(
    design: Design, design_of: Callable[[Schema], Design], alice: User
) -> None:
    token = made(design, alice)
    orders = state_of(design).entity("orders")
    mine = start_thread(design, alice, About("entity", orders.id, "orders"), "Too wide?")
    assert say(token, "No.", thread=mine.id).status_code == 303
    refused = say(token, "", thread=mine.id).content.decode()
    assert f'id="reply-{mine.id}-text"' in refused
    assert 'class="reply" open' in refused
    other = design_of(two_worlds())
    theirs = start_thread(other, alice, About("review", "", "the whole"), "Secret")
    review = propose(design, alice, title="Anew")
    inside = start_thread(design, alice, About("review", "", "the whole"), "In the review", review=review)
    for thread in (theirs, inside):
        assert say(token, thread=thread.id).status_code == 404
    page = read(token)
    assert "No." in page
    assert "Secret" not in page
    assert "In the review" not in page
    proposed = made(review.proposal, alice)
    assert "In the review" in read(proposed)
    assert say(proposed, "By a visitor", thread=inside.id).status_code == 303


def test_only_what_the_link_shows_is_talked_of(design_of: Callable[[Schema], Design], alice: User) -> None:
    design = design_of(two_worlds())
    schema = state_of(design)
    shop, secret = schema.entity("shop"), schema.entity("classified")
    pattern = schema.access_patterns[0]
    start_thread(design, alice, About("entity", shop.id, "shop"), "It hides classified")
    start_thread(design, alice, About("entity", secret.id, "classified"), "Hidden")
    start_thread(design, alice, About("access_pattern", pattern.id, "peek"), "Peeking")
    some = made(design, alice, entities=[shop.id])
    assert "Nobody has said anything" in read(some)
    assert say(some, "Mine", on=shop.id).status_code == 303
    assert say(some, "Theirs", on=secret.id).status_code == 422
    page = read(some)
    assert "Mine" in page
    assert "classified" not in page
    comment(Thread.objects.get(share__isnull=False), alice, "An answer")
    assert "An answer" in read(some)
    whole = read(made(design, alice))
    assert "Hidden" in whole
    assert "Peeking" not in whole
    assert "Peeking" in read(made(design, alice, parts=["comments", "dictionary"]))
    silent = Client().get(reverse("shared", args=[made(design, alice, parts=["dictionary"])])).content.decode()
    assert 'class="talk"' not in silent


def test_threads_follow_renames_and_go_with_what_they_are_about(design: Design, alice: User) -> None:
    token = made(design, alice)
    orders = state_of(design).entity("orders")
    say(token, "About it", on=orders.id)
    thread = Thread.objects.get()
    suggestion = Suggestion((drop(state_of(design), orders.attributes[2].id),), design.revision)
    comment(thread, alice, "Or without it", suggestion=suggestion)
    assert "placed_at" in read(token)
    assert "About it" in read(token, at=orders.id)
    assert "About it" not in read(token, at=state_of(design).entity("customers").id)
    edit(design, alice, (drop(state_of(design), orders.attributes[2].id),), label="Drop")
    assert read(token).count("About it") == 1


def test_haste_is_slowed_down_and_a_link_brings_so_much(
    design: Design, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = made(design, alice)
    monkeypatch.setattr(visitors, "MOST_FROM_ONE", 2)
    assert [say(token).status_code for _ in range(3)] == [303, 303, 429]
    late = say(token, "Kept words")
    assert "Kept words" in late.content.decode()
    assert "Try again" in late.content.decode()
    monkeypatch.setattr(visitors, "MOST_FROM_ONE", 99)
    monkeypatch.setattr(visitors, "MOST_SAID", 2)
    assert say(token).status_code == 429
    assert say(made(design, alice)).status_code == 303  # another link is not to blame
    monkeypatch.setattr(visitors, "MOST_SAID", 99)
    monkeypatch.setattr(visitors, "MOST_BY_LINK", 2)
    assert "another one" in say(token).content.decode()
    assert Comment.objects.count() == 3


def test_hostile_words_stay_words(design: Design, alice: User, client_of: ClientOf) -> None:
    token = made(design, alice, label=HOSTILE[0])
    link_safe = HOSTILE[5]
    for text in HOSTILE[:7]:
        say(token, text, name=link_safe)
    thread = Thread.objects.first()
    assert thread is not None
    Comment.objects.filter(thread=thread.id).update(text="\n\n".join(HOSTILE))
    pages = [read(token), client_of(alice).get(f"/d/{design.id}/?tab=threads").content.decode()]
    pages.append(Client().get(reverse("shared", args=[token])).content.decode())
    while work_off():
        pass
    pages.append(client_of(alice).get(reverse("notifications")).content.decode())
    pages.append(client_of(alice).get(reverse("audit", args=[design.team_id])).content.decode())
    for page in pages:
        for bad in (
            "<script>alert",
            "<img src",
            "<svg onload",
            "<iframe",
            'href="javascript',
            'href="data',
            'onerror=alert(1)>"',
        ):
            assert bad not in page, bad
        assert "evil.example/track" not in page or "<img" not in page.partition("evil.example/track")[0][-40:]


def test_an_open_page_hears_of_comments_where_it_shows_them(design: Design, alice: User) -> None:
    def state(token: str) -> str:
        return str(Client().get(reverse("shared_live", args=[token])).json()["state"])

    link, talking = create_share(alice, design, parts=["comments"])
    silent = made(design, alice, parts=["dictionary"])
    before = state(talking), state(silent)
    say(talking)
    assert state(talking) != before[0]
    assert state(silent) == before[1]
    assert str(link.id) in ticket_of(link)
