"""The draft made into a `Schema`, once everything is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key, Opaque, Part, Place, Table, folded
from designer.importers.drafting.workspace import Workspace
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.dropped import as_dropped
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import make_id
from designer.schema.schema import Schema

_NAMELESS = ("grant", "statement", "comment")


def freeze(work: Workspace, name: str) -> tuple[Schema, dict[str, Place]]:
    """The design, and where each object of it, by id, is defined. Raises DesignError."""
    return Freezer(work).run(name)


class Freezer:
    """Makes the design; a dialect that differs overrides what it does in another way.

    options_of: the dialect under whose name the options of an object are kept.
    """

    def __init__(self, work: Workspace, options_of: str | None = None) -> None:
        self.work = work
        self.dialect = work.dialect
        self.options_of = options_of or work.dialect
        self.places: dict[str, Place] = {}
        self.homes: dict[str, str] = {}
        self.tables: dict[int, str] = {}
        self.columns: dict[tuple[int, str], str] = {}
        self.taken: dict[int, set[str]] = {}

    def run(self, name: str) -> tuple[Schema, dict[str, Place]]:
        work = self.work
        schemas = []
        for home in work.homes.values():
            made = self.homes[home.name] = self.id("schema", home.name, home.place)
            kept = FrozenMap(home.options) if home.options else EMPTY
            schemas.append(model.Namespace(id=made, name=home.name, comment=home.comment, x=kept))
        for table in work.tables.values():
            self.name_table(table)
        schema = complete(
            Schema(
                name=name,
                dialect=model.Dialect(name=work.dialect),
                schemas=tuple(schemas),
                entities=tuple(map(self.entity, work.tables.values())),
                relationships=tuple(
                    self.relationship(table, key) for table in work.tables.values() for key in table.foreign_keys
                ),
                domains=tuple(self.domains()),
                sequences=tuple(self.sequences()),
                opaque=tuple(map(self.opaque, work.opaque)),
            )
        )
        return schema, self.places

    def id(self, kind: str, path: str, place: Place | None) -> str:
        made = make_id(kind, path, self.places.__contains__)
        self.places[made] = place or Place(1)
        return made

    def home(self, name: str | None) -> str | None:
        return self.homes.get(name) if name else None

    def options(self, found: dict[str, Any]) -> FrozenMap:
        return FrozenMap({self.options_of: found}) if found else EMPTY

    def name_table(self, table: Table) -> None:
        self.tables[id(table)] = self.id("entity", table.path, table.place)
        for column in table.columns:
            made = self.id("attribute", f"{table.path}.{column.name}", column.place)
            self.columns[id(table), folded(column.name, self.dialect)] = made

    def column_ids(self, table: Table, names: list[str]) -> tuple[str, ...]:
        return tuple(self.columns[id(table), folded(name, self.dialect)] for name in names)

    def constraint_name(self, table: Table, name: str | None) -> tuple[str | None, dict[str, Any]]:
        """A name once per table, as the model has it; SQLite lets several constraints have the same."""
        taken = self.taken.setdefault(id(table), set())
        if name is None or name not in taken:
            if name is not None:
                taken.add(name)
            return name, {}
        return None, {"name": name}

    # Tables

    def entity(self, table: Table) -> model.Entity:
        primary = table.primary_key
        others = [key for key in table.keys if key.kind != "primary"]
        uniques = [key for key in others if self.is_constraint(table, key)]
        return model.Entity(
            id=self.tables[id(table)],
            schema=self.home(table.home),
            name=table.name,
            comment=table.comment,
            persistence="temporary" if table.temporary else "permanent",
            tablespace=table.tablespace,
            options=self.options(table.options),
            attributes=tuple(self.attribute(table, column) for column in table.columns),
            primary_key=model.PrimaryKey(**self.key(table, primary)) if primary else None,
            uniques=tuple(model.Unique(**self.key(table, key)) for key in uniques),
            checks=tuple(self.check(table, check) for check in table.checks),
            indexes=tuple(self.index(table, key) for key in others if key not in uniques),
        )

    def is_constraint(self, table: Table, key: Key) -> bool:
        """Whether the model has the key as a unique constraint rather than as an index."""
        return key.kind == "unique"

    def attribute(self, table: Table, column: Column) -> model.Attribute:
        return model.Attribute(
            id=self.columns[id(table), folded(column.name, self.dialect)],
            name=column.name,
            type=column.type,
            comment=column.comment,
            not_null=column.not_null,
            default=column.default,
            generated=column.generated,
            identity=column.identity,
            collation=column.collation,
            options=self.options(column.options),
            x=FrozenMap(as_dropped(self.dropped(table, column))),
        )

    def dropped(self, table: Table, column: Column) -> Iterator[str]:
        """The tables that a column referred to until the script took that away, and made no other foreign key of it."""
        name = folded(column.name, self.dialect)
        if not any(name == folded(part, self.dialect) for one in table.foreign_keys for part in one.columns):
            for one in table.dropped:
                if name in (folded(part, self.dialect) for part in one.columns):
                    yield one.parent[1]

    def key(self, table: Table, key: Key) -> dict[str, Any]:
        name, x = self.constraint_name(table, key.name)
        options = dict(key.options)
        if any(part.descending or part.collation for part in key.parts):
            options["parts"] = [[part.descending, part.collation] for part in key.parts]
        if key.tablespace:
            options["tablespace"] = key.tablespace
        kind = "primary_key" if key.kind == "primary" else "unique"
        columns = [part.column for part in key.parts if part.column]
        return {
            "id": self.id(kind, f"{table.path}.{name or kind + ' ' + ','.join(columns)}", key.place),
            "name": name,
            "columns": self.column_ids(table, columns),
            "include": self.column_ids(table, key.include),
            "deferrable": key.deferrable,
            "options": self.options(options),
            "comment": key.comment,
            "x": FrozenMap(x) if x else EMPTY,
        }

    def check(self, table: Table, check: Check) -> model.Check:
        name, x = self.constraint_name(table, check.name)
        x |= check.x | ({"column": check.column} if check.column else {})
        return model.Check(
            id=self.id("check", f"{table.path}.{name or check.expression}", check.place),
            name=name,
            expression=check.expression,
            enforced=check.enforced,
            validated=check.validated,
            comment=check.comment,
            x=FrozenMap(x) if x else EMPTY,
        )

    def index(self, table: Table, key: Key) -> model.Index:
        return model.Index(
            id=self.id("index", f"{table.path}.{key.name}", key.place),
            name=key.name,
            keys=tuple(self.part(table, part) for part in key.parts),
            include=self.column_ids(table, key.include),
            where=key.where,
            unique=key.unique,
            method=key.method,
            visible=key.visible,
            tablespace=key.tablespace,
            options=self.options(key.options),
            comment=key.comment,
        )

    def part(self, table: Table, part: Part) -> model.IndexKey:
        return model.IndexKey(
            column=self.column_ids(table, [part.column])[0] if part.column else None,
            expression=part.expression,
            descending=part.descending,
            collation=part.collation,
            nulls=part.nulls,
            prefix_length=part.prefix,
        )

    def relationship(self, table: Table, key: ForeignKey) -> model.Relationship:
        parent = self.work.find(key.parent)
        assert parent is not None
        name, x = self.constraint_name(table, key.name)
        x |= key.x
        if key.match is not None and key.match not in ("full", "simple", "partial"):
            x["match"] = key.match
        path = name or f"{','.join(key.columns)} to {parent.path}"
        return model.Relationship(
            id=self.id("relationship", f"{table.path}.{path}", key.place),
            name=name,
            child=self.tables[id(table)],
            columns=self.column_ids(table, key.columns),
            parent=self.tables[id(parent)],
            parent_columns=self.column_ids(parent, key.parent_columns),
            on_delete=key.on_delete,
            on_update=key.on_update,
            match=key.match if key.match in ("full", "simple", "partial") else None,
            deferrable=key.deferrable,  # type: ignore[arg-type]
            enforced=key.enforced,
            validated=key.validated,
            comment=key.comment,
            x=FrozenMap(x) if x else EMPTY,
        )

    # What else there is

    def domains(self) -> Iterator[model.Domain]:
        for one in self.work.aliases.values():
            yield model.Domain(
                id=self.id("domain", f"{one.home}.{one.name}", one.place),
                schema=self.home(one.home),
                name=one.name,
                type=one.type,
                not_null=model.NotNull() if one.not_null else None,
            )

    def sequences(self) -> Iterator[model.Sequence]:
        for one in self.work.sequences.values():
            made = self.id("sequence", f"{one.home}.{one.name}", one.place)
            yield model.Sequence(id=made, schema=self.home(one.home), name=one.name, **one.options)

    def opaque(self, one: Opaque) -> model.Opaque:
        return model.Opaque(
            id=self.id("opaque", f"{one.kind} {one.name}", one.place),
            kind=one.kind,
            name=one.name,
            sql=one.sql,
            line=one.order,
            requires=tuple(self.required(one)),
            provides=() if one.kind in _NAMELESS else (one.name.rpartition(".")[2],),
        )

    def required(self, one: Opaque) -> Iterator[str]:
        for table in sorted(self.work.tables.values(), key=lambda table: table.path):
            if folded(table.name, self.dialect) in one.words:
                yield self.tables[id(table)]
