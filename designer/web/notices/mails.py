"""Sends notifications by mail: gathered into a mail first, which is then sent at least once, under one Message-ID.

Mails are plain text: nothing in a name or a comment can be markup in it. Who has left a team is not told of it any
more, though they were when it happened.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from designer.jobs.errands import give_connection_back
from designer.store.live import tell_due
from designer.store.models import Mail, Membership, NoticeKind, Notification
from designer.web.notices.about import absolute

_log = logging.getLogger(__name__)
SALT = "designer.web.notices.unsubscribe"
MOST_ATTEMPTS = 8
MOST_IN_ONE = 100
LEASE = timedelta(minutes=2)
"""After so long a mail that was taken and not spoken of again comes up for others: its worker is gone."""
KEPT = timedelta(days=90)


@transaction.atomic
def gather() -> bool:
    """Puts what may go by mail into mails: one for each person and kind, and one where several kinds come together.

    Whether there may be more.
    """
    now = timezone.now()
    due = Notification.objects.select_for_update(skip_locked=True).filter(mail_after__lte=now).order_by("mail_after")
    first = due.first()
    if first is None:
        return False
    found = list(due.filter(user_id=first.user_id)[:MOST_IN_ONE])
    numbers = [one.pk for one in found]
    unread = [one for one in found if one.read_at is None]
    rows = Notification.objects.filter(pk__in=numbers)
    rows.update(mail_after=None)
    if unread:
        kinds = {one.kind for one in unread}
        mail = Mail.objects.create(user_id=first.user_id, kind=kinds.pop() if len(kinds) == 1 else "", due_at=now)
        Notification.objects.filter(pk__in=[one.pk for one in unread]).update(mail=mail)
        tell_due()
    return True


def send_one() -> bool:
    """Sends the mail whose time has come first. Whether there was one."""
    mail = _take()
    if mail is None:
        return False
    message = compose(mail)
    if message is None or _sent(message):
        Mail.objects.filter(pk=mail.pk).update(due_at=None, sent_at=timezone.now() if message else None)
        return True
    wait = timedelta(seconds=min(60 * 3 ** (mail.attempts - 1), 6 * 3600))
    again = timezone.now() + wait if mail.attempts < MOST_ATTEMPTS else None
    Mail.objects.filter(pk=mail.pk).update(due_at=again)
    return True


@transaction.atomic
def _take() -> Mail | None:
    """Its next appointment is made before it is sent, so that of a killed worker comes up again."""
    rows = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=timezone.now())
    mail = rows.select_related("user").order_by("due_at").first()
    if mail is not None:
        mail.attempts += 1
        Mail.objects.filter(pk=mail.pk).update(attempts=mail.attempts, due_at=timezone.now() + LEASE)
    return mail


def compose(mail: Mail) -> EmailMessage | None:
    """The message; None where there is nobody to send it to, or nothing left that they may read."""
    user = mail.user
    if not user.is_active or not user.email:
        return None
    teams = Membership.objects.filter(user=user).values("team_id")
    found = list(mail.notifications.filter(team_id__in=teams).select_related("team").order_by("id"))
    if not found:
        return None
    leave = absolute(reverse("unsubscribe", args=[token_for(user.pk, mail.kind)]))
    context = {
        "notifications": [{"row": one, "url": absolute(one.path)} for one in found],
        "reason": NoticeKind(mail.kind).label if mail.kind else "",
        "settings_url": absolute(reverse("notification_settings")),
        "leave_url": leave,
    }
    subject = found[0].title if len(found) == 1 else f"{len(found)} things happened in your designs"
    return EmailMessage(
        " ".join(subject.split()),
        render_to_string("mail/notifications.txt", context).strip() + "\n",
        to=[user.email],
        headers={
            "Message-ID": f"<{mail.id}@{_domain()}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def token_for(user: int, kind: str) -> str:
    """What leads to the page that switches a kind off; "" for all of them. Good for ever: mails are kept."""
    return signing.dumps([user, kind], salt=SALT, compress=False)


def read_token(token: str) -> tuple[int, str] | None:
    """User and kind, or None for what is no token of ours."""
    try:
        found: Any = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(found[0]), str(found[1])


def _sent(message: EmailMessage) -> bool:
    give_connection_back()
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: an address or header that mail cannot carry
        _log.warning("a mail was not sent: %s", type(error).__name__)
        return False
    return True


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def clear_old() -> bool:
    """Forgets mails, and notifications that were read, of long ago."""
    before = timezone.now() - KEPT
    Mail.objects.filter(due_at=None, created_at__lt=before).delete()
    Notification.objects.filter(read_at__lt=before).delete()
    return False
