"""Who works together, and who is asked to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, actor, in_team, is_object, one_of
from designer.store.models.base import tenant


class Role(models.TextChoices):
    """What a member may do; each role may do what the ones after it may."""

    OWNER = "owner"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    VIEWER = "viewer"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) <= order.index(other)


class Team(models.Model):
    """The tenant: designs, and what belongs to them, live in exactly one."""

    name = models.TextField()
    required_approvals = models.PositiveSmallIntegerField(default=1, db_default=1)
    blocking_severity = models.TextField(
        default="error", db_default="error", db_comment="The mildest new finding that stops a merge, or none."
    )
    author_may_approve = models.BooleanField(default=True, db_default=True)
    rule_settings = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        db_comment="What the rules leave out and compare with, where that is not the default.",
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="team_name_check"),
            one_of("team", "blocking_severity", ("error", "warning", "info", "none")),
            is_object("team", "rule_settings"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in a team."""

    pk = models.CompositePrimaryKey("team_id", "user_id")
    team = models.ForeignKey(Team, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="memberships"
    )
    role = models.TextField(choices=Role)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_team("membership"),
            References(
                name="membership_user_fkey",
                columns=("user_id",),
                table="auth_user",
                to=("id",),
                on_delete="CASCADE",
            ),
            one_of("membership", "role", tuple(Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.team}"


class Invitation(models.Model):
    """Who holds the token may join the team; the token itself is not kept, only its hash.

    With an address it is for the account that has this address, once. Without one it is a link to pass on, good
    for `uses_allowed` people.
    """

    pk = models.CompositePrimaryKey("team_id", "id")
    team = tenant("store.Team")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.TextField(db_comment="SHA-256 of the token, in hexadecimal digits.")
    email = models.TextField(blank=True, db_comment="The address it was sent to; empty for a link.")
    role = models.TextField(choices=Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    uses_allowed = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            in_team("invitation"),
            actor("invitation", "invited_by_id"),
            one_of("invitation", "role", tuple(Role.values)),
            models.UniqueConstraint(fields=("token_hash", "team"), name="invitation_token_hash_key"),
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("uses_allowed")), name="invitation_uses_check"
            ),
            models.CheckConstraint(
                condition=models.Q(email="") | models.Q(uses_allowed=1), name="invitation_email_once_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.team}"
