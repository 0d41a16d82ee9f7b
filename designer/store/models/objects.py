"""What a database holds beside tables: namespaces, types, sequences, extensions, carried statements."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from designer.store.constraints import choices, in_design, index, not_null_whole, owned, refers, unique
from designer.store.models.base import DesignObject, strings


def whole_number() -> models.DecimalField:
    """Up to 38 digits: Oracle's sequences end at 10^28 - 1."""
    return models.DecimalField(max_digits=38, decimal_places=0, null=True)


class Namespace(DesignObject):
    """A schema inside the database."""

    name = models.TextField()
    comment = models.TextField(null=True)

    class Meta:
        constraints = [in_design("namespace"), unique("namespace", "name")]


class Extension(DesignObject):
    name = models.TextField()
    schema = models.TextField(null=True, db_comment="A name: the schema need not be part of the design.")
    version = models.TextField(null=True)
    comment = models.TextField(null=True)

    class Meta:
        constraints = [in_design("extension"), unique("extension", "schema", "name", nulls_distinct=False)]


class Named(DesignObject):
    """An object with a name of its own inside a namespace."""

    schema_uid = models.TextField(null=True)
    name = models.TextField()
    comment = models.TextField(null=True)

    class Meta:
        abstract = True


def named(table: str) -> list[models.BaseConstraint]:
    """The constraints of such an object; the unique one also serves the foreign key to its namespace."""
    return [
        in_design(table),
        refers(table, "schema_uid", "namespace"),
        unique(table, "schema_uid", "name", nulls_distinct=False),
    ]


class Enum(Named):
    class Meta:
        constraints = named("enum")


class EnumValue(DesignObject):
    x = None
    enum_uid = models.TextField()
    position = models.PositiveIntegerField()
    value = models.TextField()

    class Meta:
        constraints = [
            owned("enumvalue", "enum"),
            unique("enumvalue", "enum_uid", "position"),
            unique("enumvalue", "enum_uid", "value"),
        ]


class Domain(Named):
    type = models.TextField()
    collation = models.TextField(null=True)
    default = models.TextField(null=True)
    not_null = models.BooleanField()
    not_null_name = models.TextField(null=True)
    not_null_validated = models.BooleanField(null=True)
    not_null_no_inherit = models.BooleanField(null=True)

    class Meta:
        constraints = [*named("domain"), not_null_whole("domain")]


class CheckColumns(DesignObject):
    """A check, on an entity or on a domain."""

    name = models.TextField(null=True)
    expression = models.TextField()
    validated = models.BooleanField()
    enforced = models.BooleanField()
    no_inherit = models.BooleanField()
    comment = models.TextField(null=True)

    class Meta:
        abstract = True


class DomainCheck(CheckColumns):
    domain_uid = models.TextField()

    class Meta:
        constraints = [owned("domaincheck", "domain"), unique("domaincheck", "domain_uid", "name")]


class Composite(Named):
    attributes = models.JSONField(
        db_comment="[{name, type, collation, comment}]: part of the type, nothing names them."
    )

    class Meta:
        constraints = named("composite")


class Sequence(Named):
    type = models.TextField()
    start = whole_number()
    increment = whole_number()
    minimum = whole_number()
    maximum = whole_number()
    cache = whole_number()
    cycle = models.BooleanField()
    owned_by_uid = models.TextField(null=True)
    persistence = models.TextField()

    class Meta:
        constraints = [
            *named("sequence"),
            refers("sequence", "owned_by_uid", "attribute"),
            *choices("sequence", "sequence", "persistence"),
        ]
        indexes = [index("sequence", "owned_by_uid")]


class Opaque(DesignObject):
    """A statement that is carried, not modelled."""

    kind = models.TextField()
    name = models.TextField()
    sql = models.TextField()
    line = models.BigIntegerField(null=True)
    requires = ArrayField(models.TextField(), db_comment="Ids of objects of any kind, so no foreign key can hold them.")
    provides = strings("Names that other statements may use.")
    columns = strings("For views: the columns that access patterns may read.")

    class Meta:
        constraints = [in_design("opaque")]
