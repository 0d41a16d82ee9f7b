"""Where threads belong: the thing that one is about, in the design as it is now or as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db.models import QuerySet, Subquery

from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.store.models import Design, Review, Thread
from designer.web.forms.place import HELD_BY


def open_threads(design: Design, schema: Schema) -> Mapping[str, int]:
    """How many open threads there are by entity id, "" for those about no entity. One query.

    Of a proposal, those of its review; of a design, those about itself.
    """
    found: Counter[str] = Counter()
    for subject in _threads(design).filter(resolved_at=None).values_list("subject", flat=True):
        found[entity_of(schema, subject) or ""] += 1
    return found


def _threads(design: Design) -> QuerySet[Thread]:
    if design.proposal_for_id is None:
        return Thread.objects.filter(team_id=design.team_id, design=design, review=None)
    own = Review.objects.filter(team_id=design.team_id, proposal=design).values("number")[:1]
    return Thread.objects.filter(team_id=design.team_id, design_id=design.proposal_for_id, review=Subquery(own))


def entity_of(schema: Schema, subject: str) -> str | None:
    """The id of the entity that an object is, lives in or is shown with; None for others and for what is gone."""
    located = schema.located.get(subject)
    if located is None:
        return None
    if located.kind.name == "entity":
        return subject
    held = HELD_BY.get(located.kind.name)
    if held is not None:
        return str(getattr(located.value, held))
    owner = schema.located.get(located.owner)
    return located.owner if owner is not None and owner.kind.name == "entity" else None


def called_in(schema: Schema, subject: str) -> str:
    """What an object is called in this design; "" where it is not there."""
    return path_in(schema, subject).removeprefix("public.") if subject in schema.located else ""
