"""Who is here: pages announce themselves, say every few seconds that they are still open, and are forgotten if not."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from designer.store.live import tell_presence
from designer.store.models import Presence

FORGOTTEN = timedelta(seconds=20)
"""A page not heard of for so long is gone: its process was killed, or its machine fell asleep."""
MOST_SHOWN = 50

Page = tuple[int, int, UUID]
"""Team, design and id of an open page."""


@transaction.atomic
def arrive(page: Page, user: int) -> None:
    """A page is open. The others hear of it if its user was not here before."""
    team, design, key = page
    here = Presence.objects.filter(team_id=team, design_id=design, user_id=user, seen_at__gt=timezone.now() - FORGOTTEN)
    known = here.exists()
    row = Presence(team_id=team, design_id=design, id=key, user_id=user, seen_at=timezone.now())
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["team_id", "design_id", "id"], update_fields=["seen_at"]
    )
    if not known:
        tell_presence(design)


@transaction.atomic
def leave(page: Page) -> None:
    """A page was closed."""
    team, design, key = page
    if Presence.objects.filter(team_id=team, design_id=design, id=key).delete()[0]:
        tell_presence(design)


def still_here(pages: Iterable[UUID]) -> None:
    """These pages are open still. One statement, however many there are."""
    Presence.objects.filter(id__in=list(pages)).update(seen_at=Now())


@transaction.atomic
def forget_silent() -> None:
    """Takes out pages that nobody has heard of, and tells those who stay."""
    gone = Presence.objects.select_for_update(skip_locked=True).filter(seen_at__lt=timezone.now() - FORGOTTEN)
    designs = set(gone.values_list("design_id", flat=True))
    if designs:
        Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN, design_id__in=designs).delete()
        for design in designs:
            tell_presence(design)


def people_here(team: int, design: int) -> list[Any]:
    """The users who have the design open, each once, by name; members of its team only. One query."""
    here = Presence.objects.filter(team_id=team, design_id=design, seen_at__gt=timezone.now() - FORGOTTEN)
    users = get_user_model().objects.filter(id__in=here.values("user_id"), memberships__team_id=team)
    return list(users.order_by("first_name", "username", "id")[:MOST_SHOWN])
