"""The draft made into a `Schema`: what MySQL's keys and carried statements have of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.importers.drafting.draft import Key, Opaque, Place, Table
from designer.importers.drafting.freeze import Freezer
from designer.importers.mysql.workspace import Workspace
from designer.schema import model
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

_NAMELESS = ("grant", "alter", "statement", "database")


def freeze(work: Workspace, name: str) -> tuple[Schema, dict[str, Place]]:
    """The design, and where each object of it, by id, is defined. Raises DesignError."""
    return _Freezer(work, "mysql").run(name)


class _Freezer(Freezer):
    def constraint_name(self, table: Table, name: str | None) -> tuple[str | None, dict[str, Any]]:
        return name, {}  # the server sees to it that there is one of each

    def is_constraint(self, table: Table, key: Key) -> bool:
        """Whether a unique key is one in the sense of the model: whole columns, and a name that is free."""
        if key.kind != "unique" or not key.visible or key.without_overlaps:
            return False
        taken = {check.name for check in table.checks} | {link.name for link in table.foreign_keys}
        whole = all(part.column and not (part.prefix or part.descending) for part in key.parts)
        return key.name not in taken and whole

    def key(self, table: Table, key: Key) -> dict[str, Any]:
        options = self._options_of(key)
        prefixes = [[part.prefix, part.descending] for part in key.parts]
        if any(prefix or descending for prefix, descending in prefixes):
            options["parts"] = prefixes  # a primary key's prefixes and directions
        primary = key.kind == "primary"
        path = f"{table.path}.{'primary key' if primary else key.name}"
        return {
            "id": self.id("primary_key" if primary else "unique", path, key.place),
            "name": None if primary else key.name,
            "columns": self.column_ids(table, [part.column for part in key.parts if part.column]),
            "options": self.options(options),
            "comment": key.comment,
        }

    def index(self, table: Table, key: Key) -> model.Index:
        return model.Index(
            id=self.id("index", f"{table.path}.{key.name}", key.place),
            name=key.name,
            keys=tuple(self.part(table, part) for part in key.parts),
            unique=key.kind == "unique",
            method=key.method,
            options=self.options(self._options_of(key)),
            visible=key.visible,
            comment=key.comment,
        )

    def _options_of(self, key: Key) -> dict[str, Any]:
        return key.options | ({"without_overlaps": key.without_overlaps} if key.without_overlaps else {})

    def opaque(self, one: Opaque) -> model.Opaque:
        x = {"database": one.home, "sql_mode": one.sql_mode}
        return model.Opaque(
            id=self.id("opaque", f"{one.kind} {one.name}", one.place),
            kind=one.kind,
            name=one.name,
            sql=one.sql,
            line=one.order,
            requires=tuple(self.required(one)),
            provides=() if one.kind in _NAMELESS else (one.name,),
            columns=one.columns,
            x=FrozenMap({key: value for key, value in x.items() if value is not None}),
        )

    def required(self, one: Opaque) -> Iterator[str]:
        for table in self.work.tables.values():
            if table.name.casefold() in one.words and one.home in (None, table.home):
                yield self.tables[id(table)]
