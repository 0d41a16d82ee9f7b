"""A proposal and its design brought together: the one into the other, whichever way."""

from collections.abc import Callable, Iterable, Mapping

from django.db import transaction

from designer.schema.diff import diff
from designer.schema.merging import Merged, merge
from designer.store.cache import schema_of
from designer.store.editing import Actor, commit, lock, rename_here
from designer.store.events import record
from designer.store.models import Design, EventKind, Review, ReviewState, Revision
from designer.store.proposals import version_now
from designer.store.review_rows import (
    ReviewMovedOn,
    ReviewRefused,
    base_of,
    held_review,
    refuse_settled,
    set_values,
    settle,
)

Stops = Callable[[Review], Iterable[str]]
"""What keeps a review from being merged, in sentences."""


class MergeConflict(ReviewRefused):
    """Both sides changed the same; `merged` has the conflicts."""

    def __init__(self, merged: Merged) -> None:
        super().__init__("The design and the proposal changed the same things: choose for each of them.")
        self.merged = merged


def merged_with(review: Review, design: Design, choices: Mapping[str, str] | None = None) -> Merged:
    """What the design would be with the proposal in it; `design` as it is now."""
    return merge(base_of(review), schema_of(design), schema_of(review.proposal), choices, renamer=rename_here)


@transaction.atomic
def merge_review(
    review: Review,
    actor: Actor,
    choices: Mapping[str, str],
    *,
    proposal_revision: int,
    design_revision: int,
    stops: Stops = lambda _: (),
) -> Revision:
    """Brings the proposal into the design, as one revision that can be undone; the proposal is settled then.

    Both revisions are those that the user looked at. stops: asked with everything held, so that no verdict and no edit
    comes between. Raises ReviewMovedOn, MergeConflict, ReviewRefused.
    """
    held = held_review(review)
    if held.state != ReviewState.OPEN:
        raise ReviewRefused("Only an open review can be merged.")
    design, proposal = lock(review.design), lock(review.proposal)
    if (proposal.revision, design.revision) != (proposal_revision, design_revision):
        raise ReviewMovedOn("The design or the proposal has changed since you looked at it. Look at it again.")
    review.proposal.revision, review.design.revision = proposal.revision, design.revision
    for sentence in stops(review):
        raise ReviewRefused(sentence)
    merged = merged_with(review, design, choices)
    _usable(merged)
    before = schema_of(design)
    revision = commit(
        design, actor, before, diff(before, merged.schema), f"Merge #{review.number} {review.title}"[:300]
    )
    review.design.revision = design.revision
    settle(review, ReviewState.MERGED, merged_revision=revision.number)
    record(EventKind.MERGED, review.design, actor, review=review.number, revision=revision.number)
    return revision


@transaction.atomic
def update_proposal(
    review: Review, actor: Actor, choices: Mapping[str, str], *, proposal_revision: int, design_revision: int
) -> Revision:
    """Brings what changed in the design since into the proposal, which then stands on the design as it is now.

    Raises like `merge_review`; OURS in the choices is the proposal.
    """
    refuse_settled(review)
    design, proposal = lock(review.design), lock(review.proposal)
    if (proposal.revision, design.revision) != (proposal_revision, design_revision):
        raise ReviewMovedOn("The design or the proposal has changed since you looked at it. Look at it again.")
    base, before = base_of(review), schema_of(proposal)
    merged = merge(base, before, schema_of(design), choices, renamer=rename_here)
    _usable(merged)
    number = version_now(design, actor, f"What #{review.number} “{review.title}” was brought up to date with"[:2000])
    label = f"Bring up to date with version {number} of {design.name}"[:300]
    revision = commit(proposal, actor, before, diff(before, merged.schema), label, event=False)
    review.proposal.revision, review.design.revision = proposal.revision, design.revision
    set_values(review, base=number)
    record(EventKind.UPDATED, review.design, actor, review=review.number, revision=revision.number, version=number)
    return revision


def _usable(merged: Merged) -> None:
    if merged.open:
        raise MergeConflict(merged)
    if merged.problems:
        raise ReviewRefused("Together they would be no design: " + "; ".join(merged.problems[:5]) + ".")
