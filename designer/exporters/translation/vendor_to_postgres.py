"""A T-SQL or Oracle design as one of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.result import Notice
from designer.exporters.translation.naming import Fold, folded, folding
from designer.exporters.translation.parts import Notes, free_name
from designer.exporters.translation.vendor_chosen import chosen_types
from designer.exporters.translation.vendor_defaults import default_to_postgres, quoted_path
from designer.exporters.translation.vendor_expressions import said_in
from designer.exporters.translation.vendor_types import Kind, oracle_to_postgres, tsql_to_postgres
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier

_NO_CLUSTER = "rows stand in no order of a key: there are no clustered indexes"
_OPTIONS = {
    "period": "there is no system versioning: the history of its rows is not kept",
    "graph": "there are no graph tables: it is a plain one",
    "storage": "its storage and its partitions are left out: it becomes one table that holds all rows",
    "filegroup": "", "textimage_on": "", "with": "its storage options are left out",
}  # fmt: skip
_COLUMN = {
    "identity_options": "how its numbers are cached and ordered is left out",
    "masked": "its values are no longer masked", "encrypt": "its values are no longer encrypted",
    "invisible": "there are no invisible columns: SELECT * shows it", "generated_row": "nothing fills it any more",
    "default_on_null": "its default no longer replaces a null", "identity_on_null": "its number no longer replaces a"
    " null", "not_null_disabled": "its disabled NOT NULL is left out",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vendor:
    """A dialect that is translated from."""

    name: str
    label: str
    type: Callable[[str], Kind]
    text_note: str


_TSQL = Vendor(
    "tsql", "T-SQL", tsql_to_postgres, "text is told apart by case, which SQL Server's usual collations do not"
)
_ORACLE = Vendor("oracle", "Oracle's SQL", oracle_to_postgres, "an empty text is a value of its own, not null")


def from_tsql(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for PostgreSQL, and every difference in meaning."""
    return _Translator(schema, _TSQL).run()


def from_oracle(schema: Schema, to: str) -> tuple[Schema, tuple[Notice, ...]]:
    """The design for PostgreSQL, and every difference in meaning."""
    return _Translator(schema, _ORACLE).run()


class _Translator:
    def __init__(self, schema: Schema, vendor: Vendor) -> None:
        self.vendor = vendor
        self.note = Notes()
        self.fold: Fold = folding(schema, "postgres") if vendor.name == "oracle" else str
        self.schema = folded(schema, self.fold)
        self.types: dict[str, Kind] = {}
        self.taken = {entity.name.casefold() for entity in schema.entities}
        self.taken |= {sequence.name.casefold() for sequence in schema.sequences}
        self.texts: frozenset[str] = frozenset()

    def run(self) -> tuple[Schema, tuple[Notice, ...]]:
        schema, label = self.schema, self.vendor.label
        for one in schema.opaque:
            self.note(f"{one.kind} {one.name}", f"this {one.kind} is written in {label} and is left out")
        for domain in schema.domains:
            self.note(domain.name, "a type that stands for another one is replaced by that one")
        self.types = chosen_types(schema, self.vendor.name, self.vendor.type, self.note)
        made = replace(
            schema, dialect=model.Dialect(name="postgres"), domains=(), opaque=(), access_patterns=(), invariants=(),
            entities=tuple(map(self._entity, schema.entities)), decisions=(), layout=model.Layout(),
            relationships=tuple(self._link(one) for one in schema.relationships if self._stays(one)),
            sequences=tuple(map(self._sequence, schema.sequences)),
        )  # fmt: skip
        return complete(made), self.note.all()

    def _path(self, entity: model.Entity, one: model.Attribute) -> str:
        return f"{self.schema.qualified(entity)}.{one.name}"

    # Tables

    def _entity(self, entity: model.Entity) -> model.Entity:
        where = self.schema.qualified(entity)
        self._table_notes(entity, where)
        self.texts = frozenset(
            one.name.casefold()
            for one in entity.attributes
            if self.types[one.id].type.startswith(("text", "varchar", "char"))
        )
        if self.texts:
            self.note(self.schema.name, self.vendor.text_note)
        attributes = tuple(self._attribute(entity, one) for one in entity.attributes)
        kept = [one for one in entity.uniques if not one.options.get(self.vendor.name, {}).get("disabled")]
        for one in entity.uniques:
            if one not in kept:
                self.note(f"{where}.{one.name}", "it is disabled, so that it is left out")
        return replace(
            entity, options=EMPTY, tablespace=None, attributes=attributes, x=EMPTY,
            primary_key=entity.primary_key
            and replace(entity.primary_key, name=self._free(entity.primary_key.name), options=EMPTY, x=EMPTY),
            uniques=tuple(self._unique(entity, one) for one in kept),
            checks=(*self._checks(entity, where), *self._limits(entity)),
            indexes=tuple(self._indexes(entity, where)),
        )  # fmt: skip

    def _table_notes(self, entity: model.Entity, where: str) -> None:
        options: Any = entity.options.get(self.vendor.name, {})
        for option, reason in _OPTIONS.items():
            if options.get(option) and reason:
                self.note(where, reason)
        for text in options.get("dangling_foreign_keys", ()):
            self.note(where, f"a foreign key that leads nowhere is left out: {text}")
        for text in options.get("elements", ()):
            self.note(where, f"{text} is left out")
        keyed: list[Any] = [*entity.keys, *entity.indexes]
        if self.vendor.name == "tsql" and any(one.options.get("tsql", {}).get("clustered") for one in keyed):
            self.note(self.schema.name, _NO_CLUSTER)

    def _free(self, name: str | None) -> str | None:
        """A name that no table, key or index has, as PostgreSQL asks for."""
        if name is None:
            return None
        found = free_name(name, self.taken)
        self.taken.add(found.casefold())
        if found != name:
            self.note(name, f"names of keys and indexes are unique: it is called {found}")
        return found

    def _attribute(self, entity: model.Entity, one: model.Attribute) -> model.Attribute:
        where, kind = self._path(entity, one), self.types[one.id].type
        options: Any = one.options.get(self.vendor.name, {})
        for option, reason in _COLUMN.items():
            if options.get(option):
                self.note(where, reason)
        if one.collation:
            self.note(where, f"its collation {one.collation} is not there")
        return replace(
            one, type=kind, default=self._default(one, kind, where), generated=self._generated(one, where),
            identity=self._identity(one), collation=None, options=EMPTY, x=EMPTY,
            not_null=model.NotNull() if one.not_null or one.identity else None,
        )  # fmt: skip

    def _identity(self, one: model.Attribute) -> model.Identity | None:
        if one.identity is None:
            return None
        highest = {"smallint": 2**15, "integer": 2**31}.get(self.types[one.id].type, 2**63)
        maximum = one.identity.maximum
        mode = "by default" if self.vendor.name == "tsql" else one.identity.mode
        return replace(one.identity, mode=mode, maximum=maximum if maximum and maximum < highest else None)

    def _default(self, one: model.Attribute, kind: str, where: str) -> str | None:
        if one.default is None or one.generated or one.identity:
            return None
        found = default_to_postgres(one.default, kind, self.vendor.name, self.fold, self._sequence_path)
        if found is None:
            self.note(where, f"its default {one.default} does not fit {kind} and is left out")
        return found

    def _sequence_path(self, name: str) -> str | None:
        wanted = self.fold(name).casefold()
        found = next((one for one in self.schema.sequences if one.name.casefold() == wanted), None)
        return quoted_path(self.schema.namespace(found.schema), found.name) if found else None

    def _generated(self, one: model.Attribute, where: str) -> model.Generated | None:
        if one.generated is None:
            return None
        found = self._said(one.generated.expression)
        if found is None:
            self.note(where, f"it is no longer generated: {one.generated.expression} has no counterpart")
            return None
        if not one.generated.stored:
            self.note(where, "it was computed when read: its values are stored")
        return model.Generated(expression=found, stored=True)

    def _said(self, text: str) -> str | None:
        return said_in(text, self.vendor.name, "postgres", self.fold, self.texts)

    # Constraints

    def _checks(self, entity: model.Entity, where: str) -> Iterator[model.Check]:
        for check in entity.checks:
            found = self._said(check.expression)
            about = f"{where}.{check.name or 'a check'}"
            if found is None:
                self.note(about, f"the check {check.expression} has no counterpart and is left out")
            elif not check.enforced:
                self.note(about, "it is disabled, so that it is left out")
            else:
                yield replace(check, expression=found, x=EMPTY)

    def _limits(self, entity: model.Entity) -> Iterator[model.Check]:
        named: list[Any] = [*entity.checks, *self.schema.references_from(entity.id)]
        taken = {(one.name or "").casefold() for one in named}
        for one in entity.attributes:
            limit = self.types[one.id].limit
            if limit:
                name = free_name(f"{entity.name}_{one.name}_range", taken)
                taken.add(name.casefold())
                text = limit.format(quote_identifier(one.name, "postgres"))
                yield model.Check(id=f"{one.id}-range", name=name, expression=text)

    def _unique(self, entity: model.Entity, key: model.Unique) -> model.Unique:
        same = self.vendor.name == "tsql" and self._nullable(entity, key.columns)
        return replace(key, name=self._free(key.name), nulls_not_distinct=same, options=EMPTY, x=EMPTY)

    def _nullable(self, entity: model.Entity, columns: tuple[str, ...]) -> bool:
        """Whether two rows without a value would clash in SQL Server, where they would not in PostgreSQL."""
        return any(one.id in columns and not one.not_null for one in entity.attributes)

    def _indexes(self, entity: model.Entity, table: str) -> Iterator[model.Index]:
        for index in entity.indexes:
            where = f"{table}.{index.name}"
            options: Any = index.options.get(self.vendor.name, {})
            if options.get("columnstore") or options.get("multivalue"):
                self.note(where, "there are no indexes of this kind: it is left out")
                continue
            if options.get("bitmap"):
                self.note(where, "there are no bitmap indexes: it becomes an ordinary one")
            parts = [self._part(part) for part in index.keys]
            condition = self._said(index.where) if index.where else None
            if None in parts or (index.where and condition is None) or not parts:
                self.note(where, "its expressions have no counterpart: it is left out")
                continue
            same = self.vendor.name == "tsql" and index.unique and self._nullable(entity, index.columns)
            yield replace(
                index, name=self._free(index.name), keys=tuple(part for part in parts if part), where=condition,
                nulls_not_distinct=same, visible=True, tablespace=None, options=EMPTY, x=EMPTY,
            )  # fmt: skip

    def _part(self, part: model.IndexKey) -> model.IndexKey | None:
        if part.column is not None:
            return model.IndexKey(column=part.column, descending=part.descending)
        found = self._said(part.expression or "")
        return model.IndexKey(expression=found, descending=part.descending) if found else None

    def _stays(self, link: model.Relationship) -> bool:
        parent = self.schema.entity(link.parent)
        keys = [set(key.columns) for key in parent.keys]
        keys += [set(index.columns) for index in parent.indexes if index.unique and not index.where]
        if set(link.parent_columns) in keys:
            return True
        self.note(path_in(self.schema, link.id), "it refers to columns that are no key: PostgreSQL refuses that")
        return False

    def _link(self, link: model.Relationship) -> model.Relationship:
        if not link.enforced:
            self.note(path_in(self.schema, link.id), "it is disabled: new rows are checked, those there are not")
        validated = link.validated and link.enforced
        return replace(link, match=None, validated=validated, enforced=True, comment=link.comment, x=EMPTY)

    def _sequence(self, one: model.Sequence) -> model.Sequence:
        kind = self.vendor.type(one.type).type if self.vendor.name == "tsql" else "bigint"
        kind = kind if kind in ("smallint", "integer", "bigint") else "bigint"
        if one.x.get("options"):
            self.note(one.name, f"{one.x['options']} of the sequence is left out")
        most = one.maximum if one.maximum is None or one.maximum < 2**63 else None
        return replace(one, type=kind, maximum=most, x=EMPTY)
