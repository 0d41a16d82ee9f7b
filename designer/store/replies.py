"""What requests with an idempotency key were answered: the same again, instead of doing it twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from designer.store.models import ApiReply, ApiToken

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


class KeyTaken(Exception):
    """Another request was sent with this key."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out; again: whether it was given before."""

    status: int
    headers: dict[str, str]
    body: str
    again: bool = False


@transaction.atomic
def once(token: ApiToken, key: str, request_hash: str, act: Callable[[], Reply]) -> Reply:
    """What `act` answers, done at most once per key, in one transaction with the note of it.

    A second request with the key waits until the first one has ended. What raises leaves no note: it may be tried
    again. Raises KeyTaken where the key was that of another request.
    """
    mine = ApiReply.objects.filter(token=token)
    mine.filter(created_at__lt=Now() - KEPT).delete()
    made = ApiReply(token=token, key=key, request_hash=request_hash)
    ApiReply.objects.bulk_create([made], ignore_conflicts=True)
    held = mine.select_for_update().get(key=key)
    if held.request_hash != request_hash:
        raise KeyTaken
    if held.status is not None:
        return Reply(held.status, held.headers, held.body, again=True)
    found = act()
    mine.filter(key=key).update(status=found.status, headers=found.headers, body=found.body)
    return found
