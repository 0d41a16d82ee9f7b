"""How a database is used: access patterns, invariants, decisions about findings."""

from django.db import models

from designer.store.constraints import choices, in_design, index, one_of, owned, refers, unique
from designer.store.models.base import AttributePart, DesignObject, strings


class AccessPattern(DesignObject):
    """Statements that run together, how often, and how fast they have to be."""

    name = models.TextField()
    statements = strings("SQL texts, in order; they are one transaction and edited together.")
    parameters = models.JSONField(db_comment="[{name, type, value}], values of any type.")
    frequency_per_minute = models.FloatField(null=True)
    latency_ms = models.FloatField(null=True)
    rows = models.BigIntegerField(null=True)
    owner = models.TextField(null=True)
    notes = models.TextField(null=True)

    class Meta:
        constraints = [in_design("accesspattern"), unique("accesspattern", "name")]


class Invariant(DesignObject):
    """A rule of the business that the database has to keep."""

    kind = models.TextField()
    entity_uid = models.TextField()
    where = models.TextField(null=True)
    text = models.TextField()

    class Meta:
        constraints = [
            in_design("invariant"),
            refers("invariant", "entity_uid", "entity"),
            *choices("invariant", "invariant", "kind"),
        ]
        indexes = [index("invariant", "entity_uid")]


class InvariantColumn(AttributePart):
    """An attribute that an invariant is about, or one that it holds within."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "invariant_uid", "role", "position")
    invariant_uid = models.TextField()

    class Meta:
        constraints = [
            owned("invariantcolumn", "invariant"),
            refers("invariantcolumn", "attribute_uid", "attribute"),
            one_of("invariantcolumn", "role", ("attribute", "scope")),
        ]
        indexes = [index("invariantcolumn", "attribute_uid")]


class Decision(DesignObject):
    """What people decided about a finding. It outlives its subject, so it names it without a foreign key."""

    finding = models.TextField(db_comment="The rule's code.")
    subject = models.TextField(db_comment="The uid of what the finding is about.")
    decision = models.TextField()
    reason = models.TextField()
    expires = models.DateField(null=True)

    class Meta:
        constraints = [in_design("decision"), *choices("decision", "decision", "decision")]
