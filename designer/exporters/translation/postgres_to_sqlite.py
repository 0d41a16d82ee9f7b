"""A PostgreSQL design as one of SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.result import Notice
from designer.exporters.translation.forms import Families
from designer.exporters.translation.links import note_lost, stays, translated_part
from designer.exporters.translation.parts import Notes, bare_type, by_name, families_of, free_name, with_value
from designer.exporters.translation.sqlite_texts import default_to_sqlite, sqlite_type, to_sqlite
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_identifier, quote_literal

_SERIALS = ("serial", "bigserial", "smallserial")
_COUNTER = FrozenMap({"sqlite": {"inline": True, "autoincrement": True}})


def to_sqlite_design(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for SQLite, and every difference in meaning."""
    return _Translator(schema).run()


class _Translator:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.note = Notes()
        self.taken: set[str] = set()
        self.enums = by_name(schema, schema.enums)
        self.domains = by_name(schema, schema.domains)
        self.families: dict[str, Families] = {}

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema = self.schema
        self._whole_design()
        kept = [entity for entity in schema.entities if entity.partition_of is None]
        ids = {entity.id for entity in kept}
        names = {entity.id: self._table_name(entity) for entity in kept}
        made = replace(
            schema, dialect=model.Dialect(name="sqlite"), schemas=(),
            entities=tuple(self._entity(entity, names[entity.id]) for entity in kept),
            relationships=tuple(self._link(one) for one in schema.relationships if stays(one, ids, schema, self.note)),
            enums=(), domains=(), composites=(), sequences=(), extensions=(), opaque=(), access_patterns=(),
            invariants=(), decisions=(), layout=model.Layout(),
        )  # fmt: skip
        return complete(made), self.note.all()

    def _whole_design(self) -> None:
        schema, note = self.schema, self.note
        for one in schema.opaque:
            note(f"{one.kind} {one.name}", f"this {one.kind} is written in PostgreSQL's SQL and is left out")
        for extension in schema.extensions:
            note(f"extension {extension.name}", "what this extension provides is not in SQLite")
        for composite in schema.composites:
            note(schema.qualified(composite), "there are no composite types: columns of it become text")
        for sequence in schema.sequences:
            note(schema.qualified(sequence), "there are no sequences: only AUTOINCREMENT counts there")
        for entity in schema.entities:
            if entity.partition_of is not None:
                note(schema.qualified(entity), "there are no partitions: its rows are in the table it is a part of")

    def _table_name(self, entity: model.Entity) -> str:
        home = self.schema.namespace(entity.schema)
        wanted = entity.name if home in (None, "public") else f"{home}_{entity.name}"
        if wanted.lower().startswith("sqlite_"):
            wanted = f"_{wanted}"
        name = free_name(wanted, self.taken, 200)
        if name != entity.name:
            self.note(self.schema.qualified(entity), f"there are no schemas in SQLite: the table is called {name}")
        self.taken.add(name.casefold())
        return name

    # Tables

    def _entity(self, entity: model.Entity, name: str) -> model.Entity:
        where = self.schema.qualified(entity)
        self._table_notes(entity, where)
        counter = self._counter(entity)
        checks: list[model.Check] = []
        attributes = tuple(self._attribute(entity, one, where, counter, checks) for one in entity.attributes)
        key = entity.primary_key
        if key is not None:
            self._key_notes(key, where)
            options = _COUNTER if counter is not None else EMPTY
            key = replace(key, include=(), deferrable=None, without_overlaps=False, options=options, x=EMPTY,
                          attached_to=None)  # fmt: skip
        return replace(
            entity, schema=None, name=name, tablespace=None, inherits=(), partition_by=None, row_security=None,
            replica_identity=None, options=EMPTY, attributes=attributes, primary_key=key,
            persistence="temporary" if entity.persistence == "temporary" else "permanent", exclusions=(),
            uniques=tuple(self._unique(one, where) for one in entity.uniques),
            checks=(*self._checks(entity, where), *checks), indexes=tuple(self._indexes(entity, where)), x=EMPTY,
        )  # fmt: skip

    def _table_notes(self, entity: model.Entity, where: str) -> None:
        if entity.partition_by is not None:
            self.note(where, "there are no partitions: it becomes one table that holds all rows")
        if entity.inherits:
            self.note(where, "there is no inheritance: its rows are not seen through the table it inherits from")
        if entity.row_security is not None and entity.row_security.enabled:
            self.note(where, "there is no row security: everybody who opens the file reads every row")
        if len({one.name.casefold() for one in entity.attributes}) < len(entity.attributes):
            self.note(where, "two of its columns differ in case only, which is one name in SQLite: it is refused")
        for one in entity.exclusions:
            self.note(path_in(self.schema, one.id), "there are no exclusion constraints: nothing keeps this rule")

    def _counts(self, one: model.Attribute) -> bool:
        called = one.default is not None and one.default.lower().startswith("nextval(")
        return one.identity is not None or called or parse_type(one.type).base in _SERIALS

    def _counter(self, entity: model.Entity) -> model.Attribute | None:
        key = entity.primary_key
        if key is None or len(key.columns) != 1:
            return None
        found = next(one for one in entity.attributes if one.id == key.columns[0])
        return found if self._counts(found) else None

    def _attribute(
        self,
        entity: model.Entity,
        one: model.Attribute,
        table: str,
        counter: model.Attribute | None,
        checks: list[model.Check],
    ) -> model.Attribute:
        where = f"{table}.{one.name}"
        domain = None if parse_type(one.type).dimensions else self.domains.get(bare_type(one.type))
        kind, limit = self._type(domain.type if domain else one.type, where)
        counts = self._counts(one)
        if one is counter:
            kind, limit = "INTEGER", None
            if one.identity is not None and (
                one.identity.mode == "always" or one.identity.increment or one.identity.start
            ):
                self.note(where, "AUTOINCREMENT counts by one from one, and takes a value that a statement gives")
        elif counts:
            self.note(where, "only an INTEGER PRIMARY KEY counts by itself in SQLite: this column does not")
        if one.collation and one.collation.strip('"') not in ("C", "POSIX", "default"):
            self.note(where, f"its collation {one.collation} is not there: text is compared byte by byte")
        quoted = quote_identifier(one.name, "sqlite")
        texts = [limit.format(quoted)] if limit else []
        for check in domain.checks if domain else ():
            texts += filter(None, [self._said(with_value(check.expression, one.name), where, entity)])
        checks += [model.Check(id=f"{one.id}-{number}", expression=text) for number, text in enumerate(texts)]
        not_null = one.not_null or (domain.not_null if domain else None)
        return replace(
            one, type=kind, identity=None, not_null=model.NotNull() if not_null and one is not counter else None,
            default=None if counts else self._default(one, domain, where),
            generated=self._generated(entity, one, where), collation=None, storage=None, compression=None,
            options=EMPTY, x=EMPTY,
        )  # fmt: skip

    def _type(self, text: str, where: str) -> tuple[str, str | None]:
        enum = None if parse_type(text).dimensions else self.enums.get(bare_type(text))
        if enum is not None:
            self.note(where, f"there are no enums: a check keeps the values of {enum.name}, and they sort as text")
            values = ", ".join(
                quote_literal(one.value, "sqlite").replace("{", "{{").replace("}", "}}") for one in enum.values
            )
            return "TEXT", f"{{}} IN ({values})" if values else None
        kind, limit, lost = sqlite_type(text)
        if lost:
            self.note(where, lost)
        return kind, limit

    def _default(self, one: model.Attribute, domain: model.Domain | None, where: str) -> str | None:
        text = one.default if one.default is not None else (domain.default if domain else None)
        if text is None or one.generated is not None:
            return None
        found = default_to_sqlite(text)
        if found is None:
            self.note(where, f"its default {text} has no counterpart and is left out")
        elif found.startswith("CURRENT_TIMESTAMP"):
            self.note(where, "CURRENT_TIMESTAMP is text in UTC, to the second")
        return found

    def _generated(self, entity: model.Entity, one: model.Attribute, where: str) -> model.Generated | None:
        if one.generated is None:
            return None
        found = self._expression(one.generated.expression, entity)
        if found is None:
            self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
            return None
        return model.Generated(expression=found, stored=one.generated.stored)

    def _expression(self, text: str, entity: model.Entity) -> str | None:
        if entity.id not in self.families:
            self.families[entity.id] = families_of(self.schema, entity)
        return to_sqlite(text, self.families[entity.id])

    def _said(self, text: str, where: str, entity: model.Entity) -> str | None:
        found = self._expression(text, entity)
        if found is None:
            self.note(where, f"the check {text} has no faithful counterpart and is left out")
        return found

    def _checks(self, entity: model.Entity, table: str) -> Iterator[model.Check]:
        for check in entity.checks:
            found = self._said(check.expression, f"{table}.{check.name or 'a check'}", entity)
            if found is not None:
                yield replace(check, expression=found, validated=True, no_inherit=False, enforced=True, x=EMPTY)

    # Keys and indexes

    def _unique(self, key: model.Unique, where: str) -> model.Unique:
        self._key_notes(key, f"{where}.{key.name}")
        if key.nulls_not_distinct:
            self.note(f"{where}.{key.name}", "nulls are distinct in SQLite: several rows may have none")
        return replace(
            key, include=(), deferrable=None, nulls_not_distinct=False, without_overlaps=False, options=EMPTY, x=EMPTY,
            attached_to=None,
        )  # fmt: skip

    def _key_notes(self, key: model.PrimaryKey | model.Unique, where: str) -> None:
        if key.deferrable:
            self.note(where, "a key is not deferrable in SQLite: it is checked at each row")
        if key.include:
            self.note(where, "INCLUDE columns are left out")
        if key.without_overlaps:
            self.note(where, "WITHOUT OVERLAPS is left out: it is a plain key")

    def _indexes(self, entity: model.Entity, table: str) -> Iterator[model.Index]:
        for index in entity.indexes:
            where = f"{table}.{index.name}"
            parts = [translated_part(part, lambda text: self._expression(text, entity)) for part in index.keys]
            condition = self._expression(index.where, entity) if index.where else None
            if index.method not in ("btree", "hash"):
                self.note(where, f"there are no {index.method} indexes: it is left out")
            elif None in parts or (index.where and condition is None):
                self.note(where, "its expressions have no faithful counterpart: it is left out")
            else:
                yield self._index(index, where, [part for part in parts if part], condition)

    def _index(self, index: model.Index, where: str, parts: list[model.IndexKey], condition: str | None) -> model.Index:
        if index.include:
            self.note(where, "INCLUDE columns are left out")
        if index.nulls_not_distinct:
            self.note(where, "nulls are distinct in SQLite: several rows may have none")
        name = free_name(index.name or "index", self.taken, 200)
        self.taken.add(name.casefold())
        return replace(
            index, name=name, keys=tuple(parts), include=(), where=condition, nulls_not_distinct=False, method="btree",
            options=EMPTY, tablespace=None, x=EMPTY, attached_to=None,
        )  # fmt: skip

    # Foreign keys

    def _link(self, link: model.Relationship) -> model.Relationship:
        note_lost(link, path_in(self.schema, link.id), self.note, "MATCH FULL is read and not kept")
        return replace(link, match=None, validated=True, enforced=True, on_delete_columns=(), x=EMPTY)
