"""Reviews: what somebody proposes for a design, what others say about it, and what becomes of it.

A proposal is a design of its own (`Design.proposal_for`), so whatever works on designs works on it: forms, undo,
findings, exports, plans, concurrent edits. A review binds it to the version it began from. The pair (base version,
proposal) is all that a difference and a three-way merge need, and ids are the same in both, since it began as a copy.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, TenantKey, actor, in_design, one_of
from designer.store.models.base import InDesign, tenant
from designer.store.models.designs import Design, person

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000


class ReviewState(models.TextChoices):
    """Where a review stands. Whether an open one is approved follows from its verdicts."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    MERGED = "merged", "Merged"
    CLOSED = "closed", "Closed"


class Opinion(models.TextChoices):
    """What a verdict says."""

    APPROVED = "approved", "approved"
    CHANGES = "changes requested", "asked for changes"


class BlockingSeverity(models.TextChoices):
    """The mildest severity of a new finding that stops a merge."""

    ERROR = "error", "Errors"
    WARNING = "warning", "Errors and warnings"
    INFO = "info", "Errors, warnings and notes"
    NONE = "none", "None"


def of_review(table: str) -> References:
    """Rows of `table` belong to a review, or to none, and go with it."""
    return References(
        name=f"{table}_review_fkey",
        columns=("team_id", "design_id", "review"),
        table="store_review",
        to=("team_id", "design_id", "number"),
        on_delete="CASCADE",
    )


def by_share() -> models.UUIDField:
    """No foreign key: what was said outlives the link, and the link may be one to a proposal for the design."""
    return models.UUIDField(null=True, db_comment="The shared link by which a visitor said it; NULL for members.")


def signature(name: str, link: str) -> str:
    """A visitor as members read it. link: whom the shared link was made for; empty where nobody said."""
    return f"{name} (by link “{link}”)" if link else f"{name} (by a shared link)"


class Review(InDesign):
    """A proposal for a design, discussed and decided."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "number")
    design = models.ForeignKey(Design, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="reviews")
    number = models.IntegerField(db_comment="1, 2, … within the design.")
    proposal = models.ForeignKey(
        Design, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="proposed_in"
    )
    base = models.IntegerField(db_comment="The version of the design that the proposal began from.")
    title = models.TextField()
    description = models.TextField(blank=True, db_comment="Markdown.")
    key = models.TextField(null=True, db_comment="What a program finds it again by, as long as it is not settled.")
    state = models.TextField(choices=ReviewState, default=ReviewState.DRAFT)
    author = person()
    author_name = models.TextField(db_comment="As it was then.")
    created_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, db_comment="When it was merged or closed.")
    merged_revision = models.IntegerField(null=True, db_comment="The revision of the design that brought it in.")

    class Meta:
        constraints = [
            in_design("review"),
            actor("review", "author_id"),
            References(
                name="review_proposal_fkey",
                columns=("team_id", "proposal_id"),
                table="store_design",
                to=("team_id", "id"),
                on_delete="CASCADE",
            ),
            References(
                name="review_base_fkey",
                columns=("team_id", "design_id", "base"),
                table="store_version",
                to=("team_id", "design_id", "number"),
                on_delete="NO ACTION",
                deferred=True,
            ),
            one_of("review", "state", tuple(ReviewState.values)),
            models.UniqueConstraint(fields=("team", "proposal"), name="review_proposal_key"),
            models.UniqueConstraint(
                fields=("team", "design", "key"),
                condition=models.Q(state__in=("draft", "open")),
                name="review_key_key",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="review_title_check"),
        ]
        indexes = [models.Index(fields=("team", "design", "base"), name="review_base_idx")]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def settled(self) -> bool:
        """Whether nothing changes about it any more."""
        return self.state in (ReviewState.MERGED, ReviewState.CLOSED)


class Verdict(InDesign):
    """What somebody decided about a proposal as it was at a revision of its own. Never changed: a later one counts."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    review = models.IntegerField()
    opinion = models.TextField(choices=Opinion)
    revision = models.IntegerField(db_comment="Of the proposal.")
    text = models.TextField(blank=True, db_comment="Why; Markdown.")
    author = person()
    author_name = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_design("verdict"),
            of_review("verdict"),
            actor("verdict", "author_id"),
            one_of("verdict", "opinion", tuple(Opinion.values)),
        ]
        indexes = [models.Index(fields=("team", "design", "review", "created_at"), name="verdict_review_idx")]


class Thread(InDesign):
    """A conversation about a thing of a design, or about a review as a whole.

    The thing is named by its stable id, a finding by the name it has in addresses, so the thread follows it through
    renames and outlives it; `label` is what it was called when the thread began. Without a review, it is about the
    design itself.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    review = models.IntegerField(null=True)
    kind = models.TextField(db_comment="A kind of object, finding, or review.")
    subject = models.TextField(blank=True, db_comment="Its uid, or the name of a finding; empty for the review.")
    label = models.TextField()
    author = person()
    created_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)
    resolved_by = person()
    share = by_share()

    class Meta:
        constraints = [
            in_design("thread"),
            of_review("thread"),
            actor("thread", "author_id"),
            actor("thread", "resolved_by_id"),
        ]
        indexes = [models.Index(fields=("team", "design", "review", "created_at"), name="thread_review_idx")]

    def __str__(self) -> str:
        return f"about {self.kind} {self.label}"


class Comment(InDesign):
    """One contribution to a thread. changes: what it suggests, made from revision `opened_on` of the proposal (or of
    the design, outside of reviews); applied_revision: the revision that took it over.

    earlier: what it said before it was edited, [{"text", "until"}]. Deleted, it keeps its place and no text.
    A visitor's has no author, but the name that was typed, and the shared link that let it in.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    thread = models.UUIDField()
    text = models.TextField(blank=True, db_comment="Markdown.")
    author = person()
    author_name = models.TextField()
    changes = models.JSONField(null=True)
    opened_on = models.IntegerField(null=True)
    applied_revision = models.IntegerField(null=True)
    earlier = models.JSONField(default=list, db_default=[])
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    share = by_share()
    share_label = models.TextField(
        default="", db_default="", db_comment="Whom the link was for, as it said then.", blank=True
    )

    class Meta:
        constraints = [
            in_design("comment"),
            actor("comment", "author_id"),
            References(
                name="comment_thread_fkey",
                columns=("team_id", "design_id", "thread"),
                table="store_thread",
                to=("team_id", "design_id", "id"),
                on_delete="CASCADE",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(changes__isnull=False) | models.Q(deleted_at__isnull=False),
                name="comment_text_check",
            ),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(author=None), name="comment_author_or_share_check"
            ),
        ]
        indexes = [models.Index(fields=("team", "design", "thread", "created_at"), name="comment_thread_idx")]

    @property
    def signature(self) -> str:
        """Who said it, for members: a visitor's name with the link beside it."""
        return signature(self.author_name, self.share_label) if self.share else self.author_name


class EventKind(models.TextChoices):
    """What can happen to a review or in a thread."""

    PROPOSED = "review.proposed", "began the proposal"
    OPENED = "review.opened", "asked for a review"
    EDITED = "review.edited", "changed title or description"
    CHANGED = "review.changed", "changed the proposal"
    APPROVED = "review.approved", "approved"
    CHANGES_REQUESTED = "review.changes_requested", "asked for changes"
    UPDATED = "review.updated", "brought the proposal up to date"
    MERGED = "review.merged", "merged"
    CLOSED = "review.closed", "closed"
    REOPENED = "review.reopened", "opened it again"
    COMMENTED = "thread.commented", "commented"
    RESOLVED = "thread.resolved", "resolved a thread"
    UNRESOLVED = "thread.reopened", "opened a thread again"
    APPLIED = "thread.applied", "took over a suggestion"
    VERSION_SAVED = "version.saved", "saved a version"
    SHARED = "design.shared", "shared the design"


class Event(models.Model):
    """Something that happened, written in the transaction that made it so.

    It is both the history of a review and an outbox: what tells people about it reads the rows whose `delivered_at`
    is empty, and fills it in. details: {"mentioned": [ids of users], …}.
    """

    team = tenant("store.Team")
    design = tenant("store.Design")
    review = models.IntegerField(null=True)
    thread = models.UUIDField(null=True)
    kind = models.TextField(choices=EventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    actor_name = models.TextField(blank=True)
    text = models.TextField(blank=True, db_comment="What was said, Markdown.")
    revision = models.IntegerField(null=True, db_comment="Of the proposal, or of the design it was merged into.")
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            TenantKey(name="store_event_pkey"),
            in_design("event"),
            actor("event", "actor_id"),
            one_of("event", "kind", tuple(EventKind.values)),
        ]
        indexes = [
            models.Index(fields=("team", "design", "review", "id"), name="event_review_idx"),
            models.Index(fields=("id",), condition=models.Q(delivered_at__isnull=True), name="event_undelivered_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_kind_display()}"
