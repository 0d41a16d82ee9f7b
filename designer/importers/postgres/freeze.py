"""The draft made into a `Schema`: ids from names, references by id, the server's defaults left out."""

from __future__ import annotations

from typing import Any

from designer.importers.drafting.draft import Place
from designer.importers.postgres.draft import ExtensionDraft, NamespaceDraft, SequenceDraft, Table, TypeDraft
from designer.importers.postgres.frozen_tables import TableFreezer, frozen_check
from designer.importers.postgres.mentions import requirements
from designer.importers.postgres.not_null_names import tell_not_nulls_apart
from designer.importers.postgres.sequence_options import without_defaults
from designer.importers.postgres.serials import fold_serials
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import make_id
from designer.schema.schema import Schema


def freeze(workspace: Workspace, name: str) -> tuple[Schema, dict[str, Place]]:
    """The design, and where each object of it, by id, is defined. Raises DesignError."""
    freezer = _Freezer(workspace)
    schema = freezer.run(name)
    return schema, {made: one.place for made, one in freezer.places.items() if one.place is not None}


class _Freezer:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.places: dict[str, Any] = {}  # what each id was given to, an object with a `place`

    def run(self, name: str) -> Schema:
        work = self.workspace
        tell_not_nulls_apart(work)
        fold_serials(work)
        self._name_everything()
        tables = TableFreezer(work, self.places)
        return complete(
            Schema(
                name=name,
                dialect=model.Dialect(name="postgres"),
                schemas=tuple(map(self._schema, work.namespaces.values())),
                entities=tuple(map(tables.entity, work.tables)),
                relationships=tuple(tables.relationship(key) for table in work.tables for key in table.foreign_keys),
                enums=tuple(self._enum(one) for one in work.types.values() if one.kind == "enum"),
                domains=tuple(self._domain(one) for one in work.types.values() if one.kind == "domain"),
                composites=tuple(self._composite(one) for one in work.types.values() if one.kind == "composite"),
                sequences=tuple(self._sequence(one) for one in work.sequences if not one.implied),
                extensions=tuple(map(self._extension, work.extensions.values())),
                opaque=self._opaque(),
            )
        )

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

    # Schemas, extensions, types and sequences

    @staticmethod
    def _schema(one: NamespaceDraft) -> model.Namespace:
        return model.Namespace(id=one.id, name=one.name, comment=one.comment)

    @staticmethod
    def _extension(one: ExtensionDraft) -> model.Extension:
        return model.Extension(name=one.name, schema=one.schema, version=one.version, comment=one.comment)

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
            checks=tuple(map(frozen_check, one.checks)),
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
