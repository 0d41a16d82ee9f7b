"""Who works together."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, one_of


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
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="team_name_check")]

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
            References(
                name="membership_team_fkey",
                columns=("team_id",),
                table="store_team",
                to=("id",),
                on_delete="CASCADE",
            ),
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
