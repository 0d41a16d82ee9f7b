"""Tokens by which programs act for a person, and what they were answered."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References


class Scope(models.TextChoices):
    """What a token may be used for. It never allows what the role of its owner does not."""

    READ = "read", "Read designs, versions, findings, exports and reviews"
    WRITE = "write", "Make, change and delete designs, and keep versions"
    REVIEW = "review", "Begin reviews, bring them up to date, and comment"
    DECIDE = "decide", "Approve, ask for changes, and, together with write, merge"


class ApiToken(models.Model):
    """A personal token. It was shown once, to its owner; kept is only the hash.

    With a team it sees nothing of others, with a design nothing but it and the proposals for it. `window_at` and
    `window_count` count its requests for the limit per minute.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="api_tokens"
    )
    name = models.TextField(db_comment="What it is for, in its owner's words.")
    token_hash = models.TextField(db_comment="SHA-256 of the token, in hexadecimal digits.")
    scopes = ArrayField(models.TextField(choices=Scope))
    team = models.ForeignKey(
        "store.Team", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    design = models.ForeignKey(
        "store.Design", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField(null=True)
    window_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            References(
                name="apitoken_user_fkey", columns=("user_id",), table="auth_user", to=("id",), on_delete="CASCADE"
            ),
            References(
                name="apitoken_team_fkey", columns=("team_id",), table="store_team", to=("id",), on_delete="CASCADE"
            ),
            References(
                name="apitoken_design_fkey",
                columns=("team_id", "design_id"),
                table="store_design",
                to=("team_id", "id"),
                on_delete="CASCADE",
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=list(Scope.values)), name="apitoken_scopes_check"
            ),
            models.CheckConstraint(
                condition=models.Q(design__isnull=True) | models.Q(team__isnull=False), name="apitoken_design_check"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="apitoken_name_check"),
            models.UniqueConstraint(fields=("token_hash",), name="apitoken_token_hash_key"),
        ]
        indexes = [
            models.Index(fields=("team", "design"), name="apitoken_team_idx"),
        ]

    def __str__(self) -> str:
        return self.name


class ApiReply(models.Model):
    """What a request with an idempotency key was answered, so that its repetition is answered alike."""

    pk = models.CompositePrimaryKey("token_id", "key")
    token = models.ForeignKey(ApiToken, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    key = models.TextField()
    request_hash = models.TextField(db_comment="SHA-256 of method, address and body: the key of another is refused.")
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            References(
                name="apireply_token_fkey",
                columns=("token_id",),
                table="store_apitoken",
                to=("id",),
                on_delete="CASCADE",
            )
        ]

    def __str__(self) -> str:
        return self.key
