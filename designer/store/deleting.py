"""Taking a design away, with its history, versions, reviews and links."""

from typing import Any

from django.db import transaction

from designer.store.audit import record
from designer.store.editing import lock
from designer.store.live import tell_access
from designer.store.models import Action, Design


class DeletionRefused(Exception):
    """A design that is not to be deleted so; the message is a sentence."""


@transaction.atomic
def delete_design(design: Design, actor: Any, *, revision: int | None = None) -> None:
    """Deletes a design that the caller fetched for an owner, and the proposals for it.

    revision: what the owner looked at. Raises DeletionRefused for a design that has changed since, and for a
    proposal, which belongs to its review.
    """
    locked = lock(design)
    if locked.proposal_for_id is not None:
        raise DeletionRefused("This is a proposal: close its review instead.")
    if revision is not None and locked.revision != revision:
        raise DeletionRefused(f"The design is at revision {locked.revision} by now; look at it again, then delete it.")
    record(locked.team_id, actor, Action.DESIGN_DELETED, locked.name, design=locked)
    Design.objects.filter(team_id=locked.team_id, id=locked.id).delete()
    tell_access(locked.team_id)
