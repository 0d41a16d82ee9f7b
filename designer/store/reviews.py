"""Proposals and their reviews: begun, opened, decided, merged or closed.

Who may do what is decided before (`access`); what a review's own state allows is decided here, with its row or the
design's held, and refused with a sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from designer.schema.align import align
from designer.schema.diff import diff
from designer.schema.merging import Merged, merge, without_gone
from designer.schema.model import Layout
from designer.schema.schema import Schema
from designer.store.audit import called
from designer.store.cache import schema_of
from designer.store.editing import Actor, commit, create_design, lock, rename_here
from designer.store.events import record
from designer.store.limits import MOST_PROPOSALS, MOST_REVIEWS, refuse_unkeepable
from designer.store.meaning import changed_since, has_worked_on
from designer.store.models import Design, EventKind, Membership, Opinion, Review, ReviewState, Revision, Role, Verdict
from designer.store.models.reviews import LONGEST_TEXT, LONGEST_TITLE
from designer.store.versions import make_version, schema_of_version, version_of, versions_of

_UNSETTLED = (ReviewState.DRAFT, ReviewState.OPEN)
Stops = Callable[[Review], Iterable[str]]
"""What keeps a review from being merged, in sentences."""


class ReviewRefused(Exception):
    """What a review does not allow; the message is a sentence for the user."""


class ReviewMovedOn(ReviewRefused):
    """The proposal or the design is no longer what the user looked at."""


class MergeConflict(ReviewRefused):
    """Both sides changed the same; `merged` has the conflicts."""

    def __init__(self, merged: Merged) -> None:
        super().__init__("The design and the proposal changed the same things: choose for each of them.")
        self.merged = merged


def reviews_of(design: Design) -> "QuerySet[Review]":
    """A design's reviews, the latest first, with their proposals."""
    mine = Review.objects.filter(team_id=design.team_id, design=design)
    return mine.select_related("proposal", "author").order_by("-number")


def review_of(design: Design, number: int) -> Review | None:
    """One review of a design, with its proposal."""
    return reviews_of(design).filter(number=number).first()


def review_of_proposal(proposal: Design) -> Review | None:
    """The review that a proposal belongs to."""
    found = Review.objects.filter(team_id=proposal.team_id, proposal=proposal)
    return found.select_related("design", "author").first()


def review_with_key(design: Design, key: str) -> Review | None:
    """The review of a design that a program finds by this key and that is not settled; there is at most one."""
    return reviews_of(design).filter(key=key, state__in=_UNSETTLED).first()


def base_of(review: Review) -> Schema:
    """The design as the proposal began from it."""
    version = version_of(review.design, review.base)
    assert version is not None
    return schema_of_version(version)


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
    name, text = _title(title), _text(description)
    _free(locked, key)
    _room(locked)
    schema = schema_of(locked)
    base = _version_now(locked, actor, f"What the proposal “{name}” began from")
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


def _version_now(locked: Design, actor: Actor, message: str) -> int:
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
    _unsettled(review)
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


@transaction.atomic
def open_review(review: Review, actor: Actor) -> None:
    """Asks the team to look at it. Raises ReviewRefused where nothing is proposed yet."""
    held = _held(review)
    if held.state == ReviewState.OPEN:
        return
    if held.state == ReviewState.MERGED:
        raise ReviewRefused("The review is merged; begin another proposal for what is to change now.")
    if not diff(base_of(review), schema_of(review.proposal)):
        raise ReviewRefused("The proposal changes nothing yet. Edit it first, then open the review.")
    again = held.state == ReviewState.CLOSED
    if again:
        design = lock(review.design)
        _free(design, held.key)
        _room(design, more=0)
    _set(review, state=ReviewState.OPEN, opened_at=Now(), settled_at=None)
    Design.objects.filter(team_id=review.team_id, id=review.proposal_id).update(settled=False)
    record(EventKind.REOPENED if again else EventKind.OPENED, review.design, actor, review=review.number)


@transaction.atomic
def edit_review(review: Review, actor: Actor, *, title: str, description: str) -> None:
    """Another title and description."""
    _unsettled(review)
    name, text = _title(title), _text(description)
    if (name, text) != (review.title, review.description):
        _set(review, title=name, description=text)
        record(EventKind.EDITED, review.design, actor, review=review.number)


@transaction.atomic
def close_review(review: Review, actor: Actor, text: str = "") -> None:
    """Gives the proposal up. It stays readable, and the review can be opened again."""
    _unsettled(review)
    _settle(review, ReviewState.CLOSED)
    record(EventKind.CLOSED, review.design, actor, review=review.number, text=_text(text))


@transaction.atomic
def decide(
    review: Review, actor: Any, opinion: Opinion, text: str, *, opened_on: int, mentioned: Iterable[int]
) -> None:
    """Somebody's verdict on the proposal as it is at revision `opened_on`. Raises ReviewRefused, ReviewMovedOn."""
    held = _held(review)
    if held.state != ReviewState.OPEN:
        raise ReviewRefused("Only an open review can be decided.")
    if opinion == Opinion.APPROVED and held.author_id == actor.pk and not review.design.team.author_may_approve:
        raise ReviewRefused("In this team, authors do not approve what they propose themselves.")
    said = _text(text)
    if opinion == Opinion.CHANGES and not said:
        raise ReviewRefused("Say what has to change.")
    proposal = lock(review.proposal)
    if (
        opinion == Opinion.APPROVED
        and not review.design.team.author_may_approve
        and held.author_id != actor.pk
        and has_worked_on(actor, proposal)
    ):
        raise ReviewRefused("You changed this proposal yourself: in this team somebody else approves it.")
    if proposal.revision != opened_on:
        raise ReviewMovedOn(
            f"The proposal is at revision {proposal.revision} by now; you looked at revision {opened_on}."
            " Look at it again, then decide."
        )
    Verdict.objects.create(
        team_id=review.team_id, design_id=review.design_id, review=review.number, opinion=opinion,
        revision=proposal.revision, text=said, author=actor, author_name=called(actor),
    )  # fmt: skip
    kind = EventKind.APPROVED if opinion == Opinion.APPROVED else EventKind.CHANGES_REQUESTED
    record(
        kind, review.design, actor,
        review=review.number, text=said, revision=proposal.revision, mentioned=mentioned,
    )  # fmt: skip


def verdicts_of(design: Design, reviews: Iterable[int]) -> dict[int, list[Verdict]]:
    """By review, the verdict that counts of each person, the latest first: the last one, of who may still review.

    Each says by `changed_since` whether the proposal became another one after it.
    """
    mine = Verdict.objects.filter(team_id=design.team_id, design=design, review__in=tuple(reviews))
    reviewers = Membership.objects.filter(team_id=design.team_id).exclude(role=Role.VIEWER).values_list("user_id")
    # The server picks them: nobody is kept from deciding a thousand times.
    last = mine.filter(author_id__in=reviewers).order_by("review", "author_id", "-created_at", "-id")
    found: dict[int, list[Verdict]] = defaultdict(list)
    rows = last.distinct("review", "author_id").annotate(changed_since=changed_since())
    for verdict in sorted(rows, key=lambda one: (one.created_at, one.id), reverse=True):
        found[verdict.review].append(verdict)
    return found


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
    held = _held(review)
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
    _settle(review, ReviewState.MERGED, merged_revision=revision.number)
    record(EventKind.MERGED, review.design, actor, review=review.number, revision=revision.number)
    return revision


@transaction.atomic
def update_proposal(
    review: Review, actor: Actor, choices: Mapping[str, str], *, proposal_revision: int, design_revision: int
) -> Revision:
    """Brings what changed in the design since into the proposal, which then stands on the design as it is now.

    Raises like `merge_review`; OURS in the choices is the proposal.
    """
    _unsettled(review)
    design, proposal = lock(review.design), lock(review.proposal)
    if (proposal.revision, design.revision) != (proposal_revision, design_revision):
        raise ReviewMovedOn("The design or the proposal has changed since you looked at it. Look at it again.")
    base, before = base_of(review), schema_of(proposal)
    merged = merge(base, before, schema_of(design), choices, renamer=rename_here)
    _usable(merged)
    number = _version_now(design, actor, f"What #{review.number} “{review.title}” was brought up to date with"[:2000])
    label = f"Bring up to date with version {number} of {design.name}"[:300]
    revision = commit(proposal, actor, before, diff(before, merged.schema), label, event=False)
    review.proposal.revision, review.design.revision = proposal.revision, design.revision
    _set(review, base=number)
    record(EventKind.UPDATED, review.design, actor, review=review.number, revision=revision.number, version=number)
    return revision


def _free(locked: Design, key: str | None) -> None:
    """The design's row is locked, so nobody takes the key in between."""
    taken = review_with_key(locked, key) if key is not None else None
    if taken is not None:
        raise ReviewRefused(f"Review #{taken.number} is already under way for {taken.key!r}: settle it first.")


def _room(locked: Design, more: int = 1) -> None:
    """Each proposal is a copy of the design, so there are only so many. Raises ReviewRefused."""
    rows = reviews_of(locked)
    if rows.filter(state__in=_UNSETTLED).count() >= MOST_PROPOSALS:
        raise ReviewRefused(f"{MOST_PROPOSALS} proposals for this design are under way. Merge or close some first.")
    if rows.count() + more > MOST_REVIEWS:
        raise ReviewRefused(f"This design has had {MOST_REVIEWS:,} reviews; no more are kept for one design.")


def _usable(merged: Merged) -> None:
    if merged.open:
        raise MergeConflict(merged)
    if merged.problems:
        raise ReviewRefused("Together they would be no design: " + "; ".join(merged.problems[:5]) + ".")


def _held(review: Review) -> Review:
    """The review as it is now, kept from others until the transaction ends."""
    return Review.objects.select_for_update(of=("self",)).get(pk=review.pk)


def _unsettled(review: Review) -> None:
    held = _held(review)
    if held.settled:
        raise ReviewRefused(f"The review is {held.state}; nothing changes about it any more.")


def _set(review: Review, **values: Any) -> None:
    Review.objects.filter(pk=review.pk).update(**values)
    review.refresh_from_db(fields=list(values))


def _settle(review: Review, state: ReviewState, **values: Any) -> None:
    _set(review, state=state, settled_at=Now(), **values)
    Design.objects.filter(team_id=review.team_id, id=review.proposal_id).update(settled=True)
    review.proposal.settled = True


def _title(title: str) -> str:
    name = " ".join(title.split())
    if not name:
        raise ReviewRefused("Say in a line what you propose.")
    if len(name) > LONGEST_TITLE:
        raise ReviewRefused(f"A title has at most {LONGEST_TITLE} characters.")
    refuse_unkeepable(name, "this title")
    return name


def _text(text: str) -> str:
    """Of a description, a verdict or a comment."""
    said = text.replace("\r\n", "\n").strip()
    if len(said) > LONGEST_TEXT:
        raise ReviewRefused(f"A text has at most {LONGEST_TEXT:,} characters.")
    refuse_unkeepable(said, "this text")
    return said
