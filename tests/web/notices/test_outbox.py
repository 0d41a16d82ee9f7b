"""From events to notifications, mails and messages: to whom they belong, once, and to nobody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail as outbox_of_mails
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.members import remove_member
from designer.store.models import (
    Delivery,
    Design,
    DigestRhythm,
    Event,
    HookKind,
    Mail,
    NoticeKind,
    NoticeSettings,
    Notification,
    Opinion,
    Review,
    Sending,
    Team,
    Webhook,
)  # fmt: skip
from designer.store.proposals import propose
from designer.store.reviews import decide, open_review
from designer.store.shares import create_share
from designer.store.threads import About, comment, start_thread
from designer.store.versions import make_version
from designer.web.notices import hooks, mails, outbox
from designer.web.notices.hooks import deliver_one, new_secret, sealed, signature
from designer.web.notices.payloads import as_sent
from tests.web.conftest import ClientOf
from tests.web.notices.endpoint import endpoint

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    """Who was told of what kind, and forgets it."""
    found = {(one.user.username, str(one.kind)) for one in Notification.objects.select_related("user")}
    Notification.objects.all().delete()
    return found


@pytest.fixture
def review(design: Design, edgar: User) -> Review:
    made = propose(design, edgar, title="Days <b>are</b> enough")
    schema = schema_of(made.proposal)
    edit(made.proposal, edgar, (alter(schema, "design", comment="Soon"),), label="Comment")
    outbox.work_off()
    told()
    return made


def hook_to(team: Team, url: str, **more: Any) -> tuple[Webhook, str]:
    secret = new_secret()
    given = {"kinds": list(HookKind.values), **more}
    return Webhook.objects.create(team=team, url=url, secret=sealed(secret), **given), secret


def test_each_event_tells_those_whom_it_concerns_and_never_who_did_it(
    design: Design, review: Review, alice: User, edgar: User, rita: User, victor: User, charlie: User
) -> None:
    open_review(review, edgar)
    outbox.work_off()
    assert told() == {("alice", "review"), ("rita", "review")}
    thread = start_thread(design, rita, About("review", "", "all"), "Is it? @victor @charlie @rita", review=review)
    outbox.work_off()
    assert told() == {("victor", "mention"), ("edgar", "comment")}
    comment(thread, edgar, "It is.")
    outbox.work_off()
    assert told() == {("rita", "comment")}
    decide(review, rita, Opinion.CHANGES, "Not so.", opened_on=review.proposal.revision, mentioned=[])
    outbox.work_off()
    assert told() == {("edgar", "review")}
    edit(design, None, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
    make_version(design, alice, message="As it is")
    create_share(edgar, design)
    outbox.work_off()
    assert told() == {("alice", "shared"), *((one, "version") for one in ("edgar", "rita", "victor"))}
    assert not Event.objects.filter(delivered_at=None).exists()


def test_who_takes_part_in_a_review_hears_once_of_the_edits_of_one_person(
    design: Design, review: Review, edgar: User, rita: User
) -> None:
    def change(text: str) -> None:
        held = Design.objects.get(pk=review.proposal.pk)
        edit(held, edgar, (alter(schema_of(held), "design", comment=text),), label="Comment")
        outbox.work_off()

    change("A draft is nobody's business")
    open_review(review, edgar)
    thread = start_thread(design, rita, About("review", "", "all"), "Why?", review=review)
    outbox.work_off()
    told()
    change("Better")
    assert told() == {("rita", "review")}
    change("Still better")
    assert told() == set()
    comment(thread, rita, "And why that?")
    outbox.work_off()
    told()
    change("The best")
    assert told() == {("rita", "review")}
    assert Event.objects.filter(kind="review.changed").count() == 2


def test_an_event_that_is_worked_off_twice_tells_nobody_twice(review: Review, edgar: User, rita: User) -> None:
    hook_to(review.team, "https://hooks.example/")
    open_review(review, edgar)
    for _ in range(2):
        outbox.work_off()
        Event.objects.update(delivered_at=None)
    assert Notification.objects.filter(user=rita).count() == 1
    assert Delivery.objects.filter(kind=HookKind.OPENED).count() == 1


def test_who_was_removed_sees_nothing_of_the_team_and_gets_no_mail_of_it(
    review: Review, alice: User, edgar: User, rita: User, client_of: ClientOf
) -> None:
    NoticeSettings.objects.create(user=rita, review=Sending.NOW)
    open_review(review, edgar)
    outbox.work_off()
    client = client_of(rita)
    assert b"asks for a review" in client.get(reverse("notifications")).content
    remove_member(alice, review.team_id, rita.pk)
    page = client.get(reverse("notifications")).content
    assert b"asks for a review" not in page
    assert b"1 not read" not in page
    mine = Notification.objects.get(user=rita)
    assert client.post(reverse("notification_open", args=[mine.pk])).status_code == 404
    while mails.gather():
        pass
    while mails.send_one():
        pass
    assert [one.to for one in outbox_of_mails.outbox] == []


@pytest.mark.parametrize(
    ("sending", "rhythm", "hour", "expected"),
    [
        (Sending.OFF, DigestRhythm.DAILY, 7, None),
        (Sending.NOW, DigestRhythm.DAILY, 7, datetime(2026, 3, 1, 7, 20, tzinfo=UTC)),
        (Sending.DIGEST, DigestRhythm.DAILY, 7, datetime(2026, 3, 1, 8, tzinfo=UTC)),
        (Sending.DIGEST, DigestRhythm.DAILY, 9, datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (Sending.DIGEST, DigestRhythm.HOURLY, 23, datetime(2026, 3, 2, 0, tzinfo=UTC)),
    ],
)
def test_mail_goes_at_once_in_a_digest_or_never(
    sending: Sending, rhythm: DigestRhythm, hour: int, expected: datetime | None
) -> None:
    wishes = NoticeSettings(mention=sending, rhythm=rhythm)
    now = datetime(2026, 3, 1, hour, 20, tzinfo=UTC)
    assert outbox.mail_time(wishes, NoticeKind.MENTION, now) == expected


@override_settings(PUBLIC_URL="https://designer.example/")
def test_a_mail_is_plain_text_on_one_subject_line_with_a_way_out_in_one_click(
    design: Design, review: Review, rita: User, victor: User
) -> None:
    rita.first_name = "Rita\r\nBcc: all@example.org <script>"
    rita.save()
    start_thread(design, rita, About("review", "", "x"), "See <img src=x onerror=alert(1)> @victor", review=review)
    outbox.work_off()
    mails.gather()
    while mails.send_one():
        pass
    (sent,) = outbox_of_mails.outbox
    assert sent.to == [victor.email]
    assert "\n" not in sent.subject
    assert sent.subject.startswith("Rita Bcc: all@example.org <script> commented on")
    message = sent.message()
    assert message.get_content_type() == "text/plain"
    assert message["Bcc"] is None
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == f"<{Mail.objects.get().id}@localhost>"
    assert "https://designer.example/d/" in sent.body
    leave = str(message["List-Unsubscribe"]).strip("<>").removeprefix("https://designer.example")
    strict = Client(enforce_csrf_checks=True)
    assert b"Switch it off" in strict.get(leave).content
    assert not NoticeSettings.objects.filter(user=victor).exists()
    assert strict.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticeSettings.objects.get(user=victor).mention == Sending.OFF
    assert strict.post(leave[:-3] + "xx/").status_code == 404


def test_a_mail_that_fails_waits_longer_and_one_of_a_killed_worker_comes_up_again(
    design: Design, review: Review, rita: User, victor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_thread(design, rita, About("review", "", "x"), "@victor", review=review)
    outbox.work_off()
    mails.gather()
    taken = mails._take()  # and then killed
    assert taken is not None
    assert mails.send_one() is False
    Mail.objects.update(due_at=timezone.now())  # its time comes round
    monkeypatch.setattr(mails, "_sent", lambda message: False)
    assert mails.send_one() is True
    row = Mail.objects.get()
    assert row.attempts == 2
    assert row.due_at is not None
    assert row.due_at - timezone.now() > timedelta(minutes=2)
    assert row.sent_at is None


@override_settings(WEBHOOK_PRIVATE=True, PUBLIC_URL="https://designer.example/")
def test_a_message_is_signed_repeated_under_its_id_and_logged(
    design: Design, review: Review, edgar: User, alice: User, client_of: ClientOf
) -> None:
    with endpoint() as there:
        hook, secret = hook_to(design.team, there.url)
        hook_to(design.team, there.url, design_number=review.proposal_id)  # of another design
        there.answers = [500]
        open_review(review, edgar)
        outbox.work_off()
        assert deliver_one()
        assert not deliver_one()
        row = Delivery.objects.get()
        assert (row.state, row.attempts, row.status) == ("waiting", 1, 500)
        Delivery.objects.update(due_at=timezone.now())
        assert deliver_one()
        assert Delivery.objects.get().state == "delivered"
        first, second = there.got
        assert first[0]["webhook-id"] == second[0]["webhook-id"] == str(row.id)
        body = second[1]
        sent_at = int(second[0]["webhook-timestamp"])
        assert second[0]["webhook-signature"] == signature(secret, str(row.id), sent_at, body)
        message = json.loads(body)
        assert message["kind"] == "review.opened"
        assert message["review"]["title"] == "Days <b>are</b> enough"
        assert message["url"] == f"https://designer.example/d/{design.id}/reviews/{review.number}/"
        page = client_of(alice).get(reverse("webhook", args=[design.team_id, hook.id])).content.decode()
        assert "review.opened" in page
        assert secret not in page
        again = reverse("delivery_again", args=[design.team_id, hook.id, row.id])
        assert client_of(alice).post(again).status_code == 303
        assert deliver_one()
        assert there.got[2][0]["webhook-id"] == str(row.id)


@override_settings(WEBHOOK_PRIVATE=True)
def test_a_message_of_a_killed_worker_is_taken_over_and_one_at_a_time_goes_to_an_endpoint(
    review: Review, edgar: User
) -> None:
    with endpoint() as there:
        hook_to(review.team, there.url)
        start_thread(review.design, edgar, About("review", "", "x"), "One", review=review)
        start_thread(review.design, edgar, About("review", "", "x"), "Two", review=review)
        outbox.work_off()
        (taken,) = hooks.take(1)  # by a worker that is killed then
        assert hooks.take(1) == []
        assert there.got == []
        Delivery.objects.filter(id=taken.delivery.id).update(due_at=timezone.now() - timedelta(seconds=1))
        assert deliver_one()
        assert deliver_one()
        assert {json.loads(body)["text"] for _, body in there.got} == {"One", "Two"}


@override_settings(WEBHOOK_PRIVATE=True)
def test_messages_of_one_endpoint_go_together_until_it_does_not_take_one(review: Review, edgar: User) -> None:
    with endpoint() as there:
        there.answers = [204, 500]
        hook_to(review.team, there.url)
        for text in ("One", "Two", "Three"):
            start_thread(review.design, edgar, About("review", "", "x"), text, review=review)
        outbox.work_off()
        assert hooks.deliver()
        rows = {one.payload["text"]: one for one in Delivery.objects.all()}
        assert [(rows[text].state, rows[text].attempts) for text in ("One", "Two", "Three")] == [
            ("delivered", 1), ("waiting", 1), ("waiting", 0),
        ]  # fmt: skip
        assert rows["Three"].due_at is not None
        assert rows["Three"].due_at <= timezone.now()  # it is nobody's, and was not tried
        Delivery.objects.filter(id=rows["Two"].id).update(due_at=timezone.now())
        assert hooks.deliver()
        assert not hooks.deliver()
        assert {one.state for one in Delivery.objects.all()} == {"delivered"}
        assert [json.loads(body)["text"] for _, body in there.got].count("Three") == 1


@override_settings(WEBHOOK_PRIVATE=False)
def test_an_endpoint_that_fails_again_and_again_is_switched_off_and_its_owners_are_told(
    team: Team, alice: User, client_of: ClientOf
) -> None:
    hook, _ = hook_to(team, "https://127.0.0.1/hook", failures=hooks.MOST_FAILURES - 1)
    Delivery.objects.create(team=team, webhook=hook.id, kind="test", payload={}, due_at=timezone.now())
    assert deliver_one()
    held = Webhook.objects.get(pk=hook.pk)
    assert held.switched_off_at is not None
    assert "nothing is sent to from here" in held.why_off
    assert Notification.objects.get(user=alice).title == "The webhook to 127.0.0.1 was switched off"
    client = client_of(alice)
    assert b"Nothing is sent there" in client.get(reverse("webhook", args=[team.pk, hook.id])).content
    client.post(reverse("webhook_switch", args=[team.pk, hook.id]))
    held.refresh_from_db()
    assert (held.switched_off_at, held.failures) == (None, 0)


def test_waits_grow_up_to_a_limit() -> None:
    assert [hooks.wait_after(n).seconds for n in range(1, 8)] == [30, 120, 480, 1920, 7680, 21600, 21600]


def test_slack_is_given_text_without_its_markup() -> None:
    payload = {"title": "<!channel> & co.", "url": "https://d.example/", "text": "<https://evil.example|click>\n>x"}
    assert as_sent(payload, "slack") == {
        "text": "<https://d.example/|&lt;!channel&gt; &amp; co.>\n>&lt;https://evil.example¦click&gt; &gt;x"
    }


@override_settings(WEBHOOK_PRIVATE=False)
def test_an_owner_makes_a_webhook_sees_its_secret_once_and_gets_mistakes_in_sentences(
    team: Team, alice: User, client_of: ClientOf
) -> None:
    client, url = client_of(alice), reverse("webhooks", args=[team.pk])
    for wrong in ("", "http://hooks.example/", "https://a:b@hooks.example/", "https://hooks.example/\r\nX: y"):
        answer = client.post(url, {"url": wrong, "kinds": ["review.opened"], "format": "json"})
        assert answer.status_code == 422, wrong
    assert Webhook.objects.count() == 0
    made = client.post(url, {"url": "https://hooks.example/x", "kinds": ["review.opened"], "format": "json"})
    assert made.status_code == 201
    secret = made.content.decode().partition('value="whsec_')[2].partition('"')[0]
    assert secret
    held = Webhook.objects.get()
    assert secret not in held.secret
    assert secret not in client.get(url).content.decode()
