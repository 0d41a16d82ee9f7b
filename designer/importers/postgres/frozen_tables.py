"""Tables of the draft made into entities and relationships, once everything has its id."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from designer.importers.postgres.draft import Check, Column, Exclusion, ForeignKey, Index, Key, Part, Table
from designer.importers.postgres.own_sequences import identity_of
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.schema.dropped import as_dropped
from designer.schema.frozen import EMPTY, FrozenMap


def _options(found: dict[str, Any]) -> FrozenMap:
    return FrozenMap({"postgres": found}) if found else EMPTY


def _tablespace(name: str | None) -> FrozenMap:
    """The tablespace of the index behind a constraint, for which the model has no field."""
    return FrozenMap({"tablespace": name}) if name else EMPTY


def _dropped(table: Table, column: Column) -> Iterator[str]:
    """The tables that a column referred to until the script took that away, and made no other foreign key of it."""
    if any(column in one.columns for one in table.foreign_keys):
        return
    yield from (one.parent.name for one in table.dropped if column in one.columns and one.parent is not None)


def frozen_check(check: Check) -> model.Check:
    """A check of a table or a domain."""
    return model.Check(
        id=check.id,
        name=check.name,
        expression=check.expression,
        validated=check.validated,
        enforced=check.enforced,
        no_inherit=check.no_inherit,
        comment=check.comment,
    )


@dataclass(frozen=True, slots=True)
class TableFreezer:
    """Makes entities and relationships; `known` holds the ids of what is in the design."""

    workspace: Workspace
    known: Container[str]

    def entity(self, table: Table) -> model.Entity:
        """The entity of a table."""
        primary = table.primary_key
        return model.Entity(
            id=table.id,
            schema=self.workspace.namespaces[table.schema].id,
            name=table.name,
            comment=table.comment,
            persistence=table.persistence,
            tablespace=table.tablespace,
            inherits=tuple(parent.id for parent in table.inherits),
            partition_by=self._partition_by(table),
            partition_of=self._partition_of(table),
            row_security=self._row_security(table),
            replica_identity=self._replica_identity(table),
            options=_options(table.options),
            attributes=tuple(self._attribute(table, column) for column in table.columns),
            primary_key=self._primary_key(primary) if primary else None,
            uniques=tuple(map(self._unique, table.uniques)),
            checks=tuple(map(frozen_check, table.checks)),
            exclusions=tuple(map(self._exclusion, table.exclusions)),
            indexes=tuple(map(self._index, table.indexes)),
        )

    @staticmethod
    def _partition_of(table: Table) -> model.PartitionOf | None:
        if table.partition_of is None:
            return None
        return model.PartitionOf(parent=table.partition_of.id, bound=table.bound or "DEFAULT")

    @staticmethod
    def _row_security(table: Table) -> model.RowSecurity | None:
        if not (table.row_security or table.row_security_forced):
            return None
        return model.RowSecurity(enabled=table.row_security, forced=table.row_security_forced)

    @staticmethod
    def _still_there(table: Table, index: Any) -> bool:
        return index in table.indexes or index in table.keys

    def _replica_identity(self, table: Table) -> model.ReplicaIdentity | None:
        if table.replica_identity is None:
            return None
        if table.replica_identity == "index":
            if not self._still_there(table, table.replica_index):
                return None
            return model.ReplicaIdentity(mode="index", index=table.replica_index.name)
        return model.ReplicaIdentity(mode=table.replica_identity)

    def _partition_by(self, table: Table) -> model.PartitionBy | None:
        if table.partition_strategy is None:
            return None
        keys = tuple(
            model.PartitionKey(
                column=part.column.id if part.column else None,
                expression=part.expression,
                collation=part.collation,
                operator_class=part.operator_class,
            )
            for part in table.partition_keys
        )
        return model.PartitionBy(strategy=table.partition_strategy, keys=keys)

    @staticmethod
    def _attribute(table: Table, column: Column) -> model.Attribute:
        return model.Attribute(
            id=column.id,
            name=column.name,
            type=column.type,
            comment=column.comment,
            not_null=column.not_null,
            default=column.default,
            generated=column.generated,
            identity=identity_of(table, column),
            collation=column.collation,
            storage=column.storage,
            compression=column.compression,
            options=_options(column.options),
            x=FrozenMap({**({"local": True} if column.local else {}), **as_dropped(_dropped(table, column))}),
        )

    # Constraints and indexes

    @staticmethod
    def _ids(columns: list[Column]) -> tuple[str, ...]:
        return tuple(column.id for column in columns)

    def _key_fields(self, key: Key) -> dict[str, Any]:
        return {
            "id": key.id,
            "name": key.name,
            "columns": self._ids(key.columns),
            "include": self._ids(key.include),
            "without_overlaps": key.without_overlaps,
            "deferrable": key.deferrable,
            "options": _options(key.options),
            "x": _tablespace(key.tablespace),
            "comment": key.comment,
            "attached_to": key.attached_to.id if key.attached_to and key.attached_to.id in self.known else None,
        }

    def _primary_key(self, key: Key) -> model.PrimaryKey:
        return model.PrimaryKey(**self._key_fields(key))

    def _unique(self, key: Key) -> model.Unique:
        return model.Unique(**self._key_fields(key), nulls_not_distinct=key.nulls_not_distinct)

    def _exclusion(self, one: Exclusion) -> model.Exclusion:
        return model.Exclusion(
            id=one.id,
            name=one.name,
            method=one.method,
            elements=tuple(map(self._element, one.parts)),
            include=self._ids(one.include),
            where=one.where,
            deferrable=one.deferrable,
            options=_options(one.options),
            x=_tablespace(one.tablespace),
            comment=one.comment,
        )

    @staticmethod
    def _element(part: Part) -> model.ExclusionElement:
        return model.ExclusionElement(
            column=part.column.id if part.column else None,
            expression=part.expression,
            operator=part.operator,
            operator_class=part.operator_class,
            collation=part.collation,
            descending=part.descending,
            nulls=part.nulls,
        )

    def _index(self, index: Index) -> model.Index:
        attached = index.attached_to
        return model.Index(
            id=index.id,
            name=index.name,
            keys=tuple(map(self._index_key, index.parts)),
            include=self._ids(index.include),
            where=index.where,
            unique=index.unique,
            nulls_not_distinct=index.nulls_not_distinct,
            method=index.method,
            options=_options(index.options),
            tablespace=index.tablespace,
            comment=index.comment,
            attached_to=attached.id if attached and attached.id in self.known else None,
        )

    @staticmethod
    def _index_key(part: Part) -> model.IndexKey:
        return model.IndexKey(
            column=part.column.id if part.column else None,
            expression=part.expression,
            descending=part.descending,
            nulls=part.nulls,
            operator_class=part.operator_class,
            operator_class_parameters=FrozenMap(part.operator_class_parameters),
            collation=part.collation,
        )

    def relationship(self, key: ForeignKey) -> model.Relationship:
        """The relationship of a foreign key that was resolved."""
        assert key.parent is not None  # `settle` has removed those without
        return model.Relationship(
            id=key.id,
            name=key.name,
            child=key.child.id,
            columns=self._ids(key.columns),
            parent=key.parent.id,
            parent_columns=self._ids(key.parent_columns),
            on_delete=key.on_delete,
            on_delete_columns=self._ids(key.on_delete_columns),
            on_update=key.on_update,
            match=key.match,
            deferrable=key.deferrable,
            validated=key.validated,
            enforced=key.enforced,
            comment=key.comment,
        )
