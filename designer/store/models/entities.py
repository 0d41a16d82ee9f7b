"""Entities, their attributes, and the relationships between entities."""

from django.db import models

from designer.schema.model import REFERENTIAL_ACTIONS
from designer.store.constraints import (
    choices,
    column_or_expression,
    in_design,
    index,
    not_null_whole,
    one_of,
    owned,
    refers,
    together,
    unique,
)
from designer.store.models.base import AttributePart, DesignObject, Part, strings
from designer.store.models.objects import Named, named

_ASSUMED = "Which of the figures nobody declared."


class Entity(Named):
    """A table, with its expected volume."""

    persistence = models.TextField()
    tablespace = models.TextField(null=True)
    partition_by_strategy = models.TextField(null=True)
    partition_of_parent_uid = models.TextField(null=True)
    partition_of_bound = models.TextField(null=True)
    row_security_enabled = models.BooleanField(null=True)
    row_security_forced = models.BooleanField(null=True)
    replica_identity_mode = models.TextField(null=True)
    replica_identity_index = models.TextField(null=True)
    options = models.JSONField(db_comment="{dialect: {option: value}}: every dialect has its own.")
    rows = models.BigIntegerField(null=True)
    rows_per_day = models.FloatField(null=True)
    deletes_per_day = models.FloatField(null=True)
    updates_per_day = models.FloatField(null=True)
    retention_days = models.FloatField(null=True)
    assumed = strings(_ASSUMED)

    class Meta:
        constraints = [
            *named("entity"),
            refers("entity", "partition_of_parent_uid", "entity"),
            together("entity", "partition_of_parent_uid", "partition_of_bound"),
            together("entity", "row_security_enabled", "row_security_forced"),
            *choices("entity", "entity", "persistence"),
            one_of("entity", "partition_by_strategy", ("range", "list", "hash")),
            one_of("entity", "replica_identity_mode", ("full", "nothing", "index")),
        ]
        indexes = [index("entity", "partition_of_parent_uid")]


class EntityParent(Part):
    """A table that an entity inherits from."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "entity_uid", "position")
    role = None  # type: ignore[assignment]
    entity_uid = models.TextField()
    parent_uid = models.TextField()

    class Meta:
        constraints = [owned("entityparent", "entity"), refers("entityparent", "parent_uid", "entity")]
        indexes = [index("entityparent", "parent_uid")]


class PartitionKey(Part):
    """A part of the key that an entity is partitioned by."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "entity_uid", "position")
    role = None  # type: ignore[assignment]
    entity_uid = models.TextField()
    attribute_uid = models.TextField(null=True)
    expression = models.TextField(null=True)
    collation = models.TextField(null=True)
    operator_class = models.TextField(null=True)

    class Meta:
        constraints = [
            owned("partitionkey", "entity"),
            refers("partitionkey", "attribute_uid", "attribute"),
            column_or_expression("partitionkey"),
        ]
        indexes = [index("partitionkey", "attribute_uid")]


class Attribute(DesignObject):
    """A column, with what is known of its values. Min, max, values and samples hold values of any type."""

    entity_uid = models.TextField()
    position = models.PositiveIntegerField()
    name = models.TextField()
    type = models.TextField(db_comment="As its author wrote it.")
    comment = models.TextField(null=True)
    not_null = models.BooleanField()
    not_null_name = models.TextField(null=True)
    not_null_validated = models.BooleanField(null=True)
    not_null_no_inherit = models.BooleanField(null=True)
    default = models.TextField(null=True)
    generated_expression = models.TextField(null=True)
    generated_stored = models.BooleanField(null=True)
    identity = models.JSONField(
        null=True, db_comment="{mode, start, increment, …}: options of its sequence, rarely set."
    )
    collation = models.TextField(null=True)
    storage = models.TextField(null=True)
    compression = models.TextField(null=True)
    options = models.JSONField(db_comment="{dialect: {option: value}}: every dialect has its own.")
    distinct = models.FloatField(null=True)
    null_fraction = models.FloatField(null=True)
    min = models.JSONField(null=True)
    max = models.JSONField(null=True)
    average_width = models.FloatField(null=True)
    correlation = models.FloatField(null=True)
    values = models.JSONField(db_comment="[{value, frequency}]")
    samples = models.JSONField()
    assumed = strings(_ASSUMED)

    class Meta:
        constraints = [
            owned("attribute", "entity"),
            unique("attribute", "entity_uid", "position"),
            unique("attribute", "entity_uid", "name"),
            not_null_whole("attribute"),
            together("attribute", "generated_expression", "generated_stored"),
            *choices("attribute", "attribute", "storage"),
        ]


class Relationship(DesignObject):
    """A foreign key. Its columns are `RelationshipColumn`s."""

    name = models.TextField(null=True)
    child_uid = models.TextField()
    parent_uid = models.TextField()
    on_delete = models.TextField()
    on_update = models.TextField()
    match = models.TextField(null=True)
    deferrable = models.TextField(null=True)
    validated = models.BooleanField()
    enforced = models.BooleanField()
    comment = models.TextField(null=True)

    class Meta:
        constraints = [
            in_design("relationship"),
            refers("relationship", "child_uid", "entity"),
            refers("relationship", "parent_uid", "entity"),
            unique("relationship", "child_uid", "name"),
            one_of("relationship", "on_delete", REFERENTIAL_ACTIONS),
            one_of("relationship", "on_update", REFERENTIAL_ACTIONS),
            *choices("relationship", "relationship", "match", "deferrable"),
        ]
        indexes = [index("relationship", "parent_uid")]


class RelationshipColumn(AttributePart):
    """The n-th column of a list: of the child, of the parent, or those that ON DELETE SET … sets."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "relationship_uid", "role", "position")
    relationship_uid = models.TextField()

    class Meta:
        constraints = [
            owned("relationshipcolumn", "relationship"),
            refers("relationshipcolumn", "attribute_uid", "attribute"),
            one_of("relationshipcolumn", "role", ("child", "parent", "on delete")),
        ]
        indexes = [index("relationshipcolumn", "attribute_uid")]
