"""Sends what waits for webhooks: signed, at least once, later and later where it fails.

The signature is that of Standard Webhooks: base64 of HMAC-SHA-256 over `<id>.<timestamp>.<body>`, in
`webhook-signature` beside `webhook-id` and `webhook-timestamp`. The id is the same in every attempt: it is the key to
tell a repetition by.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from designer.exporters.wording import legible
from designer.jobs.errands import give_connection_back
from designer.store.audit import record
from designer.store.live import tell_due, tell_people
from designer.store.models import (
    Action,
    Delivery,
    HookFormat,
    Membership,
    NoticeKind,
    NoticeSettings,
    Notification,
    Role,
    Webhook,
)
from designer.store.models.notices import LONGEST_ANSWER
from designer.web.notices.outbox import mail_time
from designer.web.notices.payloads import as_sent
from designer.web.notices.posting import Answer, NotSent, post
from designer.web.sealing import SealBroken, seal, unseal

PURPOSE = "webhook"
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = 30, 6 * 3600
"""Seconds before the second attempt; each wait is four times the one before, up to this."""
MOST_FAILURES = 20
"""Attempts in a row, of whatever messages, after which an endpoint is switched off."""
LEASE = timedelta(seconds=60)
"""After so long a message that was taken and not spoken of again comes up for others: its worker is gone."""
AT_ONCE, SECONDS_AT_ONCE = 20, 20.0
"""Messages of one endpoint that are taken together, and after how long the rest of them is left to the next round:
well before their lease ends."""
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that this process has taken, and nobody else before its appointment comes round."""

    delivery: Delivery
    hook: Webhook


def new_secret() -> str:
    """As the owner of an endpoint is shown it, once."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sealed(secret: str) -> str:
    """As it is kept."""
    return seal(secret, PURPOSE)


def wait_after(attempts: int) -> timedelta:
    """Until the next attempt, after so many."""
    return timedelta(seconds=min(FIRST_WAIT * 4 ** max(attempts - 1, 0), LONGEST_WAIT))


def deliver() -> bool:
    """Sends what waits for the endpoint whose time has come first. Whether there was something."""
    taken = take(AT_ONCE)
    until = time.monotonic() + SECONDS_AT_ONCE
    for number, one in enumerate(taken):
        if not _send(one) or time.monotonic() > until:
            _put_back(taken[number + 1 :])
            break
    return bool(taken)


def deliver_one() -> bool:
    """Sends the message whose time has come first. Whether there was one."""
    taken = take(1)
    for one in taken:
        _send(one)
    return bool(taken)


@transaction.atomic
def take(most: int) -> list[Taken]:
    """Takes messages of one endpoint, the first that is due first: their next appointment is made before they are
    sent, so those of a killed worker come up again.

    Only one worker at a time sends to an endpoint, so that a slow one does not keep every thread.
    """
    now = timezone.now()
    due = Delivery.objects.filter(due_at__lte=now).order_by("due_at").values_list("team_id", "webhook")
    for team, number in dict.fromkeys(due[:100]):
        hook = Webhook.objects.select_for_update(skip_locked=True).filter(team_id=team, id=number).first()
        if hook is None:
            continue
        mine = Delivery.objects.filter(team_id=team, webhook=number)
        busy = mine.filter(due_at__gt=now, attempts__gt=0, status=None, error="")
        waiting = mine.select_for_update(skip_locked=True).filter(due_at__lte=now)
        found = list(waiting.order_by("due_at", "created_at")[:most])
        if not found or busy.exists():
            continue
        mine.filter(id__in=[one.id for one in found]).update(
            attempts=F("attempts") + 1, due_at=now + LEASE, status=None, answer="", error="", milliseconds=None
        )
        for one in found:
            one.attempts += 1
        return [Taken(one, hook) for one in found]
    return []


def _put_back(taken: Sequence[Taken]) -> None:
    """Those that were not tried are due at once, and the attempt was none."""
    Delivery.objects.filter(pk__in=[one.delivery.pk for one in taken], status=None, error="").update(
        attempts=F("attempts") - 1, due_at=timezone.now()
    )


def _send(taken: Taken) -> bool:
    """Whether the next may follow at once: not where the endpoint did not take this one."""
    delivery, hook = taken.delivery, taken.hook
    if hook.switched_off_at is not None:
        _end(taken, None, "The webhook was switched off.", finished=True)
        return True
    try:
        body, headers = signed(delivery, hook, int(time.time()))
        give_connection_back()
        answer = post(hook.url, body, headers, allow_private=settings.WEBHOOK_PRIVATE)
    except SealBroken:
        switch_off(hook, "Its secret was sealed with a key that this installation no longer has. Make it anew.")
        _end(taken, None, "Its secret cannot be read.", finished=True)
        return False
    except NotSent as reason:
        _end(taken, None, str(reason))
        return False
    arrived = 200 <= answer.status < 300
    _end(taken, answer, "" if arrived else f"The endpoint answered {answer.status}.")
    return arrived


def signed(delivery: Delivery, hook: Webhook, now: int) -> tuple[bytes, dict[str, str]]:
    """Body and headers. Raises SealBroken."""
    body = json.dumps(as_sent(delivery.payload, hook.format), ensure_ascii=True).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "SchemaDesigner-Webhook/1", "Connection": "close"}
    if hook.format != HookFormat.SLACK:
        headers |= {
            "webhook-id": str(delivery.id),
            "webhook-timestamp": str(now),
            "webhook-signature": signature(unseal(hook.secret, PURPOSE, None), str(delivery.id), now, body),
        }
    return body, headers


def signature(secret: str, number: str, now: int, body: bytes) -> str:
    """`v1,` and the signature of a message."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{number}.{now}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


@transaction.atomic
def _end(taken: Taken, answer: Answer | None, error: str, *, finished: bool = False) -> None:
    """Writes down how an attempt ended."""
    delivery, hook = taken.delivery, taken.hook
    said: dict[str, Any] = {"error": error}
    if answer is not None:
        said |= {"status": answer.status, "milliseconds": answer.milliseconds}
        said["answer"] = legible(answer.text)[:LONGEST_ANSWER].replace("\x00", "")
    if not error:
        said |= {"delivered_at": timezone.now(), "due_at": None}
    elif finished or delivery.attempts >= MOST_ATTEMPTS:
        said["due_at"] = None
    else:
        said["due_at"] = timezone.now() + wait_after(delivery.attempts)
    # Another worker may have taken it meanwhile, if this one slept: the later attempt counts.
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**said)
    rows = Webhook.objects.filter(pk=hook.pk)
    if not error:
        if hook.failures:
            rows.update(failures=0)
    elif not finished:
        rows.update(failures=F("failures") + 1)
        held = rows.select_for_update().first()
        if held is not None and held.failures >= MOST_FAILURES and held.switched_off_at is None:
            switch_off(held, f"{MOST_FAILURES} attempts in a row failed. The last: {error}")


@transaction.atomic
def switch_off(hook: Webhook, why: str) -> None:
    """Nothing is sent to it any more until an owner switches it on; the owners are told."""
    if not Webhook.objects.filter(pk=hook.pk, switched_off_at=None).update(
        switched_off_at=timezone.now(), why_off=why[:500]
    ):
        return
    record(hook.team_id, None, Action.WEBHOOK_SWITCHED, host_of(hook), details={"to": "off", "because": why[:200]})
    owners = list(Membership.objects.filter(team_id=hook.team_id, role=Role.OWNER).values_list("user_id", flat=True))
    wishes = {one.user_id: one for one in NoticeSettings.objects.filter(user_id__in=owners)}
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            team_id=hook.team_id,
            user_id=user,
            kind=NoticeKind.WEBHOOK,
            title=f"The webhook to {host_of(hook)} was switched off",
            excerpt=why[:300],
            path=reverse("webhook", args=[hook.team_id, hook.id]),
            mail_after=mail_time(wishes.get(user) or NoticeSettings(), NoticeKind.WEBHOOK, now),
        )
        for user in owners
    )
    tell_people(owners)
    tell_due()


def host_of(hook: Webhook) -> str:
    """What of an address may be shown to anybody in the team: its path may be a secret, as Slack's is."""
    return hook.url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2][:100]


@transaction.atomic
def send_again(team: int, hook: UUID, number: UUID) -> Delivery | None:
    """Sends a message that was delivered or given up once more, under its id. None where there is none."""
    found = Delivery.objects.select_for_update().filter(team_id=team, webhook=hook, id=number).first()
    if found is not None:
        Delivery.objects.filter(pk=found.pk).update(due_at=timezone.now(), attempts=0, delivered_at=None)
        tell_due()
    return found


def clear_old() -> bool:
    """Forgets messages of long ago."""
    Delivery.objects.filter(due_at=None, created_at__lt=timezone.now() - KEPT).delete()
    return False
