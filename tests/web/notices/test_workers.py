"""Several workers at the same outbox: each event becomes what it has to become once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from designer.store.models import Delivery, Design, Event, Mail, Notification, Sending
from designer.store.models.notices import NoticeSettings, Webhook
from designer.store.threads import About, comment, start_thread
from designer.web.notices import mails, outbox
from designer.web.notices.hooks import new_secret, sealed

pytestmark = pytest.mark.django_db(transaction=True)


def work(_: int) -> None:
    try:
        while outbox.work_off() or mails.gather():
            pass
    finally:
        connection.close()


def test_three_workers_at_once_tell_each_person_and_endpoint_of_each_event_once(
    design: Design, alice: User, edgar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_ONCE", 4)
    team = design.team
    NoticeSettings.objects.create(user=alice, comment=Sending.NOW)
    Webhook.objects.create(
        team=team, url="https://hooks.example/", secret=sealed(new_secret()), kinds=["comment.created"]
    )
    thread = start_thread(design, alice, About("review", "", "the whole"), "Why?")
    for number in range(24):
        comment(thread, edgar, f"Because of {number}")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    said = Event.objects.filter(kind="thread.commented")
    assert not said.filter(delivered_at=None).exists()
    told = Notification.objects.filter(user=alice)
    assert (told.count(), told.values("event").distinct().count()) == (24, 24)
    assert Delivery.objects.count() == Delivery.objects.values("event").distinct().count() == 25
    work(0)
    assert told.filter(mail=None).count() == 0
    assert sum(one.notifications.count() for one in Mail.objects.all()) == 24
