"""Which revisions of a proposal change what it says, and who made them."""

from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Subquery, Value

from designer.store.models import Design, Review, Revision

_MEANT = '$[*] ? (!(@.kind == "layout"))'
"""Changes of a revision that are about more than where things stand in the diagram."""


def meant(revisions: "QuerySet[Revision]") -> "QuerySet[Revision]":
    """Those that changed more than the diagram."""
    found = Func(F("changes"), Value(_MEANT), function="jsonb_path_exists", output_field=BooleanField())
    return revisions.alias(meant=found).filter(meant=True)


def changed_since() -> Exists:
    """For verdicts: whether the proposal says something else since. Then an approval of it no longer counts."""
    review = Review.objects.filter(
        team_id=OuterRef(OuterRef("team_id")),
        design_id=OuterRef(OuterRef("design_id")),
        number=OuterRef(OuterRef("review")),
    )
    later = Revision.objects.filter(
        team_id=OuterRef("team_id"),
        number__gt=OuterRef("revision"),
        design_id=Subquery(review.values("proposal_id")),
    )
    return Exists(meant(later))


def has_worked_on(person: Any, proposal: Design) -> bool:
    """Whether somebody made a part of what is proposed; the copy that it began from is nobody's work."""
    return meant(_work_of(person).filter(team_id=proposal.team_id, design_id=proposal.pk)).exists()


def worked_on_by(person: Any) -> Exists:
    """The same, for a query of reviews."""
    return Exists(meant(_work_of(person).filter(team_id=OuterRef("team_id"), design_id=OuterRef("proposal_id"))))


def _work_of(person: Any) -> "QuerySet[Revision]":
    return Revision.objects.filter(actor_id=person.pk, number__gt=1)
