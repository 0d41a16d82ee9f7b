"""Keys, checks, exclusions, indexes and dependencies of an entity."""

from django.db import models

from designer.store.constraints import (
    choices,
    column_or_expression,
    index,
    one_of,
    owned,
    refers,
    unique,
)
from designer.store.models.base import AttributePart, DesignObject, Part
from designer.store.models.objects import CheckColumns

_OPTIONS = "Storage options by name; every method and dialect has its own."


class Key(DesignObject):
    """A primary key or a unique constraint: both are keys, and take the same columns."""

    entity_uid = models.TextField()
    primary = models.BooleanField()
    name = models.TextField(null=True)
    without_overlaps = models.BooleanField()
    nulls_not_distinct = models.BooleanField()
    deferrable = models.TextField(null=True)
    options = models.JSONField(db_comment=_OPTIONS)
    comment = models.TextField(null=True)
    attached_to_uid = models.TextField(null=True)

    class Meta:
        constraints = [
            owned("key", "entity"),
            refers("key", "attached_to_uid", "key"),
            unique("key", "entity_uid", "name"),
            models.CheckConstraint(
                condition=models.Q(primary=False) | models.Q(nulls_not_distinct=False), name="key_primary_check"
            ),
            *choices("key", "unique", "deferrable"),
        ]
        indexes = [index("key", "attached_to_uid")]


class KeyColumn(AttributePart):
    """The n-th column of a key, or of what its index carries along."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "key_uid", "role", "position")
    key_uid = models.TextField()

    class Meta:
        constraints = [
            owned("keycolumn", "key"),
            refers("keycolumn", "attribute_uid", "attribute"),
            one_of("keycolumn", "role", ("key", "include")),
        ]
        indexes = [index("keycolumn", "attribute_uid")]


class Check(CheckColumns):
    entity_uid = models.TextField()

    class Meta:
        constraints = [owned("check", "entity"), unique("check", "entity_uid", "name")]


class Exclusion(DesignObject):
    entity_uid = models.TextField()
    name = models.TextField(null=True)
    method = models.TextField()
    where = models.TextField(null=True)
    deferrable = models.TextField(null=True)
    options = models.JSONField(db_comment=_OPTIONS)
    comment = models.TextField(null=True)

    class Meta:
        constraints = [
            owned("exclusion", "entity"),
            unique("exclusion", "entity_uid", "name"),
            *choices("exclusion", "exclusion", "deferrable"),
        ]


class ExclusionPart(Part):
    """An element of an exclusion constraint, or a column that its index carries along (without operator)."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "exclusion_uid", "role", "position")
    exclusion_uid = models.TextField()
    attribute_uid = models.TextField(null=True)
    expression = models.TextField(null=True)
    operator = models.TextField(null=True)
    operator_class = models.TextField(null=True)
    collation = models.TextField(null=True)
    descending = models.BooleanField()
    nulls = models.TextField(null=True)

    class Meta:
        constraints = [
            owned("exclusionpart", "exclusion"),
            refers("exclusionpart", "attribute_uid", "attribute"),
            column_or_expression("exclusionpart"),
            one_of("exclusionpart", "role", ("key", "include")),
            one_of("exclusionpart", "nulls", ("first", "last")),
            models.CheckConstraint(
                condition=models.Q(role="key", operator__isnull=False) | models.Q(role="include", operator=None),
                name="exclusionpart_operator_check",
            ),
        ]
        indexes = [index("exclusionpart", "attribute_uid")]


class Index(DesignObject):
    entity_uid = models.TextField()
    name = models.TextField(null=True)
    where = models.TextField(null=True)
    unique = models.BooleanField()
    nulls_not_distinct = models.BooleanField()
    method = models.TextField()
    options = models.JSONField(db_comment=_OPTIONS)
    tablespace = models.TextField(null=True)
    visible = models.BooleanField()
    comment = models.TextField(null=True)
    attached_to_uid = models.TextField(null=True)

    class Meta:
        constraints = [
            owned("index", "entity"),
            refers("index", "attached_to_uid", "index"),
            unique("index", "entity_uid", "name"),
        ]
        indexes = [index("index", "attached_to_uid")]


class IndexPart(Part):
    """A key part of an index, or a column that it carries along."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "index_uid", "role", "position")
    index_uid = models.TextField()
    attribute_uid = models.TextField(null=True)
    expression = models.TextField(null=True)
    descending = models.BooleanField()
    nulls = models.TextField(null=True)
    operator_class = models.TextField(null=True)
    operator_class_parameters = models.JSONField(db_comment="{name: value}: every operator class has its own.")
    collation = models.TextField(null=True)
    prefix_length = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            owned("indexpart", "index"),
            refers("indexpart", "attribute_uid", "attribute"),
            column_or_expression("indexpart"),
            one_of("indexpart", "role", ("key", "include")),
            one_of("indexpart", "nulls", ("first", "last")),
        ]
        indexes = [index("indexpart", "attribute_uid")]


class Dependency(DesignObject):
    """A functional or multivalued dependency between attributes of an entity."""

    entity_uid = models.TextField()
    multivalued = models.BooleanField()
    source = models.TextField()
    state = models.TextField()
    evidence = models.JSONField(db_comment="What speaks for it, in the words of what found it.")

    class Meta:
        constraints = [
            owned("dependency", "entity"),
            *choices("dependency", "functional_dependency", "source", "state"),
        ]
        indexes = [index("dependency", "entity_uid")]


class DependencyColumn(AttributePart):
    pk = models.CompositePrimaryKey("team_id", "design_id", "dependency_uid", "role", "position")
    dependency_uid = models.TextField()

    class Meta:
        constraints = [
            owned("dependencycolumn", "dependency"),
            refers("dependencycolumn", "attribute_uid", "attribute"),
            one_of("dependencycolumn", "role", ("determinant", "dependent")),
        ]
        indexes = [index("dependencycolumn", "attribute_uid")]


class Denormalization(DesignObject):
    """A violation kept on purpose."""

    entity_uid = models.TextField()
    dependency_uid = models.TextField(null=True)
    access_pattern_uid = models.TextField(null=True)
    refresh = models.TextField(null=True)
    reason = models.TextField()

    class Meta:
        constraints = [
            owned("denormalization", "entity"),
            refers("denormalization", "dependency_uid", "dependency"),
            refers("denormalization", "access_pattern_uid", "accesspattern"),
            *choices("denormalization", "denormalization", "refresh"),
        ]
        indexes = [
            index("denormalization", "entity_uid"),
            index("denormalization", "dependency_uid"),
            index("denormalization", "access_pattern_uid"),
        ]
