"""The draft made into a `Schema`, once everything is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.importers.drafting.draft import Place
from designer.importers.mysql.draft import Check, Column, Database, ForeignKey, Key, Opaque, Part, Table
from designer.importers.mysql.workspace import Workspace
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import make_id
from designer.schema.schema import Schema


def freeze(work: Workspace, name: str) -> tuple[Schema, dict[str, Place]]:
    """The design, and where each object of it, by id, is defined."""
    return _Freezer(work).run(name)


def _options(found: dict[str, Any]) -> FrozenMap:
    return FrozenMap({"mysql": found}) if found else EMPTY


class _Freezer:
    def __init__(self, work: Workspace) -> None:
        self.work = work
        self.places: dict[str, Place] = {}
        self.homes: dict[str, str] = {}
        self.tables: dict[int, str] = {}
        self.columns: dict[tuple[int, str], str] = {}

    def run(self, name: str) -> tuple[Schema, dict[str, Place]]:
        work = self.work
        schemas = tuple(map(self._database, work.databases.values()))
        for table in work.tables.values():
            self._name(table)
        schema = complete(
            Schema(
                name=name,
                dialect=model.Dialect(name=work.flavour),
                schemas=schemas,
                entities=tuple(map(self._entity, work.tables.values())),
                relationships=tuple(
                    self._relationship(table, key) for table in work.tables.values() for key in table.foreign_keys
                ),
                opaque=tuple(map(self._opaque, work.opaque)),
            )
        )
        return schema, self.places

    def _id(self, kind: str, path: str, place: Place | None) -> str:
        made = make_id(kind, path, self.places.__contains__)
        self.places[made] = place or Place(1)
        return made

    def _database(self, one: Database) -> model.Namespace:
        made = self.homes[one.name] = self._id("schema", one.name, one.place)
        return model.Namespace(id=made, name=one.name, comment=one.comment, x=FrozenMap(one.options))

    def _name(self, table: Table) -> None:
        self.tables[id(table)] = self._id("entity", table.path, table.place)
        for column in table.columns:
            made = self._id("attribute", f"{table.path}.{column.name}", column.place)
            self.columns[id(table), column.name.casefold()] = made

    def _column_ids(self, table: Table, names: list[str]) -> tuple[str, ...]:
        return tuple(self.columns[id(table), name.casefold()] for name in names)

    # Tables

    def _entity(self, table: Table) -> model.Entity:
        primary = table.primary_key
        uniques = [key for key in table.keys if _is_constraint(table, key)]
        indexes = [key for key in table.keys if key.kind != "primary" and key not in uniques]
        return model.Entity(
            id=self.tables[id(table)],
            schema=self.homes[table.database] if table.database else None,
            name=table.name,
            comment=table.comment,
            persistence="temporary" if table.temporary else "permanent",
            options=_options(table.options),
            attributes=tuple(self._attribute(table, column) for column in table.columns),
            primary_key=self._primary_key(table, primary) if primary else None,
            uniques=tuple(self._unique(table, key) for key in uniques),
            checks=tuple(self._check(table, check) for check in table.checks),
            indexes=tuple(self._index(table, key) for key in indexes),
        )

    def _attribute(self, table: Table, column: Column) -> model.Attribute:
        return model.Attribute(
            id=self.columns[id(table), column.name.casefold()],
            name=column.name,
            type=column.type,
            comment=column.comment,
            not_null=model.NotNull() if column.not_null else None,
            default=column.default,
            generated=column.generated,
            identity=model.Identity(mode="by default") if column.auto_increment else None,
            collation=column.collation,
            options=_options(column.options),
        )

    def _primary_key(self, table: Table, key: Key) -> model.PrimaryKey | None:
        made = self._id("primary_key", f"{table.path}.primary key", key.place)
        return model.PrimaryKey(id=made, **self._key_fields(table, key))

    def _unique(self, table: Table, key: Key) -> model.Unique:
        made = self._id("unique", f"{table.path}.{key.name}", key.place)
        return model.Unique(id=made, name=key.name, **self._key_fields(table, key))

    def _key_fields(self, table: Table, key: Key) -> dict[str, Any]:
        options = dict(key.options)
        prefixes = [[part.prefix, part.descending] for part in key.parts]
        if any(prefix or descending for prefix, descending in prefixes):
            options["parts"] = prefixes  # a primary key's prefixes and directions
        if key.without_overlaps:
            options["without_overlaps"] = key.without_overlaps
        columns = self._column_ids(table, [part.column for part in key.parts if part.column])
        return {"columns": columns, "options": _options(options), "comment": key.comment}

    def _check(self, table: Table, check: Check) -> model.Check:
        made = self._id("check", f"{table.path}.{check.name or check.expression}", check.place)
        return model.Check(
            id=made,
            name=check.name,
            expression=check.expression,
            enforced=check.enforced,
            x=FrozenMap({"column": check.column}) if check.column else EMPTY,
        )

    def _index(self, table: Table, key: Key) -> model.Index:
        options = dict(key.options)
        if key.without_overlaps:
            options["without_overlaps"] = key.without_overlaps
        return model.Index(
            id=self._id("index", f"{table.path}.{key.name}", key.place),
            name=key.name,
            keys=tuple(self._part(table, part) for part in key.parts),
            unique=key.kind == "unique",
            method=key.method,
            options=_options(options),
            visible=key.visible,
            comment=key.comment,
        )

    def _part(self, table: Table, part: Part) -> model.IndexKey:
        return model.IndexKey(
            column=self.columns[id(table), part.column.casefold()] if part.column else None,
            expression=part.expression,
            descending=part.descending,
            prefix_length=part.prefix,
        )

    def _relationship(self, table: Table, key: ForeignKey) -> model.Relationship:
        parent = self.work.tables[key.parent]
        return model.Relationship(
            id=self._id("relationship", f"{table.path}.{key.name}", key.place),
            name=key.name,
            child=self.tables[id(table)],
            columns=self._column_ids(table, key.columns),
            parent=self.tables[id(parent)],
            parent_columns=self._column_ids(parent, key.parent_columns),
            on_delete=key.on_delete,
            on_update=key.on_update,
            match=key.match if key.match in ("full", "simple", "partial") else None,
            x=FrozenMap({"no_action": key.written}) if key.written else EMPTY,
        )

    # What is carried

    def _opaque(self, one: Opaque) -> model.Opaque:
        x = {"database": one.database, "sql_mode": one.sql_mode}
        return model.Opaque(
            id=self._id("opaque", f"{one.kind} {one.name}", one.place),
            kind=one.kind,
            name=one.name,
            sql=one.sql,
            line=one.order,
            requires=tuple(self._required(one)),
            provides=() if one.kind in ("grant", "alter", "statement") else (one.name,),
            columns=one.columns,
            x=FrozenMap({key: value for key, value in x.items() if value is not None}),
        )

    def _required(self, one: Opaque) -> Iterator[str]:
        for table in self.work.tables.values():
            if table.name.casefold() in one.words and one.database in (None, table.database):
                yield self.tables[id(table)]


def _is_constraint(table: Table, key: Key) -> bool:
    """Whether a unique key is one in the sense of the model: whole columns, and a name that is free."""
    if key.kind != "unique" or not key.visible or key.without_overlaps:
        return False
    taken = {check.name for check in table.checks} | {link.name for link in table.foreign_keys}
    return key.name not in taken and all(part.column and not (part.prefix or part.descending) for part in key.parts)
