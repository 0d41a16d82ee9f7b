"""Works off the outbox: each event becomes notifications for those it concerns and messages for webhooks, once.

The event is marked in the same transaction, so a worker that is killed has done all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from designer.store.live import tell_due, tell_people
from designer.store.models import (
    Comment,
    Delivery,
    DigestRhythm,
    Event,
    EventKind,
    Membership,
    NoticeKind,
    NoticeSettings,
    Notification,
    Role,
    Sending,
    Verdict,
    Webhook,
)
from designer.web.notices.about import About, about
from designer.web.notices.payloads import kinds_of, payload_of

AT_ONCE = 50
_MORNING = 8
_FOR_REVIEWERS = (EventKind.OPENED, EventKind.REOPENED)
_OF_REVIEWS = (
    EventKind.APPROVED, EventKind.CHANGES_REQUESTED, EventKind.MERGED, EventKind.CLOSED, EventKind.UPDATED,
    EventKind.EDITED, EventKind.CHANGED,
)  # fmt: skip
_IN_THREADS = (EventKind.COMMENTED, EventKind.RESOLVED, EventKind.UNRESOLVED, EventKind.APPLIED)


@transaction.atomic
def work_off() -> bool:
    """Some events. Whether there may be more."""
    found = list(Event.objects.select_for_update(skip_locked=True).filter(delivered_at=None).order_by("id")[:AT_ONCE])
    due = False
    for event in found:
        it = about(event)
        due |= _notify(it) | _address(it)
    if due:
        tell_due()
    Event.objects.filter(id__in=[one.id for one in found]).update(delivered_at=timezone.now())
    return len(found) == AT_ONCE


def _notify(it: About) -> bool:
    """Whether something of it may go by mail."""
    told: dict[int, NoticeKind] = {}
    for kind, people in _concerned(it):
        for user in people:
            told.setdefault(user, kind)
    told.pop(it.event.actor_id or 0, None)
    members = set(
        Membership.objects.filter(team=it.team, user_id__in=told, user__is_active=True).values_list(
            "user_id", flat=True
        )
    )
    wishes = {one.user_id: one for one in NoticeSettings.objects.filter(user_id__in=members)}
    rows = [
        Notification(
            team=it.team, user_id=user, event=it.event.id, kind=told[user], title=it.title, excerpt=it.excerpt,
            path=it.path, mail_after=mail_time(wishes.get(user) or NoticeSettings(), told[user], timezone.now()),
        )
        for user in sorted(members)
    ]  # fmt: skip
    if rows:
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        tell_people(members)
    return any(one.mail_after is not None for one in rows)


def _concerned(it: About) -> Iterator[tuple[NoticeKind, Iterable[int]]]:
    """Who is told and why, the reason that counts most first."""
    event, kind = it.event, EventKind(it.event.kind)
    yield NoticeKind.MENTION, event.details.get("mentioned", ())
    if kind in _IN_THREADS:
        yield NoticeKind.COMMENT, [*_of_thread(event), *_author(it)]
        if event.details.get("link"):  # a visitor by a shared link: whoever can answer
            yield NoticeKind.COMMENT, _members(it, least=Role.REVIEWER)
    elif kind in _FOR_REVIEWERS:
        yield NoticeKind.REVIEW, _members(it, least=Role.REVIEWER)
    elif kind in _OF_REVIEWS:
        yield NoticeKind.REVIEW, [*_author(it), *_of_review(event)]
    elif kind == EventKind.VERSION_SAVED:
        yield NoticeKind.VERSION, _members(it, least=Role.VIEWER)
    elif kind == EventKind.SHARED:
        yield NoticeKind.SHARED, _members(it, least=Role.OWNER)


def _author(it: About) -> list[int]:
    return [it.review.author_id] if it.review is not None and it.review.author_id else []


def _members(it: About, least: Role) -> list[int]:
    roles = [role for role in Role if role.includes(least)]
    return list(Membership.objects.filter(team=it.team, role__in=roles).values_list("user_id", flat=True))


def _of_thread(event: Event) -> list[int]:
    if event.thread is None:
        return []
    said = Comment.objects.filter(team_id=event.team_id, design_id=event.design_id, thread=event.thread)
    return list(said.exclude(author=None).values_list("author_id", flat=True).distinct())


def _of_review(event: Event) -> list[int]:
    if event.review is None:
        return []
    given = Verdict.objects.filter(team_id=event.team_id, design_id=event.design_id, review=event.review)
    spoke = Event.objects.filter(team_id=event.team_id, design_id=event.design_id, review=event.review)
    return [
        *given.exclude(author=None).values_list("author_id", flat=True).distinct(),
        *spoke.filter(kind=EventKind.COMMENTED).exclude(actor=None).values_list("actor_id", flat=True).distinct(),
    ]


def mail_time(wishes: NoticeSettings, kind: NoticeKind, now: datetime) -> datetime | None:
    """When a notification of a kind may go by mail; None for never."""
    sending = getattr(wishes, kind.value)
    if sending == Sending.OFF:
        return None
    if sending == Sending.NOW:
        return now
    if wishes.rhythm == DigestRhythm.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    morning = now.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return morning if now < morning else morning + timedelta(days=1)


def _address(it: About) -> bool:
    """A message for each webhook that wants this kind. Whether there is one."""
    kinds = kinds_of(it.event)
    if not kinds:
        return False
    here = Q(design_number=None) | Q(design_number=it.design.id)
    hooks = Webhook.objects.filter(here, team=it.team, switched_off_at=None, kinds__overlap=kinds)
    rows = [
        Delivery(
            team=it.team, webhook=hook.id, event=it.event.id, kind=kind, payload=payload_of(it, kind),
            due_at=timezone.now(),
        )
        for hook in hooks
        for kind in kinds
        if kind in hook.kinds
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)
