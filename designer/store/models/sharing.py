"""Links by which people without an account see a design."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, actor, in_design
from designer.store.models.base import InDesign, strings
from designer.store.models.designs import Design, person


class SharePart(models.TextChoices):
    """What a link may show beside the diagram."""

    DICTIONARY = "dictionary", "Dictionary"
    FINDINGS = "findings", "Findings"
    PICTURE = "picture", "Download of the picture"
    DDL = "ddl", "Download of the DDL"
    COMMENTS = "comments", "Comments, with the names of who wrote them: to read and to write"


class ShareLink(InDesign):
    """A link to a design. Its token was shown once, to whoever made it; kept is only the hash.

    `revision` pins the state that is shown; without it the link follows the design. `entities` are the only tables
    shown, or all of them if it is empty: a table made later is not in it, so nothing is shown by accident.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    design = models.ForeignKey(Design, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="shares")
    id = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.TextField(db_comment="SHA-256 of the token, in hexadecimal digits.")
    label = models.TextField(blank=True, db_comment="Whom it is for, in the words of who made it.")
    parts = ArrayField(models.TextField(choices=SharePart), db_comment="What it shows beside the diagram.")
    entities = strings("The uids of the only tables shown; empty for all.")
    revision = models.IntegerField(null=True, db_comment="The state that is shown; NULL follows the design.")
    password = models.TextField(blank=True, db_comment="As Django hashes passwords; empty for none.")
    origins = strings("Sites that may show it in a frame, as scheme://host[:port].")
    created_by = person()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    views = models.BigIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            in_design("sharelink"),
            actor("sharelink", "created_by_id"),
            References(
                name="sharelink_revision_fkey",
                columns=("team_id", "design_id", "revision"),
                table="store_revision",
                to=("team_id", "design_id", "number"),
                on_delete="CASCADE",
            ),
            models.UniqueConstraint(fields=("token_hash", "team"), name="sharelink_token_hash_key"),
            # A password typed into a frame would need cookies of a third party.
            models.CheckConstraint(
                condition=models.Q(password="") | models.Q(origins=[]), name="sharelink_password_or_origins_check"
            ),
            models.CheckConstraint(
                condition=models.Q(parts__contained_by=list(SharePart.values)), name="sharelink_parts_check"
            ),
        ]
        indexes = [
            models.Index(
                fields=("team", "design", "revision"),
                condition=models.Q(revision__isnull=False),
                name="sharelink_revision_idx",
            )
        ]

    def __str__(self) -> str:
        return self.label or "a link"

    def shows(self, part: str) -> bool:
        """Whether it shows a part beside the diagram."""
        return part in self.parts
