"""Where threads belong: the thing that one is about, in the design as it is now or as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db.models import Subquery

from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.store.models import Design, Review, Thread
from designer.store.prepared import Prepared
from designer.web.forms.place import HELD_BY


def open_threads(design: Design, schema: Schema) -> Mapping[str, int]:
    """How many open threads there are by entity id, "" for those about no entity. One query.

    Of a proposal, those of its review; of a design, those about itself.
    """
    if design.proposal_for_id is None:
        subjects = _OF_DESIGN.all(design.team_id, design.pk)
    else:
        subjects = _OF_PROPOSAL.all(design.team_id, design.pk, design.proposal_for_id)
    return Counter(entity_of(schema, subject) or "" for (subject,) in subjects)


_OF_DESIGN = Prepared(
    lambda team, design: Thread.objects.filter(
        team_id=team, design_id=design, review=None, resolved_at=None
    ).values_list("subject")
)
_OF_PROPOSAL = Prepared(
    lambda team, proposal, design: Thread.objects.filter(
        team_id=team, design_id=design, resolved_at=None,
        review=Subquery(Review.objects.filter(team_id=team, proposal_id=proposal).values("number")[:1]),
    ).values_list("subject")
)  # fmt: skip


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
