"""A SQLite design as one of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.result import Notice
from designer.exporters.translation.parts import Notes, free_name
from designer.exporters.translation.sqlite_texts import default_from_sqlite, from_sqlite, postgres_type
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind


def from_sqlite_design(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for PostgreSQL, and every difference in meaning."""
    return _Translator(schema).run()


class _Translator:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.note = Notes()
        self.types: dict[str, str] = {}
        self.taken = {entity.name.casefold() for entity in schema.entities}

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema = self.schema
        for one in schema.opaque:
            self.note(f"{one.kind} {one.name}", f"this {one.kind} is written in SQLite's SQL and is left out")
        for entity in schema.entities:
            self._choose(entity)
        for _ in range(4):  # chains of foreign keys are short
            for link in schema.relationships:
                self._agree(link)
        made = replace(
            schema, dialect=model.Dialect(name="postgres"), entities=tuple(map(self._entity, schema.entities)),
            relationships=tuple(self._link(one) for one in schema.relationships if self._stays(one)),
            opaque=(), access_patterns=(), invariants=(), decisions=(), layout=model.Layout(),
        )  # fmt: skip
        return complete(made), self.note.all()

    def _choose(self, entity: model.Entity) -> None:
        used = _names_in_expressions(entity)
        for one in entity.attributes:
            kind, lost = postgres_type(one.type)
            if kind == "boolean" and one.name.casefold() in used:
                kind, lost = "bigint", "an expression reads it as a number, so that it becomes one"
            elif kind.startswith(("timestamp", "date", "time")) and one.name.casefold() in used:
                kind, lost = "text", "an expression reads it as text, so that it becomes text"
            if lost:
                self.note(f"{entity.name}.{one.name}", lost)
            self.types[one.id] = kind

    def _agree(self, link: model.Relationship) -> None:
        for own, other in zip(link.columns, link.parent_columns, strict=False):
            if self.types[own] != self.types[other]:
                self.types[own] = self.types[other]
                self.note(path_in(self.schema, own), f"both ends of a foreign key have one type: {self.types[other]}")

    def _entity(self, entity: model.Entity) -> model.Entity:
        own = entity.options.get("sqlite", {})
        for text in own.get("dangling_foreign_keys", ()):
            self.note(entity.name, f"a foreign key that leads nowhere is left out: {text}")
        counter = _counter(entity, self.types)
        key = entity.primary_key
        if key is not None:
            self._key_notes(entity, key)
            nullable = [one.name for one in entity.attributes if one.id in key.columns and not one.not_null]
            if nullable and counter is None:
                self.note(entity.name, f"SQLite lets {', '.join(nullable)} of its primary key be null")
            key = replace(key, name=self._free(key.name), options=EMPTY, x=EMPTY)
        return replace(
            entity, options=EMPTY, primary_key=key, attributes=tuple(self._attribute(entity, one, counter) for one in
                                                                    entity.attributes),
            uniques=tuple(self._unique(entity, one) for one in entity.uniques),
            checks=tuple(self._checks(entity)), indexes=tuple(self._indexes(entity)), x=EMPTY,
        )  # fmt: skip

    def _free(self, name: str | None) -> str | None:
        """A name that no table, key or index has, as PostgreSQL asks for."""
        if name is None:
            return None
        found = free_name(name, self.taken)
        self.taken.add(found.casefold())
        return found

    def _key_notes(self, entity: model.Entity, key: model.PrimaryKey | model.Unique) -> None:
        options = key.options.get("sqlite", {})
        if options.get("conflict"):
            self.note(
                entity.name, f"ON CONFLICT {options['conflict'].upper()} of a key is not there: it refuses the row"
            )
        if any(part[1] for part in options.get("parts", ())):
            self.note(entity.name, "the collation of a key is not there: it is compared byte by byte")

    def _unique(self, entity: model.Entity, key: model.Unique) -> model.Unique:
        self._key_notes(entity, key)
        return replace(key, name=self._free(key.name), options=EMPTY, x=EMPTY)

    def _attribute(self, entity: model.Entity, one: model.Attribute, counter: str | None) -> model.Attribute:
        where = f"{entity.name}.{one.name}"
        kind = self.types[one.id]
        if one.collation and one.collation.lower() != "binary":
            self.note(where, f"its collation {one.collation} is not there: it is compared byte by byte")
        if one.options.get("sqlite", {}).get("not_null_conflict"):
            self.note(where, "ON CONFLICT of NOT NULL is not there: it refuses the row")
        default = default_from_sqlite(one.default, kind) if one.default is not None and not one.generated else None
        if one.default is not None and default is None and not one.generated:
            self.note(where, f"its default {one.default} does not fit {kind} and is left out")
        generated = from_sqlite(one.generated.expression) if one.generated else None
        if one.generated and generated is None:
            self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
        return replace(
            one, type=kind, default=None if one.id == counter else default, collation=None, options=EMPTY, x=EMPTY,
            generated=model.Generated(expression=generated) if generated else None,
            identity=model.Identity(mode="by default") if one.id == counter else None,
            not_null=model.NotNull() if one.not_null or one.id == counter else None,
        )  # fmt: skip

    def _checks(self, entity: model.Entity) -> Iterator[model.Check]:
        for check in entity.checks:
            found = from_sqlite(check.expression)
            if found is None:
                self.note(f"{entity.name}.{check.name or 'a check'}", f"the check {check.expression} is left out")
            else:
                yield replace(check, expression=found, x=EMPTY)

    def _indexes(self, entity: model.Entity) -> Iterator[model.Index]:
        for index in entity.indexes:
            condition = from_sqlite(index.where) if index.where else None
            parts = [
                model.IndexKey(column=key.column, expression=None if key.column else from_sqlite(key.expression or ""),
                               descending=key.descending)
                for key in index.keys
            ]  # fmt: skip
            if (index.where and condition is None) or any(not (key.column or key.expression) for key in parts):
                self.note(f"{entity.name}.{index.name}", "its expressions have no counterpart: it is left out")
                continue
            if any(key.collation for key in index.keys):
                self.note(f"{entity.name}.{index.name}", "its collation is not there: it is compared byte by byte")
            yield replace(
                index, name=self._free(index.name), keys=tuple(parts), where=condition, options=EMPTY, x=EMPTY
            )

    def _stays(self, link: model.Relationship) -> bool:
        parent = self.schema.entity(link.parent)
        wanted = set(link.parent_columns)
        keys = [set(key.columns) for key in parent.keys]
        keys += [set(index.columns) for index in parent.indexes if index.unique and not index.where]
        if wanted in keys:
            return True
        self.note(path_in(self.schema, link.id), "it refers to columns that are no key: PostgreSQL refuses that")
        return False

    def _link(self, link: model.Relationship) -> model.Relationship:
        return replace(link, match=None, x=EMPTY)


def _counter(entity: model.Entity, types: dict[str, str]) -> str | None:
    """The column that is the row's own number: INTEGER PRIMARY KEY."""
    key = entity.primary_key
    if key is None or len(key.columns) != 1 or entity.options.get("sqlite", {}).get("without_rowid"):
        return None
    found = next(one for one in entity.attributes if one.id == key.columns[0])
    return found.id if found.type.strip().upper() == "INTEGER" and types[found.id] == "bigint" else None


def _names_in_expressions(entity: model.Entity) -> set[str]:
    texts = [one.expression for one in entity.checks]
    texts += [one.generated.expression for one in entity.attributes if one.generated]
    texts += [one.where for one in entity.indexes if one.where]
    texts += [key.expression for one in entity.indexes for key in one.keys if key.expression]
    return {
        read_identifier(token.text, "sqlite").casefold()
        for text in texts
        for token in tokenize(text, "sqlite").tokens
        if token.kind in (Kind.WORD, Kind.QUOTED)
    }
