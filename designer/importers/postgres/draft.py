"""The design while its statements are being read: mutable, joined by references to objects instead of ids.

A rename changes one name; what refers to the object follows. `freeze` makes the `Schema` of it in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.importers.drafting.draft import Place
from designer.schema import model
from designer.sql.tokens import Token


@dataclass(eq=False, slots=True)
class Column:
    name: str
    type: str
    place: Place
    not_null: model.NotNull | None = None
    default: str | None = None
    generated: model.Generated | None = None
    identity: model.Identity | None = None
    collation: str | None = None
    storage: str | None = None
    compression: str | None = None
    comment: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    sequence: SequenceDraft | None = None  # behind an identity; `identity` has the mode then, this all else
    identity_persistence: str | None = None  # LOGGED or UNLOGGED as written, until the sequence is there
    serial: str | None = None  # the type as written, if it was a serial; `type` is then the integer type under it
    inherited: bool = False  # its NOT NULL comes from a parent, in a table that is being created
    local: bool = False  # declared by a table that would have it from a parent anyway
    id: str = ""


@dataclass(eq=False, slots=True)
class Key:
    """A primary key or a unique constraint."""

    primary: bool
    name: str
    columns: list[Column]
    place: Place
    include: list[Column] = field(default_factory=list)
    without_overlaps: bool = False
    nulls_not_distinct: bool = False
    deferrable: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    comment: str | None = None
    attached_to: Key | None = None
    tablespace: str | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class Check:
    name: str
    expression: str
    place: Place
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    comment: str | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class Part:
    """One part of an index, an exclusion or a partition key: a column or an expression."""

    column: Column | None = None
    expression: str | None = None
    collation: str | None = None
    operator_class: str | None = None
    operator_class_parameters: dict[str, str] = field(default_factory=dict)
    descending: bool = False
    nulls: str | None = None
    operator: str = ""
    label: str = "expr"  # what the server calls it in a name that it makes up


@dataclass(eq=False, slots=True)
class Exclusion:
    name: str
    method: str
    parts: list[Part]
    place: Place
    include: list[Column] = field(default_factory=list)
    where: str | None = None
    deferrable: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    comment: str | None = None
    tablespace: str | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class Index:
    name: str
    table: Table
    parts: list[Part]
    place: Place
    include: list[Column] = field(default_factory=list)
    where: str | None = None
    unique: bool = False
    nulls_not_distinct: bool = False
    method: str = "btree"
    options: dict[str, Any] = field(default_factory=dict)
    tablespace: str | None = None
    comment: str | None = None
    attached_to: Index | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class ForeignKey:
    """`parent` stays None, with its names in `wanted`, until the table it refers to is there."""

    name: str
    child: Table
    columns: list[Column]
    wanted: tuple[str, ...]
    wanted_columns: list[str]
    place: Place
    column_offset: int = 1
    path: tuple[str, ...] = ()
    parent: Table | None = None
    parent_columns: list[Column] = field(default_factory=list)
    on_delete: str = "no action"
    on_delete_columns: list[Column] = field(default_factory=list)
    on_update: str = "no action"
    match: str | None = None
    deferrable: Any = None
    validated: bool = True
    enforced: bool = True
    comment: str | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class Table:
    schema: str
    name: str
    place: Place
    columns: list[Column] = field(default_factory=list)
    comment: str | None = None
    persistence: str = "permanent"
    tablespace: str | None = None
    inherits: list[Table] = field(default_factory=list)
    partition_strategy: str | None = None
    partition_keys: list[Part] = field(default_factory=list)
    partition_of: Table | None = None
    bound: str | None = None
    row_security: bool = False
    row_security_forced: bool = False
    replica_identity: str | None = None
    replica_index: Any = None  # the Index or Key, for the mode `index`
    options: dict[str, Any] = field(default_factory=dict)
    primary_key: Key | None = None
    uniques: list[Key] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    dropped: list[ForeignKey] = field(default_factory=list)  # those that the script took away by their names
    id: str = ""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def keys(self) -> list[Key]:
        return ([self.primary_key] if self.primary_key else []) + self.uniques

    def index_relations(self) -> list[Key | Exclusion | Index]:
        """What shares the name space of relations with the table, because it is an index."""
        return [*self.keys, *self.exclusions, *self.indexes]

    def constraints(self) -> Iterator[Key | Check | Exclusion | ForeignKey]:
        """Everything with a constraint's name, NOT NULL left out."""
        yield from self.keys
        yield from self.checks
        yield from self.exclusions
        yield from self.foreign_keys


@dataclass(eq=False, slots=True)
class SequenceDraft:
    schema: str
    name: str
    place: Place
    type: str = "bigint"
    options: dict[str, Any] = field(default_factory=dict)  # start, increment, minimum, maximum, cache, cycle
    owner: Column | None = None
    owner_table: Table | None = None
    persistence: str = "permanent"
    comment: str | None = None
    implied: bool = False  # made by a serial column and not touched since, or behind an identity
    identity: bool = False
    id: str = ""

    def write_out(self) -> None:
        """Something was said about it that a serial column alone does not say."""
        self.implied = self.identity


@dataclass(eq=False, slots=True)
class TypeDraft:
    """An enum, a domain or a composite type; `kind` says which."""

    kind: str
    schema: str
    name: str
    place: Place
    values: list[str] = field(default_factory=list)
    type: str = ""
    collation: str | None = None
    default: str | None = None
    not_null: model.NotNull | None = None
    checks: list[Check] = field(default_factory=list)
    attributes: list[model.CompositeAttribute] = field(default_factory=list)
    comment: str | None = None
    id: str = ""


@dataclass(eq=False, slots=True)
class OpaqueDraft:
    kind: str
    name: str
    sql: str
    place: Place
    order: int
    reason: str
    path: tuple[str, ...]
    provides: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    relation: tuple[str, str] | None = None  # its qualified name, if it is a relation
    on: Table | None = None  # the table it belongs to: triggers, policies, rules
    tokens: Sequence[Token] = ()  # those of `sql`, where they are at hand
    key: tuple[str, ...] | None = None  # what DROP and OR REPLACE know it by


@dataclass(eq=False, slots=True)
class ExtensionDraft:
    name: str
    schema: str | None
    version: str | None
    place: Place
    comment: str | None = None


@dataclass(eq=False, slots=True)
class NamespaceDraft:
    name: str
    place: Place | None = None
    comment: str | None = None
    id: str = ""
