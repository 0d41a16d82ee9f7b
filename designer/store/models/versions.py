"""Versions: states of a design that somebody gave a number to."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, in_design
from designer.store.models.base import InDesign
from designer.store.models.designs import Design

LONGEST_TAG = 60


class Version(InDesign):
    """A state of a design as it was, whole. The server refuses to change anything of it but its tag.

    `file` is the canonical design file, so a version outlives every change to the tables that designs are kept in.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "number")
    design = models.ForeignKey(Design, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="versions")
    number = models.IntegerField(db_comment="1, 2, … in the order in which they were made.")
    revision = models.IntegerField(db_comment="The state of the design that it holds.")
    content_hash = models.TextField(db_comment="Of what the design means; the same for equal designs.")
    file = models.TextField(db_comment="The design file.")
    entities = models.IntegerField()
    message = models.TextField()
    tag = models.TextField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_design("version"),
            References(
                name="version_actor_fkey", columns=("actor_id",), table="auth_user", to=("id",), on_delete="SET NULL"
            ),
            models.UniqueConstraint(fields=("team", "design", "tag"), name="version_tag_key"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_check"),
            models.CheckConstraint(condition=~models.Q(message=""), name="version_message_check"),
            models.CheckConstraint(condition=~models.Q(tag=""), name="version_tag_check"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.message}"

    @property
    def name(self) -> str:
        """`v3`, or `v3 release-1`."""
        return f"v{self.number} {self.tag}" if self.tag else f"v{self.number}"
