"""A PostgreSQL design as one of MySQL or MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from designer.exporters.result import Notice
from designer.exporters.translation.defaults import default_to_mysql
from designer.exporters.translation.links import stays
from designer.exporters.translation.mysql_keys import KeysAndLinks
from designer.exporters.translation.mysql_types import LONGEST_KEY, Said, mysql_type
from designer.exporters.translation.parts import bare_type, by_name, free_name, with_value
from designer.schema import model
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_literal

_SERIALS = ("serial", "bigserial", "smallserial")
_COLLATION = {"mysql": "utf8mb4_bin", "mariadb": "utf8mb4_nopad_bin"}
_SHORT = 8
"""How many characters' worth of a key is kept for a number, a moment and the like."""
_BINARY = ("json", "longblob", "varbinary")


def to_mysql_family(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design in the dialect `to` (mysql or mariadb), and every difference in meaning."""
    return _Translator(schema, to).run()


class _Translator(KeysAndLinks):
    def __init__(self, schema: Schema, to: str) -> None:
        super().__init__(schema, to)
        self.check_names: set[str] = set()

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema = self.schema
        self._whole_design()
        kept = [entity for entity in schema.entities if entity.partition_of is None]
        self._choose_types(kept)
        ids = {entity.id for entity in kept}
        links = tuple(self._link(link) for link in schema.relationships if stays(link, ids, schema, self.note))
        entities = tuple(map(self._entity, kept))
        homes = tuple(replace(home, comment=None) for home in self._homes)
        made = replace(
            schema, dialect=model.Dialect(name=self.to), schemas=homes, entities=entities, relationships=links,
            enums=(), domains=(), composites=(), sequences=(), extensions=(), opaque=(), access_patterns=(),
            invariants=(), decisions=(), layout=model.Layout(),
        )  # fmt: skip
        return made, self.note.all()

    # What concerns the whole design

    def _whole_design(self) -> None:
        schema, note = self.schema, self.note
        note(schema.name, f"text is compared byte by byte, by {_COLLATION[self.to]}: sorting is by code point")
        for one in schema.opaque:
            note(f"{one.kind} {one.name}", f"this {one.kind} is written in PostgreSQL's SQL and is left out")
        for extension in schema.extensions:
            note(f"extension {extension.name}", "there are no extensions: what it provides is not there")
        for composite in schema.composites:
            note(schema.qualified(composite), "there are no composite types: columns of it become text")
        for sequence in schema.sequences:
            if not sequence.owned_by:
                note(schema.qualified(sequence), "a sequence that belongs to no column is left out")
        for home in self._homes:
            note(home.name, "a schema becomes a database of its own")

    @cached_property
    def _homes(self) -> tuple[model.Namespace, ...]:
        """The schemas that become databases: none where all is in `public`, else every one, for there a name without
        a database means that of the table that says it."""
        used = {entity.schema for entity in self.schema.entities}
        found = tuple(home for home in self.schema.schemas if home.id in used)
        return () if all(home.name == "public" for home in found) else found

    # Types

    @cached_property
    def _enums(self) -> dict[str, model.Enum]:
        return by_name(self.schema, self.schema.enums)

    @cached_property
    def _domains(self) -> dict[str, model.Domain]:
        return by_name(self.schema, self.schema.domains)

    def _choose_types(self, entities: list[model.Entity]) -> None:
        keyed = self._keyed()
        for entity in entities:
            for attribute in entity.attributes:
                said = self._type(attribute.type, keyed.get(attribute.id))
                self.types[attribute.id] = said
                if said.note:
                    self.note(f"{self.schema.qualified(entity)}.{attribute.name}", said.note)
        for _ in range(4):  # chains of foreign keys are short
            for link in self.schema.relationships:
                self._agree(link)

    def _keyed(self) -> dict[str, int]:
        """Columns that a unique key or a foreign key needs whole, and how many characters a key leaves each of them."""
        found: dict[str, int] = {}
        groups = [key.columns for entity in self.schema.entities for key in entity.keys]
        groups += [
            tuple(part.column for part in index.keys if part.column)
            for entity in self.schema.entities
            for index in entity.indexes
            if index.unique and not index.where
        ]
        groups += [link.columns for link in self.schema.relationships]
        groups += [link.parent_columns for link in self.schema.relationships]
        for group in groups:
            long = sum(self._is_long(column) for column in group)
            share = (LONGEST_KEY - _SHORT * (len(group) - long)) // max(1, long)
            for column in group:
                found[column] = min(share, found.get(column, share))
        for _ in range(4):  # both ends of a foreign key have one type, so the shorter share goes for both
            for link in self.schema.relationships:
                for own, other in zip(link.columns, link.parent_columns, strict=False):
                    found[own] = found[other] = min(found[own], found[other])
        return found

    def _is_long(self, column: str) -> bool:
        """Whether a column takes a large part of a key."""
        said = self._type(self.schema.attribute(column).type, None)
        return said.type.startswith(("longtext", "longblob", "varchar", "char", "varbinary"))

    def _agree(self, link: model.Relationship) -> None:
        """Both ends of a foreign key must have one type there."""
        for own, other in zip(link.columns, link.parent_columns, strict=False):
            mine, theirs = self.types.get(own), self.types.get(other)
            if mine is not None and theirs is not None and mine.type != theirs.type:
                self.types[own] = replace(mine, type=theirs.type, collation=theirs.collation)
                self.note(path_in(self.schema, own), f"both ends of a foreign key have one type there: {theirs.type}")

    def _type(self, text: str, share: int | None) -> Said:
        name = bare_type(text)
        if name in self._enums and not parse_type(text).dimensions:
            values = ", ".join(quote_literal(value.value, "mysql") for value in self._enums[name].values)
            return Said(f"enum({values})")
        if name in self._domains and not parse_type(text).dimensions:
            return self._type(self._domains[name].type, share)
        return mysql_type(text, self.to, share)

    # Tables

    def _entity(self, entity: model.Entity) -> model.Entity:
        where = self.schema.qualified(entity)
        self._table_notes(entity, where)
        taken = {column.name.casefold() for column in entity.attributes}
        if len(taken) < len(entity.attributes):
            self.note(where, "two of its columns differ in case only, which is one name there: the server refuses it")
        counter = self._counter(entity, where)
        attributes = tuple(self._attribute(entity, one, where, one is counter) for one in entity.attributes)
        keys = [*self._unique_indexes(entity, where), *self._indexes(entity, where)]
        if counter is not None and not _leads(entity, keys, counter.id):
            self.note(f"{where}.{counter.name}", "a column that counts needs a key there: an index is added")
            name = free_name(f"{entity.name}_{counter.name}_idx", {(key.name or "").casefold() for key in keys}, 64)
            keys.append(model.Index(id=f"{counter.id}-key", name=name, keys=(model.IndexKey(column=counter.id),)))
        return replace(
            entity, schema=self._home(entity), tablespace=None, inherits=(), partition_by=None, row_security=None,
            replica_identity=None, comment=self._comment(entity.comment, where, 2048), persistence=_persistence(entity),
            attributes=attributes, primary_key=self._primary_key(entity, where),
            uniques=tuple(self._unique(entity, key, where) for key in entity.uniques),
            checks=tuple(self._checks(entity, where)), exclusions=(), indexes=tuple(keys),
            options=FrozenMap({"mysql": self._options(entity, counter)}),
        )  # fmt: skip

    def _options(self, entity: model.Entity, counter: model.Attribute | None) -> dict[str, Any]:
        options: dict[str, Any] = {"engine": "InnoDB", "charset": "utf8mb4", "collation": _COLLATION[self.to]}
        if counter is not None and counter.identity is not None and (counter.identity.start or 1) > 1:
            options["auto_increment"] = str(counter.identity.start)
        return options

    def _home(self, entity: model.Entity) -> str | None:
        return entity.schema if self._homes else None

    def _table_notes(self, entity: model.Entity, where: str) -> None:
        note = self.note
        if entity.partition_by is not None:
            note(where, "partitions are defined otherwise there: it becomes one table that holds all rows")
        if entity.inherits:
            note(where, "there is no inheritance: its rows are not seen through the table it inherits from")
        if entity.row_security is not None and entity.row_security.enabled:
            note(where, "there is no row security: everybody who may read the table reads every row")
        if entity.persistence == "unlogged":
            note(where, "there are no unlogged tables: it is an ordinary one")
        for exclusion in entity.exclusions:
            note(path_in(self.schema, exclusion.id), "there are no exclusion constraints: nothing keeps this rule")

    # Columns

    def _counter(self, entity: model.Entity, where: str) -> model.Attribute | None:
        """The one column that counts by itself."""
        found = [one for one in entity.attributes if self._counts(one)]
        for one in found[1:]:
            self.note(f"{where}.{one.name}", "a table has one AUTO_INCREMENT column: this one no longer counts")
        return found[0] if found else None

    def _counts(self, attribute: model.Attribute) -> bool:
        if attribute.identity is not None or parse_type(attribute.type).base in _SERIALS:
            return True
        return attribute.default is not None and attribute.default.lower().startswith("nextval(") and (
            self.types[attribute.id].type in ("smallint", "int", "bigint"))  # fmt: skip

    def _attribute(self, entity: model.Entity, one: model.Attribute, table: str, counts: bool) -> model.Attribute:
        where = f"{table}.{one.name}"
        said = self.types[one.id]
        domain = self._domains.get(bare_type(one.type))
        counting = self._counts(one)
        if counts and one.identity is not None:
            self._identity_notes(one.identity, where)
        default = None if counting else self._default(one, domain, where, said.type)
        generated = self._generated(entity, one, where)
        not_null = one.not_null or (domain.not_null if domain else None)
        serial = parse_type(one.type).base in _SERIALS
        if one.collation and said.collation is None:
            self.note(where, f"its collation {one.collation} is PostgreSQL's: the table's own is used")
        return replace(
            one, type=said.type, default=default, generated=generated,
            identity=model.Identity(mode="by default") if counts else None,
            not_null=model.NotNull() if not_null or serial else None, collation=said.collation,
            storage=None, compression=None, options=EMPTY, x=EMPTY,
            comment=self._comment(one.comment, where, 1024),
        )  # fmt: skip

    def _identity_notes(self, identity: model.Identity, where: str) -> None:
        if identity.mode == "always":
            self.note(where, "AUTO_INCREMENT takes a value that a statement gives, where the identity refused it")
        if identity.increment not in (None, 1) or identity.minimum or identity.maximum or identity.cycle:
            self.note(where, "AUTO_INCREMENT counts by one without bounds: the sequence's options are left out")

    def _default(self, one: model.Attribute, domain: model.Domain | None, where: str, type_: str) -> str | None:
        text = one.default if one.default is not None else (domain.default if domain else None)
        if text is None or one.generated is not None:
            return None
        found = default_to_mysql(text, type_)
        if found is None:
            self.note(where, f"its default {text} has no counterpart and is left out")
        return found

    def _generated(self, entity: model.Entity, one: model.Attribute, where: str) -> model.Generated | None:
        if one.generated is None:
            return None
        found = self._said(one.generated.expression, entity)
        if found is None:
            self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
            return None
        if "JSON_UNQUOTE" in found:
            self.note(where, "a list or an object that it takes from a document is text in another spelling there")
        return model.Generated(expression=found, stored=one.generated.stored)

    # Checks

    def _checks(self, entity: model.Entity, table: str) -> Iterator[model.Check]:
        for check in entity.checks:
            yield from self._check(check, check.expression, f"{table}.{check.name or check.expression}", entity)
        for one in entity.attributes:
            domain = self._domains.get(bare_type(one.type))
            for number, check in enumerate(domain.checks if domain else ()):
                text = with_value(check.expression, one.name)
                made = replace(check, id=f"{one.id}-{number}", name=f"{entity.name}_{one.name}_check")
                yield from self._check(made, text, f"{table}.{one.name}", entity)

    def _check(self, check: model.Check, text: str, where: str, entity: model.Entity) -> Iterator[model.Check]:
        found = self._said(text, entity)
        if found is None or "CURRENT_" in found.upper():
            self.note(where, f"the check {text} has no counterpart and is left out")
            return
        counting = [one.name for one in entity.attributes if self._counts(one)]
        if any(f"`{name}`" in found for name in counting):
            self.note(where, "a check may not read an AUTO_INCREMENT column there: it is left out")
            return
        if not check.validated:
            self.note(where, "the rows that are there are checked too")
        name = free_name(check.name or f"{entity.name}_check", self.check_names, 64)
        self.check_names.add(name.casefold())
        yield replace(check, name=name, expression=found, validated=True, no_inherit=False, comment=None)


def _leads(entity: model.Entity, indexes: list[model.Index], column: str) -> bool:
    """Whether a key begins with the column."""
    return any(key.columns[:1] == (column,) for key in entity.keys) or any(
        index.columns[:1] == (column,) for index in indexes
    )


def _persistence(entity: model.Entity) -> str:
    return "temporary" if entity.persistence == "temporary" else "permanent"
