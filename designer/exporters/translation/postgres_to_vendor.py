"""A PostgreSQL design as one of T-SQL or Oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from designer.exporters.result import Notice
from designer.exporters.translation.links import note_lost, stays, translated_part
from designer.exporters.translation.naming import Fold, folded, folding
from designer.exporters.translation.parts import Notes, bare_type, by_name, free_name, with_value
from designer.exporters.translation.vendor_defaults import default_to_vendor
from designer.exporters.translation.vendor_expressions import said_in
from designer.exporters.translation.vendor_losses import note_design, note_key, note_quotes, note_table
from designer.exporters.translation.vendor_types import Kind, postgres_to_oracle, postgres_to_tsql
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.fields import Deferrable
from designer.schema.frozen import EMPTY
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_identifier, quote_literal

_SERIALS = ("serial", "bigserial", "smallserial")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Vendor:
    """A dialect that is translated to."""

    name: str
    label: str
    home: str | None  # what `public` becomes
    type: Callable[[str, bool], Kind]
    text_note: str


_TSQL = Vendor(
    "tsql", "SQL Server", "dbo", postgres_to_tsql,
    "whether text is told apart by case is up to the database's collation",
)  # fmt: skip
_ORACLE = Vendor(
    "oracle", "Oracle", None, postgres_to_oracle,
    "an empty text is null in Oracle: columns that are NOT NULL refuse it",
)  # fmt: skip


def to_tsql_design(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for SQL Server, and every difference in meaning."""
    return _Translator(schema, _TSQL).run()


def to_oracle_design(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for Oracle, and every difference in meaning."""
    return _Translator(schema, _ORACLE).run()


class _Translator:
    def __init__(self, schema: Schema, vendor: Vendor) -> None:
        self.vendor = vendor
        self.given = schema
        self.note = Notes()
        self.enums = by_name(schema, schema.enums)
        self.domains = by_name(schema, schema.domains)
        self.fold: Fold = folding(schema, "oracle") if vendor.name == "oracle" else str
        self.schema = folded(schema, self.fold)
        self.types: dict[str, str] = {}
        self.keyed = _keyed(schema)
        self.taken: set[str] = set()

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema = self.schema
        note_design(schema, self.vendor.label, self.note)
        if self.vendor.name == "oracle":
            note_quotes(self.given, self.fold, self.note)
        self.note(schema.name, self.vendor.text_note)
        kept = [entity for entity in schema.entities if entity.partition_of is None]
        ids = {entity.id for entity in kept}
        self.taken = {entity.name.casefold() for entity in kept}
        homes = tuple(
            replace(one, name=name, x=EMPTY) for one in schema.schemas if (name := self._home(one.name)) is not None
        )
        entities = tuple(self._entity(one) for one in kept)
        made = replace(
            schema, dialect=model.Dialect(name=self.vendor.name), schemas=homes, entities=entities,
            relationships=tuple(self._link(one) for one in schema.relationships if stays(one, ids, schema, self.note)),
            sequences=tuple(self._sequence(one) for one in schema.sequences if not one.owned_by), enums=(),
            domains=(), composites=(), extensions=(), opaque=(), access_patterns=(), invariants=(), decisions=(),
            layout=model.Layout(),
        )  # fmt: skip
        return complete(_at_home(made)), self.note.all()

    def _home(self, name: str) -> str | None:
        return self.vendor.home if name.casefold() == "public" else name

    # Tables

    def _entity(self, entity: model.Entity) -> model.Entity:
        where = self.schema.qualified(entity)
        note_table(self.schema, entity, self.note)
        checks: list[model.Check] = []
        attributes = tuple(self._attribute(one, where, checks) for one in entity.attributes)
        key = entity.primary_key
        if key is not None:
            note_key(key, f"{where}.{key.name}", self.note)
            key = replace(key, name=self._free(key.name), include=(), without_overlaps=False, options=EMPTY,
                          deferrable=self._deferrable(key.deferrable, where), x=EMPTY, attached_to=None)  # fmt: skip
        uniques = [self._unique(entity, one, where) for one in entity.uniques]
        indexes = [made for one in entity.indexes for made in self._index(one, where)]
        return replace(
            entity, tablespace=None, inherits=(), partition_by=None, row_security=None, replica_identity=None,
            persistence="temporary" if entity.persistence == "temporary" else "permanent", options=EMPTY, exclusions=(),
            attributes=attributes, primary_key=key, x=EMPTY,
            uniques=tuple(one for one in uniques if isinstance(one, model.Unique)),
            checks=(*self._checks(entity, where), *checks),
            indexes=(*(one for one in uniques if isinstance(one, model.Index)), *indexes),
        )  # fmt: skip

    def _free(self, name: str | None) -> str | None:
        """A name that no table, key, constraint or index has."""
        if name is None:
            return None
        found = free_name(name, self.taken, _LONGEST_NAME)
        self.taken.add(found.casefold())
        if found != name:
            self.note(name, f"another object is called so: it is called {found}")
        return found

    def _deferrable(self, how: Deferrable | None, where: str) -> Deferrable | None:
        if how and self.vendor.name == "tsql":
            self.note(where, "there are no deferrable constraints: it is checked at each statement")
            return None
        return how

    # Columns

    def _attribute(self, one: model.Attribute, table: str, checks: list[model.Check]) -> model.Attribute:
        where = f"{table}.{one.name}"
        domain = None if parse_type(one.type).dimensions else self.domains.get(bare_type(one.type))
        kind = self._kind(domain.type if domain else one.type, one.id in self.keyed, where)
        self.types[one.id] = kind.type
        quoted = quote_identifier(one.name, self.vendor.name, always=True)
        texts = [kind.limit.format(quoted)] if kind.limit else []
        for check in domain.checks if domain else ():
            texts += filter(None, [self._said(with_value(check.expression, one.name), where)])
        checks += [model.Check(id=f"{one.id}-{number}", expression=text) for number, text in enumerate(texts)]
        if one.collation and one.collation.strip('"') not in ("default",):
            self.note(where, f"its collation {one.collation} is not there")
        identity = self._identity(one, where)
        not_null = one.not_null or (domain.not_null if domain else None) or identity
        return replace(
            one, type=kind.type, identity=identity, not_null=model.NotNull() if not_null else None,
            default=None if identity else self._default(one, domain, kind.type, where),
            generated=self._generated(one, where), collation=None, storage=None, compression=None, options=EMPTY,
            x=EMPTY,
        )  # fmt: skip

    def _kind(self, text: str, keyed: bool, where: str) -> Kind:
        enum = None if parse_type(text).dimensions else self.enums.get(bare_type(text))
        if enum is not None:
            self.note(where, f"there are no enums: a check keeps the values of {enum.name}, and they sort as text")
            longest = max((len(one.value) for one in enum.values), default=1) or 1
            values = ", ".join(quote_literal(one.value, self.vendor.name) for one in enum.values)
            word = f"nvarchar({longest})" if self.vendor.name == "tsql" else f"VARCHAR2({longest} CHAR)"
            return Kind(word, f"{{}} IN ({values.replace('{', '{{').replace('}', '}}')})" if values else None)
        kind = self.vendor.type(text, keyed)
        if kind.lost:
            self.note(where, kind.lost)
        return kind

    def _identity(self, one: model.Attribute, where: str) -> model.Identity | None:
        called = one.default is not None and one.default.lower().startswith("nextval(")
        if one.identity is None and not called and parse_type(one.type).base not in _SERIALS:
            return None
        if self.vendor.name == "tsql":
            self.note(where, "IDENTITY takes a value of a statement's own only under IDENTITY_INSERT")
            start, step = (one.identity.start, one.identity.increment) if one.identity else (None, None)
            return model.Identity(start=start, increment=step)
        return replace(one.identity, sequence=None) if one.identity else model.Identity(mode="by default")

    def _default(self, one: model.Attribute, domain: model.Domain | None, kind: str, where: str) -> str | None:
        text = one.default if one.default is not None else (domain.default if domain else None)
        if text is None or one.generated is not None:
            return None
        found = default_to_vendor(text, kind, self.vendor.name, self.fold)
        if found is None:
            self.note(where, f"its default {text} has no counterpart and is left out")
        return found

    def _generated(self, one: model.Attribute, where: str) -> model.Generated | None:
        if one.generated is None:
            return None
        found = said_in(one.generated.expression, "postgres", self.vendor.name, self.fold)
        if found is None:
            self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
            return None
        stored = one.generated.stored and self.vendor.name == "tsql"
        if one.generated.stored and not stored:
            self.note(where, "it is computed when it is read: Oracle stores no generated columns")
        return model.Generated(expression=found, stored=stored)

    # Constraints and indexes

    def _said(self, text: str, where: str) -> str | None:
        found = said_in(text, "postgres", self.vendor.name, self.fold)
        if found is None:
            self.note(where, f"the check {text} has no faithful counterpart and is left out")
        return found

    def _checks(self, entity: model.Entity, table: str) -> Iterator[model.Check]:
        for check in entity.checks:
            found = self._said(check.expression, f"{table}.{check.name or 'a check'}")
            if found is not None:
                yield replace(check, name=self._free(check.name), expression=found, no_inherit=False, x=EMPTY)

    def _unique(self, entity: model.Entity, key: model.Unique, table: str) -> model.Unique | model.Index:
        """A unique constraint; SQL Server takes nulls for equal there, which an index with a condition does not."""
        where = f"{table}.{key.name}"
        note_key(key, where, self.note)
        nullable = [one.name for one in entity.attributes if one.id in key.columns and not one.not_null]
        referred = any(
            set(one.parent_columns) == set(key.columns) and one.parent == entity.id for one in self.schema.relationships
        )
        name = self._free(key.name or f"{entity.name}_key")
        if self.vendor.name == "tsql" and nullable and not key.nulls_not_distinct and not referred:
            self.note(where, "it becomes a unique index of the rows that have values: a constraint takes one null only")
            quoted = " AND ".join(f"{quote_identifier(one, 'tsql', always=True)} IS NOT NULL" for one in nullable)
            keys = tuple(model.IndexKey(column=one) for one in key.columns)
            return model.Index(id=key.id, name=name, keys=keys, unique=True, where=quoted, comment=key.comment)
        if nullable and key.nulls_not_distinct != (self.vendor.name == "tsql"):
            self.note(where, "rows without a value are told apart otherwise there")
        return replace(
            key, name=name, include=(), nulls_not_distinct=False, without_overlaps=False, options=EMPTY, x=EMPTY,
            deferrable=self._deferrable(key.deferrable, where), attached_to=None,
        )  # fmt: skip

    def _index(self, index: model.Index, table: str) -> Iterator[model.Index]:
        where, tsql = f"{table}.{index.name}", self.vendor.name == "tsql"
        condition = said_in(index.where, "postgres", "tsql", self.fold) if index.where and tsql else None
        parts = [translated_part(part, self._expression) for part in index.keys]
        if index.method not in ("btree", "hash"):
            self.note(where, f"there are no {index.method} indexes: it is left out")
        elif None in parts or (index.where and condition is None and (tsql or index.unique)):
            self.note(where, "its expressions or its condition have no counterpart: it is left out")
        else:
            if index.where and not tsql:
                self.note(where, "there are no partial indexes: it holds every row")
            if index.include and not tsql:
                self.note(where, "INCLUDE columns are left out")
            yield replace(
                index, name=self._free(index.name), keys=tuple(part for part in parts if part), where=condition,
                include=index.include if tsql else (), nulls_not_distinct=False, method="btree", tablespace=None,
                options=EMPTY, x=EMPTY, attached_to=None,
            )  # fmt: skip

    def _expression(self, text: str) -> str | None:
        """An expression of an index; None in SQL Server, whose indexes hold columns only."""
        return None if self.vendor.name == "tsql" else said_in(text, "postgres", "oracle", self.fold)

    # Foreign keys and sequences

    def _link(self, link: model.Relationship) -> model.Relationship:
        where = path_in(self.schema, link.id)
        note_lost(link, where, self.note)
        on_delete, on_update = link.on_delete, link.on_update
        if self.vendor.name == "oracle":
            if on_update not in ("no action", "restrict"):
                self.note(where, f"there is no ON UPDATE: {on_update.upper()} is left out")
                on_update = "no action"
            if on_delete == "set default":
                self.note(where, "there is no ON DELETE SET DEFAULT: the change is refused instead")
                on_delete = "no action"
        return replace(
            link, name=self._free(link.name), match=None, on_delete=on_delete, on_update=on_update,
            on_delete_columns=(), deferrable=self._deferrable(link.deferrable, where), x=EMPTY,
        )  # fmt: skip

    def _sequence(self, one: model.Sequence) -> model.Sequence:
        return replace(one, type=one.type if self.vendor.name == "tsql" else "bigint", x=EMPTY)


def _keyed(schema: Schema) -> set[str]:
    """Columns that a key, an index or a foreign key holds."""
    found = {column for entity in schema.entities for key in entity.keys for column in key.columns}
    found |= {column for entity in schema.entities for index in entity.indexes for column in index.columns}
    return found | {column for link in schema.relationships for column in (*link.columns, *link.parent_columns)}


def _at_home(schema: Schema) -> Schema:
    """Objects of a schema that is left out belong to whoever runs the script."""
    there = {one.id for one in schema.schemas}
    entities = tuple(one if one.schema in there else replace(one, schema=None) for one in schema.entities)
    sequences = tuple(one if one.schema in there else replace(one, schema=None) for one in schema.sequences)
    return replace(schema, entities=entities, sequences=sequences)
