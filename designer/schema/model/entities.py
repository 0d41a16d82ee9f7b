"""Entities and the relationships between them."""

from dataclasses import dataclass

from designer.schema.fields import Deferrable, child, children, prop
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model.attributes import Attribute
from designer.schema.model.constraints import Check, Exclusion, Index, PrimaryKey, Unique
from designer.schema.model.dependencies import Denormalization, FunctionalDependency, MultivaluedDependency

REFERENTIAL_ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionKey:
    column: str | None = prop(None, ref="attribute")
    expression: str | None = None
    collation: str | None = None
    operator_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionBy:
    strategy: str = prop(choices=("range", "list", "hash"))
    keys: tuple[PartitionKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionOf:
    parent: str = prop(ref="entity")
    bound: str = prop(doc="FOR VALUES … or DEFAULT, as text.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSecurity:
    enabled: bool = False
    forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaIdentity:
    mode: str = prop(choices=("full", "nothing", "index"))
    index: str | None = prop(None, doc="The name of the index, for the mode `index`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A table: attributes in order, constraints, indexes, dependencies and expected volume."""

    id: str = ""
    schema: str | None = prop(None, ref="schema")
    name: str
    comment: str | None = None
    persistence: str = prop("permanent", choices=("permanent", "unlogged", "temporary"))
    tablespace: str | None = None
    inherits: tuple[str, ...] = prop((), ref="entity")
    partition_by: PartitionBy | None = None
    partition_of: PartitionOf | None = None
    row_security: RowSecurity | None = None
    replica_identity: ReplicaIdentity | None = None
    options: FrozenMap = prop(EMPTY, doc="Per dialect, as {dialect: {option: value}}.")
    rows: int | None = prop(None, doc="Expected number of rows.")
    rows_per_day: float | None = None
    deletes_per_day: float | None = None
    updates_per_day: float | None = None
    retention_days: float | None = None
    assumed: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = children(kind="attribute")
    primary_key: PrimaryKey | None = child(kind="primary_key")
    uniques: tuple[Unique, ...] = children(kind="unique")
    checks: tuple[Check, ...] = children(kind="check")
    exclusions: tuple[Exclusion, ...] = children(kind="exclusion")
    indexes: tuple[Index, ...] = children(kind="index")
    functional_dependencies: tuple[FunctionalDependency, ...] = children(kind="functional_dependency")
    multivalued_dependencies: tuple[MultivaluedDependency, ...] = children(kind="multivalued_dependency")
    denormalizations: tuple[Denormalization, ...] = children(kind="denormalization")
    x: FrozenMap = prop(EMPTY, sparse=True)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, or None."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    @property
    def keys(self) -> tuple[PrimaryKey | Unique, ...]:
        """The primary key, if there is one, and the unique constraints."""
        return ((self.primary_key,) if self.primary_key else ()) + self.uniques


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A foreign key: `columns` of `child` refer to `parent_columns` of `parent`."""

    id: str = ""
    name: str | None = None
    child: str = prop(ref="entity")
    columns: tuple[str, ...] = prop((), ref="attribute")
    parent: str = prop(ref="entity")
    parent_columns: tuple[str, ...] = prop((), ref="attribute")
    on_delete: str = prop("no action", choices=REFERENTIAL_ACTIONS)
    on_delete_columns: tuple[str, ...] = prop((), ref="attribute")
    on_update: str = prop("no action", choices=REFERENTIAL_ACTIONS)
    match: str | None = prop(None, choices=("full", "simple", "partial"))
    deferrable: Deferrable | None = prop(None, choices=("immediate", "deferred"))
    validated: bool = True
    enforced: bool = True
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)
