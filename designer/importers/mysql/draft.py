"""The design while its statements are being read: mutable, columns referred to by name.

MySQL finds columns and keys without regard to case; names are kept as their definition spells them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from designer.importers.drafting.draft import Place
from designer.schema import model


@dataclass(eq=False, slots=True)
class Column:
    name: str
    type: str
    place: Place
    not_null: bool = False
    default: str | None = None
    generated: model.Generated | None = None
    auto_increment: bool = False
    collation: str | None = None
    comment: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Part:
    """One part of a key: a column, perhaps only so many characters of it, or an expression."""

    column: str | None = None
    expression: str | None = None
    prefix: int | None = None
    descending: bool = False


@dataclass(eq=False, slots=True)
class Key:
    """A primary key, a unique key or any other index; `method` is btree, hash, fulltext or spatial."""

    kind: str  # primary, unique, index
    name: str
    parts: list[Part]
    place: Place
    method: str = "btree"
    visible: bool = True
    comment: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    implied: bool = False  # made by the server for a foreign key
    without_overlaps: str | None = None

    def begins_with(self, columns: list[str]) -> bool:
        """Whether its first columns are these, whole, in this order."""
        found = [part.column.casefold() for part in self.parts if part.column and part.prefix is None]
        wanted = [column.casefold() for column in columns]
        return self.method in ("btree", "hash") and found[: len(wanted)] == wanted


@dataclass(eq=False, slots=True)
class Check:
    name: str | None
    expression: str
    place: Place
    enforced: bool = True
    column: str | None = None  # where it stands at a column


@dataclass(eq=False, slots=True)
class ForeignKey:
    name: str
    columns: list[str]
    parent: tuple[str | None, str]
    parent_columns: list[str]
    place: Place
    column_offset: int = 1
    on_delete: str = "no action"
    on_update: str = "no action"
    match: str | None = None
    index_name: str | None = None
    written: tuple[str, ...] = ()  # the actions that say NO ACTION, which MariaDB tells from saying nothing


@dataclass(eq=False, slots=True)
class Table:
    database: str | None
    name: str
    place: Place
    columns: list[Column] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    comment: str | None = None
    temporary: bool = False

    @property
    def path(self) -> str:
        """`database.table`, or the bare name."""
        return f"{self.database}.{self.name}" if self.database else self.name

    def column(self, name: str) -> Column | None:
        folded = name.casefold()
        return next((one for one in self.columns if one.name.casefold() == folded), None)

    def key(self, name: str) -> Key | None:
        folded = name.casefold()
        return next((one for one in self.keys if one.kind != "primary" and one.name.casefold() == folded), None)

    @property
    def primary_key(self) -> Key | None:
        return next((one for one in self.keys if one.kind == "primary"), None)

    def parts_of(self, name: str) -> Iterator[tuple[Key, Part]]:
        """Every part of a key that is this column."""
        folded = name.casefold()
        for key in self.keys:
            for part in key.parts:
                if part.column and part.column.casefold() == folded:
                    yield key, part


@dataclass(eq=False, slots=True)
class Opaque:
    kind: str
    name: str
    sql: str
    place: Place
    order: int
    reason: str
    database: str | None = None
    sql_mode: str | None = None
    on: tuple[str | None, str] | None = None  # the table of a trigger
    words: frozenset[str] = frozenset()  # every name in it, in small letters
    columns: tuple[str, ...] = ()

    def is_called(self, kind: str, database: str | None, name: str) -> bool:
        return self.kind == kind and self.name.casefold() == name.casefold() and self.database == database


@dataclass(eq=False, slots=True)
class Database:
    name: str
    place: Place | None = None
    options: dict[str, str] = field(default_factory=dict)
    comment: str | None = None
