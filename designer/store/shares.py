"""Links to designs: made, looked up, counted, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from designer.store.access import open_shares
from designer.store.audit import record
from designer.store.events import record as record_event
from designer.store.live import tell_access
from designer.store.models import Action, AuditEntry, Design, EventKind, ShareLink, SharePart
from designer.store.tokens import hash_of, new_token

MOST_LINKS = 200
"""Links of one design that are good at once."""
TRIES, TRIES_FROM_ONE, TRIES_WITHIN = 60, 8, timedelta(minutes=15)
"""Wrong passwords that a link takes within that time, altogether and from one address."""


class ShareError(Exception):
    """What cannot be shared so; the message is a sentence for whoever tried."""


def create_share(
    actor: Any,
    design: Design,
    *,
    label: str = "",
    parts: Sequence[str] = (),
    entities: Sequence[str] = (),
    revision: int | None = None,
    password: str = "",
    origins: Sequence[str] = (),
    expires_at: datetime | None = None,
) -> tuple[ShareLink, str]:
    """Makes a link to a design that the caller fetched for an editor. Returns it with its token, which is not kept.

    Raises ShareError for a password together with origins, findings of some tables only, and too many links.
    """
    if password and origins:
        raise ShareError("A link has a password or may stand in frames of other sites, not both.")
    if entities and SharePart.FINDINGS in parts:
        raise ShareError("Findings are shared with all tables only: what they say may name any of them.")
    with transaction.atomic():
        Design.objects.select_for_update().get(pk=design.pk)
        if links_of(design).filter(open_shares()).count() >= MOST_LINKS:
            raise ShareError(f"{MOST_LINKS} links to this design are open. Take some back first.")
        token = new_token()
        made = ShareLink.objects.create(
            team_id=design.team_id,
            design=design,
            token_hash=hash_of(token),
            label=label,
            parts=list(parts),
            entities=list(entities),
            revision=revision,
            password=make_password(password) if password else "",
            origins=list(origins),
            created_by=actor,
            expires_at=expires_at,
        )
        details = {
            "link": label,
            "shows": ", ".join(("diagram", *parts)),
            "until": expires_at.date().isoformat() if expires_at else "taken back",
            "password": "yes" if password else "no",
        }
        record(design.team_id, actor, Action.SHARE_CREATED, design.name, design=design, details=details)
        record_event(EventKind.SHARED, design, actor, link=str(made.id))
    return made, token


def links_of(design: Design) -> "QuerySet[ShareLink]":
    """A design's links, the latest first, those that are over among them."""
    found = ShareLink.objects.filter(team_id=design.team_id, design=design)
    return found.select_related("created_by").order_by("-created_at")


def is_good(link: ShareLink) -> bool:
    """Whether it still leads somewhere."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > timezone.now())


def count_view(link: ShareLink, address: str | None) -> None:
    """Somebody looked. The first look of a day from an address is recorded for the owners, too."""
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, viewed_at=Now())
    record(
        link.team_id,
        None,
        Action.SHARE_VIEWED,
        link.design.name,
        design=link.design,
        details={"link": link.label},
        address=address,
        once=f"view/{link.id}/{timezone.localdate()}/{address}",
    )


def unlock(link: ShareLink, password: str, address: str | None) -> bool:
    """Whether the password is the link's. A wrong one is recorded; after too many of them none is looked at.

    Raises ShareError then.
    """
    refused = AuditEntry.objects.filter(
        team_id=link.team_id,
        action=Action.SHARE_REFUSED,
        created_at__gt=timezone.now() - TRIES_WITHIN,
        details__id=str(link.id),
    )
    if refused.count() >= TRIES or refused.filter(address=address).count() >= TRIES_FROM_ONE:
        raise ShareError("Too many wrong passwords. Try again in a quarter of an hour.")
    if check_password(password, link.password):
        return True
    details = {"link": link.label, "id": str(link.id)}
    record(
        link.team_id, None, Action.SHARE_REFUSED, link.design.name, design=link.design, details=details, address=address
    )
    return False


def revoke_share(actor: Any, design: Design, number: UUID) -> ShareLink:
    """Takes a link back, from this moment on. Raises Http404 for one that the design does not have."""
    with transaction.atomic():
        found = ShareLink.objects.select_for_update().filter(team_id=design.team_id, design=design, id=number).first()
        if found is None:
            raise Http404("There is no such link.")
        if found.revoked_at is None:
            ShareLink.objects.filter(pk=found.pk).update(revoked_at=Now())
            tell_access(design.team_id)
            record(
                design.team_id, actor, Action.SHARE_REVOKED, design.name, design=design, details={"link": found.label}
            )
    return found
