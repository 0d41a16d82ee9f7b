"""Designs, what surrounds them, and their history."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.schema.change_json import changes_from_json
from designer.schema.changes import Change
from designer.schema.model import Dialect
from designer.store.constraints import References, TenantKey, actor, choices, in_design, one_of
from designer.store.models.base import InDesign, tenant
from designer.store.models.teams import Team

DIALECTS = Dialect.__dataclass_fields__["name"].metadata["choices"]


def person() -> models.ForeignKey:
    """An account, or NULL once it is gone; the Meta declares the foreign key with `actor`."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )


class Design(models.Model):
    """A design's own properties. Its objects are rows of their own; `store.mapping` joins them into a Schema.

    `revision` is the number of the latest row of its history; an edit locks this row and raises it, so whoever
    read it knows which state of the objects it goes with.

    A proposal is a design too, one that names the design it is for; once it is merged or given up it is `settled`:
    nothing changes it any more.
    """

    team = models.ForeignKey(Team, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="designs")
    name = models.TextField()
    comment = models.TextField(null=True, blank=True)
    dialect_name = models.TextField(default="postgres")
    dialect_version = models.TextField(null=True, blank=True)
    x = models.JSONField(default=dict, db_comment="Keys of other programs, kept as they are.")
    revision = models.IntegerField(default=0)
    proposal_for = models.ForeignKey(
        "self", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, blank=True, related_name="proposals"
    )
    settled = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            TenantKey(name="store_design_pkey"),
            References(
                name="design_team_fkey",
                columns=("team_id",),
                table="store_team",
                to=("id",),
                on_delete="CASCADE",
            ),
            References(
                name="design_proposal_for_fkey",
                columns=("team_id", "proposal_for_id"),
                table="store_design",
                to=("team_id", "id"),
                on_delete="CASCADE",
            ),
            models.CheckConstraint(condition=models.Q(revision__gte=0), name="design_revision_check"),
            models.CheckConstraint(
                condition=models.Q(settled=False) | models.Q(proposal_for__isnull=False), name="design_settled_check"
            ),
            one_of("design", "dialect_name", DIALECTS),
        ]
        indexes = [
            # A team's designs, the latest first.
            models.Index(fields=("team", "-changed_at"), name="design_team_changed_idx"),
            models.Index(
                fields=("team", "proposal_for"),
                condition=models.Q(proposal_for__isnull=False),
                name="design_proposal_for_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Requirements(InDesign):
    """What the system around the database asks of it; NULL is "not said"."""

    pk = models.CompositePrimaryKey("team_id", "design_id")
    deployment = models.TextField(null=True)
    tenancy = models.TextField(null=True, db_comment="Name of the tenant column.")
    recovery = models.TextField(null=True)
    rpo_minutes = models.FloatField(null=True)
    rto_minutes = models.FloatField(null=True)
    backup_retention_days = models.FloatField(null=True)
    horizon_months = models.FloatField(null=True)
    max_connections = models.BigIntegerField(null=True)
    processes = models.BigIntegerField(null=True)
    pool_size = models.BigIntegerField(null=True)
    backup = models.JSONField(null=True, db_comment="Free-form: every tool names its settings differently.")
    replica_reads = models.BooleanField(null=True)
    replica_lag_seconds = models.FloatField(null=True, db_comment="How old an answer of a replica may be.")
    monitoring = models.JSONField(null=True, db_comment="Free-form: what is watched, and by what.")
    x = models.JSONField(default=dict, db_comment="Keys of other programs, kept as they are.")

    class Meta:
        constraints = [in_design("requirements"), *choices("requirements", "requirements", "deployment", "recovery")]


class Layout(InDesign):
    """How the diagram is drawn. Documents, since each is read and written whole and means nothing elsewhere."""

    pk = models.CompositePrimaryKey("team_id", "design_id")
    groups = models.JSONField(default=list, db_comment="[{name, color, entities: [uid]}]")
    pins = models.JSONField(default=dict, db_comment="{entity uid: [x, y]}")
    views = models.JSONField(default=list, db_comment="[{name, entities: [uid], detail}]")
    notes = models.JSONField(default=list, db_comment="[{text, x, y, …}]")
    x = models.JSONField(default=dict, db_comment="Keys of other programs, kept as they are.")

    class Meta:
        constraints = [in_design("layout")]


class Source(InDesign):
    """A text that a design was read from, as it was given."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "number")
    number = models.IntegerField(db_comment="1, 2, … in the order in which they were read.")
    actor = person()
    name = models.TextField(db_comment="A file's name, or what stands in for one.")
    kind = models.TextField(db_comment="The reader it was given to: postgres, dbml, design, …")
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [in_design("source"), actor("source", "actor_id")]


class Revision(InDesign):
    """One entry of a design's history: the changes that were applied, and those that take them back.

    Documents, since a change is a value of its own that is written once and read whole; its shape is the one of
    design files and of the command line. `undoes` is the revision that this one took back. `undone_by` follows
    from it (through undone undos, too); it is kept so that the next step to undo is found without recursion.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "number")
    team = tenant("store.Team")
    design = models.ForeignKey(Design, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="revisions")
    number = models.IntegerField()
    actor = person()
    label = models.TextField(db_comment="What was done, in words.")
    changes = models.JSONField()
    inverse = models.JSONField()
    undoes = models.IntegerField(null=True)
    undone_by = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_design("revision"),
            actor("revision", "actor_id"),
            *(
                References(
                    name=f"revision_{column}_fkey",
                    columns=("team_id", "design_id", column),
                    table="store_revision",
                    to=("team_id", "design_id", "number"),
                    on_delete="NO ACTION",
                    deferred=True,
                )
                for column in ("undoes", "undone_by")
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_check"),
            models.CheckConstraint(condition=models.Q(undoes__lt=models.F("number")), name="revision_undoes_check"),
            models.CheckConstraint(
                condition=models.Q(undone_by__gt=models.F("number")), name="revision_undone_by_check"
            ),
        ]
        indexes = [
            models.Index(
                fields=("team", "design", column),
                condition=models.Q(**{f"{column}__isnull": False}),
                name=f"revision_{column}_idx",
            )
            for column in ("undoes", "undone_by")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"

    def change_values(self) -> tuple[Change, ...]:
        """What was applied."""
        return changes_from_json(self.changes)

    def inverse_values(self) -> tuple[Change, ...]:
        """What takes it back."""
        return changes_from_json(self.inverse)

    def touched(self) -> set[Any]:
        """Every text and id that its changes mention."""
        return set(_strings(self.changes))


def _strings(data: Any) -> Any:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, item in data.items():
            yield key
            yield from _strings(item)
    elif isinstance(data, list):
        for item in data:
            yield from _strings(item)
