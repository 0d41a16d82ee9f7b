"""Which notifications somebody may see: their own, of teams that they are in now."""

from typing import Any

from django.db.models import QuerySet

from designer.store.models import Membership, Notification

MOST_COUNTED = 99


def shown_to(user: Any) -> "QuerySet[Notification]":
    """Those of teams that the user has left are theirs no more; should they come back, they are again."""
    teams = Membership.objects.filter(user_id=user.pk).values("team_id")
    return Notification.objects.filter(user_id=user.pk, team_id__in=teams)


def unread_count(user: Any) -> int:
    """How many were not read, up to a hundred. One query."""
    return len(shown_to(user).filter(read_at=None).values_list("id")[: MOST_COUNTED + 1])
