"""Keys, indexes and foreign keys of a PostgreSQL design as MySQL and MariaDB have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.translation.expressions import to_mysql
from designer.exporters.translation.forms import Families
from designer.exporters.translation.links import note_lost
from designer.exporters.translation.mysql_types import LONGEST_KEY, Said
from designer.exporters.translation.parts import Notes, families_of, free_name
from designer.schema import model
from designer.schema.frozen import EMPTY
from designer.schema.naming import path_in
from designer.schema.schema import Schema

_PREFIX = 191


class KeysAndLinks:
    """The part of the translator that is about keys; types: those that its columns have by then."""

    def __init__(self, schema: Schema, to: str) -> None:
        self.schema = schema
        self.to = to
        self.note = Notes()
        self.types: dict[str, Said] = {}
        self.link_names: set[str] = set()
        self.families: dict[str, Families] = {}

    def _said(self, text: str, entity: model.Entity) -> str | None:
        """An expression over the columns of an entity; None where no faithful form is known."""
        if entity.id not in self.families:
            self.families[entity.id] = families_of(self.schema, entity)
        return to_mysql(text, self.families[entity.id])

    def _comment(self, text: str | None, where: str, most: int) -> str | None:
        if text is not None and len(text) > most:
            self.note(where, f"its comment is cut at {most} characters, which is the most there")
            return text[:most]
        return text

    # Keys and indexes

    def _primary_key(self, entity: model.Entity, where: str) -> model.PrimaryKey | None:
        key = entity.primary_key
        if key is None:
            return None
        self._key_notes(key, f"{where}'s primary key")
        return replace(
            key, name=None, include=(), deferrable=None, options=EMPTY, comment=None, x=EMPTY, attached_to=None
        )

    def _unique(self, entity: model.Entity, key: model.Unique, where: str) -> model.Unique:
        self._key_notes(key, f"{where}.{key.name}")
        if key.nulls_not_distinct:
            self.note(f"{where}.{key.name}", "nulls are distinct there: several rows may have none")
        return replace(
            key, name=key.name or self._key_name(entity, key), include=(), deferrable=None, nulls_not_distinct=False,
            options=EMPTY, comment=None, x=EMPTY, attached_to=None,
        )  # fmt: skip

    def _key_name(self, entity: model.Entity, key: model.Unique) -> str:
        """The name of a key that has none: the server would call the first one on a column alike, a second not."""
        named: list[Any] = [*entity.uniques, *entity.indexes]
        taken = {one.name.casefold() for one in named if one.name}
        mine = [one for one in entity.uniques if one.name is None]
        wanted = [self.schema.attribute(one.columns[0]).name for one in mine]
        for place, one in enumerate(mine):
            name = free_name(wanted[place], taken, 64)
            taken.add(name.casefold())
            if one is key:
                return name
        raise KeyError(key.id)

    def _key_notes(self, key: model.PrimaryKey | model.Unique, where: str) -> None:
        if key.deferrable:
            self.note(where, "there are no deferrable constraints: it is checked at each row")
        if key.include:
            self.note(where, "INCLUDE columns are left out")
        if key.without_overlaps:
            self.note(where, "WITHOUT OVERLAPS is left out: it is a plain key")

    def _unique_indexes(self, entity: model.Entity, where: str) -> Iterator[model.Index]:
        for index in entity.indexes:
            if index.unique:
                yield from self._index(entity, index, where)

    def _indexes(self, entity: model.Entity, where: str) -> Iterator[model.Index]:
        for index in entity.indexes:
            if not index.unique:
                yield from self._index(entity, index, where)

    def _index(self, entity: model.Entity, index: model.Index, table: str) -> Iterator[model.Index]:
        where = f"{table}.{index.name}"
        if index.method not in ("btree", "hash"):
            self.note(where, f"there are no {index.method} indexes: it is left out")
            return
        parts: list[model.IndexKey] = []
        for part in index.keys:
            made = self._part(entity, part, index, where)
            if made is None:
                return
            parts.append(made)
        unique = index.unique and not index.where
        if index.where:
            lost = "values may repeat where it held them unique" if index.unique else "it holds every row"
            self.note(where, f"there are no partial indexes: {lost}")
        if index.include:
            self.note(where, "INCLUDE columns are left out")
        if index.nulls_not_distinct:
            self.note(where, "nulls are distinct there: several rows may have none")
        yield replace(
            index, keys=tuple(parts), unique=unique, include=(), where=None, nulls_not_distinct=False, method="btree",
            options=EMPTY, tablespace=None, comment=self._comment(index.comment, where, 1024), x=EMPTY,
            attached_to=None,
        )  # fmt: skip

    def _part(
        self, entity: model.Entity, part: model.IndexKey, index: model.Index, where: str
    ) -> model.IndexKey | None:
        if part.column is None:
            text = self._said(part.expression or "", entity)
            if text is None or self.to == "mariadb":
                why = "MariaDB has no indexes on expressions" if text else f"{part.expression} has no counterpart"
                self.note(where, f"{why}: it is left out")
                return None
            self.note(where, "an index on an expression needs MySQL 8.0.13 or later")
            return model.IndexKey(expression=text, descending=part.descending)
        type_ = self.types[part.column].type
        if type_ == "json":
            self.note(where, "a JSON column takes no index: it is left out")
            return None
        if part.nulls and (part.nulls == "first") == part.descending:
            self.note(where, "nulls come first in an index there, and last in a descending one")
        prefix = self._prefix(type_, index, where)
        return model.IndexKey(column=part.column, descending=part.descending, prefix_length=prefix)

    def _prefix(self, type_: str, index: model.Index, where: str) -> int | None:
        """How much of a long value is indexed; None for all of it."""
        if type_.startswith(("longtext", "longblob")):
            self.note(where, f"only the first {_PREFIX} characters of each text are indexed")
            return _PREFIX
        length = int(type_[8:-1]) if type_.startswith("varchar(") else 0
        share = LONGEST_KEY // max(1, len(index.keys))
        if not index.unique and length > share:
            self.note(where, f"only the first {share} characters are indexed")
            return share
        return None

    # Foreign keys

    def _link(self, link: model.Relationship) -> model.Relationship:
        where = path_in(self.schema, link.id)
        if link.deferrable:
            self.note(where, "there are no deferrable constraints: it is checked at each row")
        note_lost(link, where, self.note)
        if not link.validated:
            self.note(where, "the rows that are there are checked too")
        on_delete, on_update = (self._action(link, one, where) for one in (link.on_delete, link.on_update))
        wanted = link.name or f"{self.schema.entity(link.child).name}_fk"
        name = free_name(wanted, self.link_names, 64)
        if name != wanted:
            self.note(where, f"names of foreign keys are unique in a database: it is called {name}")
        self.link_names.add(name.casefold())
        columns, parent_columns = self._in_key_order(link)
        return replace(
            link, columns=columns, parent_columns=parent_columns, name=name, match=None,
            deferrable=None, validated=True, on_delete=on_delete, on_update=on_update,
            on_delete_columns=(), comment=None, x=EMPTY,
        )  # fmt: skip

    def _in_key_order(self, link: model.Relationship) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The columns in the order of the key that they refer to: InnoDB needs an index that begins so."""
        for key in self.schema.entity(link.parent).keys:
            if key.columns != link.parent_columns and set(key.columns) == set(link.parent_columns):
                own = dict(zip(link.parent_columns, link.columns, strict=True))
                return tuple(own[column] for column in key.columns), key.columns
        return link.columns, link.parent_columns

    def _action(self, link: model.Relationship, action: str, where: str) -> str:
        primary = self.schema.entity(link.child).primary_key
        held = [one for one in link.columns if self.schema.attribute(one).not_null]
        if action == "set null" and (held or (primary and set(primary.columns) & set(link.columns))):
            self.note(where, "InnoDB takes no SET NULL of a column that is NOT NULL: the change is refused, as it was")
            return "no action"
        if action == "set default":
            self.note(where, "InnoDB has no SET DEFAULT: the change is refused instead")
            return "no action"
        return action
