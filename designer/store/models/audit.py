"""What happened to a team, for its owners."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import TenantKey, actor, in_team, one_of
from designer.store.models.base import tenant


class Action(models.TextChoices):
    """What is recorded. What stands before the dot is the kind that the list is filtered by."""

    TEAM_CREATED = "team.created", "created the team"
    TEAM_RENAMED = "team.renamed", "renamed the team"
    RULES_CHANGED = "team.rules", "changed the rules of the team"
    MEMBER_JOINED = "member.joined", "joined"
    MEMBER_LEFT = "member.left", "left"
    MEMBER_REMOVED = "member.removed", "removed a member"
    INVITATION_CREATED = "member.invited", "invited"
    INVITATION_DECLINED = "member.declined", "declined the invitation"
    INVITATION_REVOKED = "member.uninvited", "took an invitation back"
    ROLE_CHANGED = "permission.role", "changed a role"
    REVIEW_RULES_CHANGED = "permission.review_rules", "changed how proposals are decided"
    OWNERSHIP_TRANSFERRED = "permission.transferred", "transferred the ownership"
    SHARE_CREATED = "share.created", "shared"
    SHARE_VIEWED = "share.viewed", "opened a shared link"
    SHARE_REFUSED = "share.refused", "gave a wrong password"
    SHARE_REVOKED = "share.revoked", "took a shared link back"
    SHARE_COMMENTED = "share.commented", "commented by a shared link"
    SHARE_SILENCED = "share.silenced", "deleted a visitor's comment"
    DESIGN_DELETED = "design.deleted", "deleted a design"
    USE_RETIRED = "design.retired", "said why something is gone for good"
    EXPORTED = "export.downloaded", "downloaded"
    TOKEN_CREATED = "token.created", "made a token"
    TOKEN_REVOKED = "token.revoked", "took a token back"
    WEBHOOK_CREATED = "webhook.created", "added a webhook"
    WEBHOOK_CHANGED = "webhook.changed", "changed a webhook"
    WEBHOOK_SWITCHED = "webhook.switched", "switched a webhook"
    WEBHOOK_ROTATED = "webhook.rotated", "gave a webhook another secret"
    WEBHOOK_DELETED = "webhook.deleted", "deleted a webhook"


KINDS = {
    "team": "Team",
    "member": "Membership",
    "permission": "Permissions",
    "share": "Shares",
    "design": "Designs",
    "export": "Exports",
    "token": "Tokens",
    "webhook": "Webhooks",
}


class AuditEntry(models.Model):
    """One thing that somebody did. It outlives the account, the design and the link that it is about, so it names
    them in words and holds no foreign key to them but the actor's, which empties."""

    team = tenant("store.Team")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    actor_name = models.TextField(db_comment="As it was then; a visitor without account has none.", blank=True)
    action = models.TextField(choices=Action)
    subject = models.TextField(db_comment="Whom or what it was done to, in words.", blank=True)
    design_number = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict, db_comment="{word: value}, shown as they are.")
    address = models.GenericIPAddressField(null=True)
    once = models.TextField(null=True, db_comment="What there is to be only one entry of.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            TenantKey(name="store_auditentry_pkey"),
            in_team("auditentry"),
            actor("auditentry", "actor_id"),
            one_of("auditentry", "action", tuple(Action.values)),
            models.UniqueConstraint(fields=("team", "once"), name="auditentry_once_key"),
        ]
        indexes = [
            models.Index(fields=("team", "-created_at", "-id"), name="auditentry_team_created_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_action_display()} {self.subject}"
