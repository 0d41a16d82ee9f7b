"""A MySQL or MariaDB design as one of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.result import Notice
from designer.exporters.translation.defaults import default_to_postgres
from designer.exporters.translation.expressions import to_postgres
from designer.exporters.translation.parts import Notes, free_name
from designer.exporters.translation.postgres_types import Said, postgres_type
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_identifier

_LONG = ("text", "bytea")


def from_mysql_family(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for PostgreSQL, and every difference in meaning."""
    return _Translator(schema).run()


class _Translator:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.note = Notes()
        self.types: dict[str, Said] = {}
        self.enums: list[model.Enum] = []
        self.relations = {entity.name.casefold() for entity in schema.entities}

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema = self.schema
        for one in schema.opaque:
            self.note(f"{one.kind} {one.name}", f"this {one.kind} is written in MySQL's SQL and is left out")
        for entity in schema.entities:
            for attribute in entity.attributes:
                self.types[attribute.id] = self._said(entity, attribute)
        for _ in range(4):  # chains of foreign keys are short
            for link in schema.relationships:
                self._agree(link)
        made = replace(
            schema, dialect=model.Dialect(name="postgres"), entities=tuple(map(self._entity, schema.entities)),
            schemas=tuple(replace(home, x=EMPTY) for home in schema.schemas),
            sequences=tuple(replace(one, x=EMPTY) for one in schema.sequences),
            relationships=tuple(map(self._link, schema.relationships)), enums=tuple(self.enums), opaque=(),
            access_patterns=(), invariants=(), decisions=(), layout=model.Layout(), x=EMPTY,
        )  # fmt: skip
        return complete(made), self.note.all()

    def _said(self, entity: model.Entity, attribute: model.Attribute) -> Said:
        where = f"{self.schema.qualified(entity)}.{attribute.name}"
        said = postgres_type(attribute.type, counts=attribute.identity is not None)
        if said.note:
            self.note(where, said.note)
        if said.values is not None:
            name = free_name(f"{entity.name}_{attribute.name}", self.relations)
            self.relations.add(name.casefold())
            values = tuple(model.EnumValue(value=value) for value in said.values)
            self.enums.append(model.Enum(schema=entity.schema, name=name, values=values))
            home = self.schema.namespace(entity.schema) or "public"
            quoted = f"{quote_identifier(home, 'postgres')}.{quote_identifier(name, 'postgres')}"
            return replace(said, type=quoted)
        return said

    def _agree(self, link: model.Relationship) -> None:
        """Both ends of a foreign key must be comparable: one type where the families differ."""
        for own, other in zip(link.columns, link.parent_columns, strict=False):
            mine, theirs = self.types[own], self.types[other]
            if mine.values is None and theirs.values is None and mine.type != theirs.type:
                self.types[own] = replace(mine, type=theirs.type)

    # Tables

    def _entity(self, entity: model.Entity) -> model.Entity:
        where = self.schema.qualified(entity)
        options: Any = entity.options.get("mysql", EMPTY)
        if options.get("partitioning"):
            self.note(where, "its partitions are left out: it becomes one table that holds all rows")
        if options.get("system_versioning"):
            self.note(where, "there is no system versioning: the history of its rows is not kept")
        if any(self.types[one.id].type.startswith(("text", "varchar", "char")) for one in entity.attributes):
            self.note(where, "text is told apart by case and accents, which MySQL's usual collations do not")
        checks = [*self._checks(entity, where), *self._ranges(entity)]
        return replace(
            entity, attributes=tuple(self._attribute(entity, one, where) for one in entity.attributes),
            primary_key=entity.primary_key and replace(entity.primary_key, options=EMPTY),
            uniques=tuple(self._unique(entity, key) for key in entity.uniques), checks=tuple(checks),
            indexes=tuple(made for index in entity.indexes for made in self._index(entity, index, where)),
            options=self._table_options(entity), x=EMPTY,
        )  # fmt: skip

    @staticmethod
    def _table_options(entity: model.Entity) -> FrozenMap:
        return FrozenMap({dialect: value for dialect, value in entity.options.items() if dialect != "mysql"})

    def _expression(self, text: str, entity: model.Entity) -> str | None:
        """An expression over an entity's columns, of the types that they have by then."""
        known = {one.name: parse_type(self.types[one.id].type).family for one in entity.attributes}
        return to_postgres(text, {name: family for name, family in known.items() if family})

    def _attribute(self, entity: model.Entity, one: model.Attribute, table: str) -> model.Attribute:
        where = f"{table}.{one.name}"
        said = self.types[one.id]
        options: Any = one.options.get("mysql", EMPTY)
        if options.get("on_update"):
            self.note(where, f"ON UPDATE {options['on_update']} is left out: it takes a trigger")
        if options.get("invisible"):
            self.note(where, "there are no invisible columns: SELECT * shows it")
        generated = None
        if one.generated is not None:
            expression = self._expression(one.generated.expression, entity)
            if expression is None:
                self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
            else:
                generated = model.Generated(expression=expression, stored=True)
                if not one.generated.stored:
                    self.note(where, "it was virtual: its values are stored, which every PostgreSQL can")
        not_null = one.not_null or (model.NotNull() if one.identity else None)
        return replace(
            one, type=said.type, default=self._default(one, said, where), generated=generated, collation=None,
            identity=self._identity(one), options=EMPTY, not_null=not_null,
        )  # fmt: skip

    def _identity(self, one: model.Attribute) -> model.Identity | None:
        return model.Identity(mode="by default") if one.identity is not None else None

    def _default(self, one: model.Attribute, said: Said, where: str) -> str | None:
        if one.default is None or one.generated is not None:
            return None
        found = default_to_postgres(one.default, said.type)
        if found is None or (said.values is not None and found.strip("'") == "" and "" not in said.values):
            self.note(where, f"its default {one.default} has no counterpart and is left out")
            return None
        return found

    # Checks

    def _checks(self, entity: model.Entity, table: str) -> Iterator[model.Check]:
        taken = self._constraint_names(entity)
        for check in entity.checks:
            found = self._expression(check.expression, entity)
            where = f"{table}.{check.name or check.expression}"
            if found is None:
                self.note(where, f"the check {check.expression} has no counterpart and is left out")
                continue
            name = free_name(check.name or f"{entity.name}_check", taken)
            taken.add(name.casefold())
            yield replace(check, name=name, expression=found, x=EMPTY)

    def _constraint_names(self, entity: model.Entity) -> set[str]:
        uniques = {(one.name or "").casefold() for one in entity.uniques}
        return uniques | {(one.name or "").casefold() for one in self.schema.references_from(entity.id)}

    def _ranges(self, entity: model.Entity) -> Iterator[model.Check]:
        """What an unsigned type alone refuses."""
        taken = self._constraint_names(entity) | {(one.name or "").casefold() for one in entity.checks}
        for one in entity.attributes:
            limit = self.types[one.id].limit
            if limit:
                column = quote_identifier(one.name, "postgres")
                name = free_name(f"{entity.name}_{one.name}_range", taken)
                taken.add(name.casefold())
                yield model.Check(id=f"{one.id}-range", name=name, expression=limit.format(column))

    # Keys and indexes

    def _relation_name(self, entity: model.Entity, name: str | None) -> str | None:
        """Names of indexes are unique in a schema: one that is taken gets its table's before it."""
        if name is None:
            return None
        made = free_name(name if name.casefold() not in self.relations else f"{entity.name}_{name}", self.relations)
        if made != name:
            self.note(f"{self.schema.qualified(entity)}.{name}", f"names of indexes are unique: it is called {made}")
        self.relations.add(made.casefold())
        return made

    def _unique(self, entity: model.Entity, key: model.Unique) -> model.Unique:
        return replace(key, name=self._relation_name(entity, key.name), options=EMPTY)

    def _index(self, entity: model.Entity, index: model.Index, table: str) -> Iterator[model.Index]:
        where = f"{table}.{index.name}"
        if index.method == "spatial":
            self.note(where, "spatial indexes need an extension: it is left out")
            return
        if not index.visible:
            self.note(where, "there are no invisible indexes: the planner may use it")
        if index.method == "fulltext":
            self.note(where, "FULLTEXT becomes a GIN index of to_tsvector: queries have to search by @@")
            keys: tuple[model.IndexKey, ...] = (self._searched(index),)
        else:
            made = [self._part(entity, part, where) for part in index.keys]
            if any(part is None for part in made):
                return
            keys = tuple(part for part in made if part is not None)
        method = "gin" if index.method == "fulltext" else "btree"
        name = self._relation_name(entity, index.name)
        yield replace(index, name=name, keys=keys, method=method, visible=True, options=EMPTY)

    def _searched(self, index: model.Index) -> model.IndexKey:
        columns = [quote_identifier(self.schema.attribute(part.column).name, "postgres")
                   for part in index.keys if part.column]  # fmt: skip
        joined = " || ' ' || ".join(f"COALESCE({column}, '')" for column in columns)
        return model.IndexKey(expression=f"to_tsvector('simple'::regconfig, {joined})")

    def _part(self, entity: model.Entity, part: model.IndexKey, where: str) -> model.IndexKey | None:
        if part.column is None:
            text = self._expression(part.expression or "", entity)
            if text is None:
                self.note(where, f"{part.expression} has no counterpart: the index is left out")
                return None
            return model.IndexKey(expression=text, descending=part.descending)
        type_ = self.types[part.column].type
        if type_ in ("json", "point"):
            self.note(where, f"a column of type {type_} takes no ordinary index: it is left out")
            return None
        if part.prefix_length and type_ in _LONG:
            column = quote_identifier(self.schema.attribute(part.column).name, "postgres")
            call = "left" if type_ == "text" else "substring"
            tail = f", {part.prefix_length}" if call == "left" else f" FROM 1 FOR {part.prefix_length}"
            self.note(where, f"it is on the first {part.prefix_length} characters: queries have to say {call}() too")
            return model.IndexKey(expression=f"{call}({column}{tail})", descending=part.descending)
        if part.prefix_length:
            self.note(where, "it is on whole values, not on their beginning")
        return model.IndexKey(column=part.column, descending=part.descending)

    def _link(self, link: model.Relationship) -> model.Relationship:
        where = path_in(self.schema, link.id)
        if link.match == "partial":
            self.note(where, "there is no MATCH PARTIAL")
        return replace(link, match=None if link.match == "partial" else link.match, x=EMPTY)
