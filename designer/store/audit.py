"""The record of what people did to a team: who is in it, who may do what, what left it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from designer.store.models import Action, AuditEntry, Design

NAME = 200
"""Characters of a name that an entry keeps."""


def record(
    team_id: int,
    actor: Any,
    action: Action,
    subject: str = "",
    *,
    design: Design | None = None,
    details: Mapping[str, Any] | None = None,
    address: str | None = None,
    once: str | None = None,
) -> None:
    """Writes an entry, in the transaction of what it is about.

    actor: a user, or None for a visitor. once: a text of which the team has one entry only; a second is not written.
    """
    entry = entry_of(team_id, actor, action, subject, design=design, details=details, address=address, once=once)
    record_all([entry], ignore_conflicts=once is not None)


def record_all(entries: Sequence[AuditEntry], *, ignore_conflicts: bool = False) -> None:
    """Writes several entries in one step: an import may write down thousands."""
    with transaction.atomic():
        AuditEntry.objects.bulk_create(entries, ignore_conflicts=ignore_conflicts)


def entry_of(
    team_id: int,
    actor: Any,
    action: Action,
    subject: str = "",
    *,
    design: Design | None = None,
    details: Mapping[str, Any] | None = None,
    address: str | None = None,
    once: str | None = None,
) -> AuditEntry:
    """The entry that `record` would write."""
    known = actor is not None and actor.is_authenticated
    return AuditEntry(
        team_id=team_id,
        actor_id=actor.pk if known else None,
        actor_name=called(actor) if known else "",
        action=action,
        subject=subject[:NAME],
        design_number=design.id if design else None,
        details=dict(details or {}),
        address=address or None,
        once=once,
    )


def called(user: Any) -> str:
    """A person's name as colleagues read it; never an e-mail address that nobody gave as a name."""
    return str(user.get_full_name() or user.get_username())[:NAME]
