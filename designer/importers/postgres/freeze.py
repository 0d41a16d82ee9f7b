"""The draft made into a `Schema`: ids from names, references by id, the server's defaults left out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from designer.importers.postgres.draft import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Part,
    SequenceDraft,
    Table,
    TypeDraft,
)
from designer.importers.postgres.mentions import requirements
from designer.importers.postgres.names import object_name
from designer.importers.postgres.not_null_names import tell_not_nulls_apart
from designer.importers.postgres.sequence_options import without_defaults
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace, default_of
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import make_id
from designer.schema.schema import Schema


def freeze(workspace: Workspace, name: str) -> tuple[Schema, dict[str, Any]]:
    """The design, and what each id was defined by (an object with a `place`)."""
    return _Freezer(workspace).run(name)


def _options(found: dict[str, Any]) -> FrozenMap:
    return FrozenMap({"postgres": found}) if found else EMPTY


def _tablespace(name: str | None) -> FrozenMap:
    """The tablespace of the index behind a constraint, for which the model has no field."""
    return FrozenMap({"tablespace": name}) if name else EMPTY


class _Freezer:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.places: dict[str, Any] = {}

    def run(self, name: str) -> tuple[Schema, dict[str, Any]]:
        work = self.workspace
        tell_not_nulls_apart(self.workspace)
        self._fold_serials()
        self._name_everything()
        schema = complete(
            Schema(
                name=name,
                dialect=model.Dialect(name="postgres"),
                schemas=tuple(
                    model.Namespace(id=one.id, name=one.name, comment=one.comment) for one in work.namespaces.values()
                ),
                entities=tuple(map(self._entity, work.tables)),
                relationships=tuple(self._relationship(key) for table in work.tables for key in table.foreign_keys),
                enums=tuple(self._enum(one) for one in work.types.values() if one.kind == "enum"),
                domains=tuple(self._domain(one) for one in work.types.values() if one.kind == "domain"),
                composites=tuple(self._composite(one) for one in work.types.values() if one.kind == "composite"),
                sequences=tuple(self._sequence(one) for one in work.sequences if not one.implied),
                extensions=tuple(
                    model.Extension(name=one.name, schema=one.schema, version=one.version, comment=one.comment)
                    for one in work.extensions.values()
                ),
                opaque=self._opaque(),
            )
        )
        return schema, self.places

    # Ids

    def _id(self, kind: str, path: str, value: Any) -> str:
        value.id = make_id(kind, path, self.places.__contains__)
        self.places[value.id] = value
        return str(value.id)

    def _name_everything(self) -> None:
        work = self.workspace
        used: list[Table | TypeDraft | SequenceDraft] = [*work.tables, *work.types.values(), *work.sequences]
        for schema in dict.fromkeys(one.schema for one in used):
            work.namespace(schema)
        for namespace in work.namespaces.values():
            self._id("schema", namespace.name, namespace)
        for table in work.tables:
            self._name_table(table)
        for one in work.types.values():
            self._id(one.kind, f"{one.schema}.{one.name}", one)
        for sequence in work.sequences:
            if not sequence.implied:
                self._id("sequence", f"{sequence.schema}.{sequence.name}", sequence)

    def _name_table(self, table: Table) -> None:
        path = f"{table.schema}.{table.name}"
        self._id("entity", path, table)
        for column in table.columns:
            self._id("attribute", f"{path}.{column.name}", column)
        for key in table.keys:
            self._id("primary_key" if key.primary else "unique", f"{path}.{key.name}", key)
        for kind, held in (
            ("check", table.checks), ("exclusion", table.exclusions), ("index", table.indexes),
            ("relationship", table.foreign_keys),
        ):  # fmt: skip
            for one in held:
                self._id(kind, f"{path}.{one.name}", one)

    def _namespace(self, name: str) -> str:
        return self.workspace.namespaces[name].id

    # Serials

    def _fold_serials(self) -> None:
        """A serial column that nothing touched goes back to the type it was written with.

        Its sequence is then the server's own doing; otherwise the sequence, the default and the integer type
        under it are written out, which gives the same catalogue.
        """
        defaults = Counter(
            column.default for table in self.workspace.tables for column in table.columns if column.default
        )
        for sequence in self.workspace.sequences:
            column, table = sequence.owner, sequence.owner_table
            pristine = (
                sequence.implied
                and column is not None
                and table is not None
                and column.serial is not None
                and column.default == default_of(sequence)
                and defaults[column.default] == 1  # else another table needs the sequence by its name
                and column.not_null is not None
                and sequence.schema == table.schema
                and sequence.persistence == table.persistence
                and sequence.name == object_name(table.name, column.name, "seq")
            )
            sequence.implied = pristine
            if pristine and column is not None and column.serial is not None:
                column.type, column.default = column.serial, None

    # Entities

    def _entity(self, table: Table) -> model.Entity:
        row_security = None
        if table.row_security or table.row_security_forced:
            row_security = model.RowSecurity(enabled=table.row_security, forced=table.row_security_forced)
        primary = table.primary_key
        return model.Entity(
            id=table.id,
            schema=self._namespace(table.schema),
            name=table.name,
            comment=table.comment,
            persistence=table.persistence,
            tablespace=table.tablespace,
            inherits=tuple(parent.id for parent in table.inherits),
            partition_by=self._partition_by(table),
            partition_of=model.PartitionOf(parent=table.partition_of.id, bound=table.bound or "DEFAULT")
            if table.partition_of
            else None,
            row_security=row_security,
            replica_identity=self._replica_identity(table),
            options=_options(table.options),
            attributes=tuple(map(self._attribute, table.columns)),
            primary_key=self._primary_key(primary) if primary else None,
            uniques=tuple(map(self._unique, table.uniques)),
            checks=tuple(map(self._check, table.checks)),
            exclusions=tuple(map(self._exclusion, table.exclusions)),
            indexes=tuple(map(self._index, table.indexes)),
        )

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

    def _attribute(self, column: Column) -> model.Attribute:
        identity = column.identity
        if identity is not None:
            identity = self._plain_identity(column, identity)
        return model.Attribute(
            id=column.id,
            name=column.name,
            type=column.type,
            comment=column.comment,
            not_null=column.not_null,
            default=column.default,
            generated=column.generated,
            identity=identity,
            collation=column.collation,
            storage=column.storage,
            compression=column.compression,
            options=_options(column.options),
            x=FrozenMap({"local": True}) if column.local else EMPTY,
        )

    def _plain_identity(self, column: Column, identity: model.Identity) -> model.Identity:
        names = ("start", "increment", "minimum", "maximum", "cache")
        kept = without_defaults(column.type, {name: getattr(identity, name) for name in names})
        table = self._table_of[column.id]
        natural = object_name(table.name, column.name, "seq")
        sequence = None if identity.sequence == natural else identity.sequence
        return model.Identity(mode=identity.mode, cycle=identity.cycle, sequence=sequence, **kept)

    @property
    def _table_of(self) -> dict[str, Table]:
        if not hasattr(self, "_owners"):
            self._owners = {column.id: table for table in self.workspace.tables for column in table.columns}
        return self._owners

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
            "attached_to": key.attached_to.id if key.attached_to and key.attached_to.id in self.places else None,
        }

    def _primary_key(self, key: Key) -> model.PrimaryKey:
        return model.PrimaryKey(**self._key_fields(key))

    def _unique(self, key: Key) -> model.Unique:
        return model.Unique(**self._key_fields(key), nulls_not_distinct=key.nulls_not_distinct)

    @staticmethod
    def _check(check: Check) -> model.Check:
        return model.Check(
            id=check.id,
            name=check.name,
            expression=check.expression,
            validated=check.validated,
            enforced=check.enforced,
            no_inherit=check.no_inherit,
            comment=check.comment,
        )

    def _exclusion(self, one: Exclusion) -> model.Exclusion:
        return model.Exclusion(
            id=one.id,
            name=one.name,
            method=one.method,
            elements=tuple(
                model.ExclusionElement(
                    column=part.column.id if part.column else None,
                    expression=part.expression,
                    operator=part.operator,
                    operator_class=part.operator_class,
                    collation=part.collation,
                    descending=part.descending,
                    nulls=part.nulls,
                )
                for part in one.parts
            ),
            include=self._ids(one.include),
            where=one.where,
            deferrable=one.deferrable,
            options=_options(one.options),
            x=_tablespace(one.tablespace),
            comment=one.comment,
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
            attached_to=attached.id if attached and attached.id in self.places else None,
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

    def _relationship(self, key: ForeignKey) -> model.Relationship:
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

    # Types and sequences

    def _type_fields(self, one: TypeDraft) -> dict[str, Any]:
        return {"id": one.id, "schema": self._namespace(one.schema), "name": one.name, "comment": one.comment}

    def _enum(self, one: TypeDraft) -> model.Enum:
        return model.Enum(**self._type_fields(one), values=tuple(model.EnumValue(value=value) for value in one.values))

    def _domain(self, one: TypeDraft) -> model.Domain:
        return model.Domain(
            **self._type_fields(one),
            type=one.type,
            collation=one.collation,
            default=one.default,
            not_null=one.not_null,
            checks=tuple(map(self._check, one.checks)),
        )

    def _composite(self, one: TypeDraft) -> model.Composite:
        return model.Composite(**self._type_fields(one), attributes=tuple(one.attributes))

    def _sequence(self, one: SequenceDraft) -> model.Sequence:
        kept = {name: value for name, value in without_defaults(one.type, one.options).items() if value is not None}
        return model.Sequence(
            id=one.id,
            schema=self._namespace(one.schema),
            name=one.name,
            type=one.type,
            owned_by=one.owner.id if one.owner else None,
            persistence=one.persistence,
            comment=one.comment,
            **kept,
        )

    # What is carried

    def _opaque(self) -> tuple[model.Opaque, ...]:
        ids: list[str] = []
        for one in self.workspace.opaque:
            made = make_id("opaque", f"{one.kind} {one.name}", self.places.__contains__)
            self.places[made] = one
            ids.append(made)
        required = requirements(self.workspace, ids)
        return tuple(
            model.Opaque(
                id=made,
                kind=one.kind,
                name=one.name,
                sql=one.sql,
                line=one.order,
                requires=required[made],
                provides=one.provides,
                columns=one.columns,
                x=FrozenMap({"search_path": one.path}) if one.path not in (DEFAULT_PATH, ()) else EMPTY,
            )
            for made, one in zip(ids, self.workspace.opaque, strict=True)
        )
