"""Proposals: a copy of a design to be changed and reviewed, or the state of a file beside it."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Max

from designer.schema.align import align
from designer.schema.diff import diff
from designer.schema.merging import without_gone
from designer.schema.model import Layout
from designer.schema.schema import Schema
from designer.store.audit import called
from designer.store.cache import schema_of
from designer.store.editing import Actor, commit, create_design, lock
from designer.store.events import record
from designer.store.models import Design, EventKind, Review, Revision
from designer.store.review_rows import (
    ReviewRefused,
    refuse_settled,
    refuse_taken_key,
    refuse_without_room,
    reviews_of,
    text_of,
    title_of,
)
from designer.store.versions import make_version, versions_of


@transaction.atomic
def propose(
    design: Design,
    actor: Actor,
    *,
    title: str,
    description: str = "",
    proposed: Schema | None = None,
    key: str | None = None,
) -> Review:
    """Begins a proposal: a copy of the design with all its ids, or `proposed` told apart from it by identity.

    key: what `review_with_key` finds it by. Raises ReviewRefused for a proposal of a proposal and for a key that is
    taken, DesignError for what cannot be kept.
    """
    locked = lock(design)
    if locked.proposal_for_id is not None:
        raise ReviewRefused("This is a proposal itself: change it, or propose changes to the design it is for.")
    name, text = title_of(title), text_of(description)
    refuse_taken_key(locked, key)
    refuse_without_room(locked)
    schema = schema_of(locked)
    base = version_now(locked, actor, f"What the proposal “{name}” began from")
    number = (reviews_of(locked).aggregate(most=Max("number"))["most"] or 0) + 1
    proposal = create_design(locked.team_id, actor, schema, label=f"Copy version {base} of {locked.name}"[:300])
    proposal.proposal_for = locked
    proposal.save(update_fields=["proposal_for"])
    review = Review.objects.create(
        team_id=locked.team_id, design=locked, number=number, proposal=proposal, base=base, title=name,
        description=text, key=key, author=actor, author_name=called(actor),
    )  # fmt: skip
    record(EventKind.PROPOSED, locked, actor, review=number, revision=1)
    if proposed is not None:
        replace_proposed(review, actor, proposed, label="Take the state of a file")
    return review


def version_now(locked: Design, actor: Actor, message: str) -> int:
    """The number of the version that holds the design as it is; one is made where there is none."""
    last = versions_of(locked).first()
    if last is not None and last.revision == locked.revision:
        return last.number
    return make_version(locked, actor, message=message, tell=False).number


@transaction.atomic
def replace_proposed(review: Review, actor: Actor, proposed: Schema, *, label: str) -> Revision | None:
    """Makes the proposal what `proposed` says, as one revision; None where it is that already.

    Objects are the same by id, else by qualified name, so that what was only renamed in a file with ids stays itself.
    The name of the design stays, and so do positions and decisions unless the file has some.
    """
    refuse_settled(review)
    locked = lock(review.proposal)
    schema = schema_of(locked)
    changes = diff(schema, with_surroundings(align(proposed, schema), schema))
    revision = commit(locked, actor, schema, changes, label) if changes else None
    review.proposal.revision = locked.revision
    return revision


def with_surroundings(new: Schema, old: Schema) -> Schema:
    """The design with the name of the old one and, where it has none, with its positions and decisions."""
    here = new.located
    layout = without_gone(old.layout, here) if new.layout == Layout() else new.layout
    decisions = new.decisions or tuple(one for one in old.decisions if one.subject in here)
    return replace(new, name=old.name, layout=layout, decisions=decisions)
