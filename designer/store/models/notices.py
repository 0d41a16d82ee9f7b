"""What people are told of, and where else it is told: notifications, the mails that carry them, webhooks.

All of it is made from events, by whoever works off the outbox. A row that has to be sent carries its own appointment:
`due_at` is moved into the future when somebody takes it, so that it comes up again by itself if they never return.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, actor, in_team, one_of
from designer.store.models.base import tenant

LONGEST_URL = 1000
LONGEST_ANSWER = 2000
"""Characters of an endpoint's answer that are kept for its log."""


class NoticeKind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", "Somebody mentions me"
    COMMENT = "comment", "Comments in threads of mine"
    REVIEW = "review", "Reviews: opened, updated, decided, merged"
    VERSION = "version", "Versions saved"
    SHARED = "shared", "Designs shared by link"
    WEBHOOK = "webhook", "Webhooks that were switched off"


class Sending(models.TextChoices):
    """When a kind is sent by mail."""

    NOW = "now", "At once"
    DIGEST = "digest", "In a digest"
    OFF = "off", "Never"


class DigestRhythm(models.TextChoices):
    """How often digests go out."""

    HOURLY = "hourly", "Every hour"
    DAILY = "daily", "Every morning (8:00 UTC)"


def _to_user(table: str) -> References:
    return References(
        name=f"{table}_user_fkey", columns=("user_id",), table="auth_user", to=("id",), on_delete="CASCADE"
    )


def _sending(default: Sending) -> models.TextField:
    return models.TextField(choices=Sending, default=default)


class NoticeSettings(models.Model):
    """What somebody wants to get by mail; without a row, what stands here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    mention = _sending(Sending.NOW)
    comment = _sending(Sending.DIGEST)
    review = _sending(Sending.DIGEST)
    version = _sending(Sending.OFF)
    shared = _sending(Sending.OFF)
    webhook = _sending(Sending.NOW)
    rhythm = models.TextField(choices=DigestRhythm, default=DigestRhythm.DAILY)

    class Meta:
        constraints = [
            *(one_of("noticesettings", kind, tuple(Sending.values)) for kind in NoticeKind.values),
            one_of("noticesettings", "rhythm", tuple(DigestRhythm.values)),
        ]

    def __str__(self) -> str:
        return f"settings of {self.user_id}"


class Mail(models.Model):
    """A mail with one or more notifications. Its id is in its Message-ID: one sent twice can be told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.TextField(blank=True, db_comment="Of all its notifications; empty for a digest.")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, default=None, db_comment="NULL: sent, or given up.")
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name="mail_due_idx")]

    def __str__(self) -> str:
        return f"mail {self.id}"


class Notification(models.Model):
    """Something that somebody is told of. Shown only as long as its reader is in the team."""

    team = tenant("store.Team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    event = models.BigIntegerField(null=True, db_comment="What it was made from; nobody is told twice of one.")
    kind = models.TextField(choices=NoticeKind)
    title = models.TextField(db_comment="A sentence without its full stop.")
    excerpt = models.TextField(blank=True)
    path = models.TextField(db_comment="Where it leads, as a path of this application.")
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    mail_after = models.DateTimeField(null=True, db_comment="When it may go by mail; NULL: never, or it is in one.")
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="notifications")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("team", "event", "user"), name="notification_event_key"),
            in_team("notification"),
            _to_user("notification"),
            one_of("notification", "kind", tuple(NoticeKind.values)),
        ]
        indexes = [
            models.Index(fields=("user", "-id"), name="notification_user_idx"),
            models.Index(
                fields=("mail_after",), condition=models.Q(mail_after__isnull=False), name="notification_mail_after_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HookKind(models.TextChoices):
    """What an endpoint can be told of."""

    OPENED = "review.opened", "Review opened"
    UPDATED = "review.updated", "Review updated"
    APPROVED = "review.approved", "Review approved"
    CHANGES = "review.changes_requested", "Changes requested"
    MERGED = "review.merged", "Review merged"
    CLOSED = "review.closed", "Review closed"
    COMMENT = "comment.created", "Comment"
    MENTION = "mention.created", "Mention"
    VERSION = "version.saved", "Version saved"
    SHARED = "design.shared", "Design shared"


class HookFormat(models.TextChoices):
    """What an endpoint understands."""

    JSON = "json", "JSON, signed"
    SLACK = "slack", "Text, as Slack and Mattermost take it"


class Webhook(models.Model):
    """An address that is told of what happens in a team, or to one of its designs."""

    pk = models.CompositePrimaryKey("team_id", "id")
    team = tenant("store.Team")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    design_number = models.BigIntegerField(null=True, db_comment="The only design it is told of; NULL for all.")
    url = models.TextField()
    secret = models.TextField(db_comment="Sealed with the installation's key.")
    kinds = ArrayField(models.TextField(choices=HookKind))
    format = models.TextField(choices=HookFormat, default=HookFormat.JSON)
    failures = models.PositiveIntegerField(default=0, db_comment="Attempts in a row that failed.")
    switched_off_at = models.DateTimeField(null=True)
    why_off = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_team("webhook"),
            actor("webhook", "created_by_id"),
            References(
                name="webhook_design_fkey", columns=("team_id", "design_number"), table="store_design",
                to=("team_id", "id"), on_delete="CASCADE",
            ),
            one_of("webhook", "format", tuple(HookFormat.values)),
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=list(HookKind.values)), name="webhook_kinds_check"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("design_number", "team"), name="webhook_design_idx")]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to an endpoint, with what became of it. Its id is the same in every attempt."""

    pk = models.CompositePrimaryKey("team_id", "id")
    team = tenant("store.Team")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    webhook = models.UUIDField()
    event = models.BigIntegerField(null=True, db_comment="NULL for a test, and for what was sent again by hand.")
    kind = models.TextField()
    payload = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_comment="NULL: delivered, or given up.")
    delivered_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, db_comment="Of the last answer.")
    answer = models.TextField(blank=True, db_comment="The beginning of the last answer.")
    error = models.TextField(blank=True, db_comment="Why the last attempt failed, in words.")
    milliseconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            References(
                name="delivery_webhook_fkey", columns=("team_id", "webhook"), table="store_webhook",
                to=("team_id", "id"), on_delete="CASCADE",
            ),
            models.UniqueConstraint(fields=("team", "webhook", "event", "kind"), name="delivery_event_key"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=("team", "webhook", "-created_at"), name="delivery_log_idx"),
            models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name="delivery_due_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def state(self) -> str:
        """`delivered`, `waiting` or `failed`."""
        return "delivered" if self.delivered_at else "waiting" if self.due_at else "failed"
