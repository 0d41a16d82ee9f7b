"""Which notifications somebody may see: their own, of teams that they are in now."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet

from designer.store.models import Membership, Notification

MOST_COUNTED = 99


def shown_to(user: Any) -> "QuerySet[Notification]":
    """Those of teams that the user has left are theirs no more; should they come back, they are again."""
    return _shown(user.pk)


def unread_count(user: Any) -> int:
    """How many were not read, up to a hundred. One query."""
    return len(_some_unread(user.pk))


def with_unread(users: "QuerySet[Any]") -> "QuerySet[Any]":
    """The users with `unread`, as `unread_count` says, in the query that fetches them."""
    found = ArraySubquery(_some_unread(OuterRef("pk")))
    return users.annotate(_found=found).annotate(
        unread=Func(F("_found"), function="CARDINALITY", output_field=IntegerField())
    )


def _shown(user_id: Any) -> "QuerySet[Notification]":
    member = Membership.objects.filter(team_id=OuterRef("team_id"), user_id=OuterRef("user_id"))
    return Notification.objects.filter(Exists(member), user_id=user_id)


def _some_unread(user_id: Any) -> "QuerySet[Any, Any]":
    return _shown(user_id).filter(read_at=None).values_list("id", flat=True)[: MOST_COUNTED + 1]
