"""The design while its statements are being read: mutable, columns referred to by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from designer.schema import model

Name = tuple[str | None, str]
"""A namespace, or None for the one that a script runs in, and what is in it."""


def folded(name: str, dialect: str) -> str:
    """What tells one name from another: Oracle's are folded when they are read, the others ignore case."""
    return name if dialect == "oracle" else name.casefold()


@dataclass(eq=False, slots=True)
class Place:
    """Where something is defined; column counts from 1."""

    line: int
    file: str | None = None
    column: int = 1


@dataclass(eq=False, slots=True)
class Column:
    name: str
    type: str
    place: Place
    not_null: model.NotNull | None = None
    default: str | None = None
    generated: model.Generated | None = None
    identity: model.Identity | None = None
    collation: str | None = None
    comment: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Part:
    """One part of a key: a column or an expression."""

    column: str | None = None
    expression: str | None = None
    descending: bool = False
    collation: str | None = None
    nulls: str | None = None
    prefix: int | None = None  # so many characters of the column, in MySQL


@dataclass(eq=False, slots=True)
class Key:
    """A primary key, a unique constraint or an index; `unique` is for indexes.

    In MySQL every unique key is of the kind `unique`, and `method` is btree, hash, fulltext or spatial.
    """

    kind: str  # primary, unique, index
    name: str | None
    parts: list[Part]
    place: Place
    unique: bool = False
    method: str = "btree"
    include: list[str] = field(default_factory=list)
    where: str | None = None
    visible: bool = True
    deferrable: str | None = None
    tablespace: str | None = None
    comment: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    implied: bool = False  # made by the server for a foreign key
    without_overlaps: str | None = None

    def begins_with(self, columns: list[str]) -> bool:
        """Whether its first columns are these, whole, in this order, whatever their case."""
        found = [part.column.casefold() for part in self.parts if part.column and part.prefix is None]
        wanted = [column.casefold() for column in columns]
        return self.method in ("btree", "hash") and found[: len(wanted)] == wanted


@dataclass(eq=False, slots=True)
class Check:
    name: str | None
    expression: str
    place: Place
    column: str | None = None
    enforced: bool = True
    validated: bool = True
    comment: str | None = None
    x: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class ForeignKey:
    """parent_columns: none where the text leaves them to the parent's primary key; text: as written."""

    name: str | None
    columns: list[str]
    parent: Name
    parent_columns: list[str]
    place: Place
    text: str = ""
    on_delete: str = "no action"
    on_update: str = "no action"
    match: str | None = None
    deferrable: str | None = None
    enforced: bool = True
    validated: bool = True
    comment: str | None = None
    index_name: str | None = None  # what MySQL calls the index that it makes for it
    x: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Table:
    home: str | None
    name: str
    place: Place
    dialect: str
    columns: list[Column] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    dropped: list[ForeignKey] = field(default_factory=list)  # those that the script took away by their names
    options: dict[str, Any] = field(default_factory=dict)
    comment: str | None = None
    tablespace: str | None = None
    temporary: bool = False

    @property
    def path(self) -> str:
        """`home.table`, or the bare name."""
        return f"{self.home}.{self.name}" if self.home else self.name

    def column(self, name: str) -> Column | None:
        wanted = folded(name, self.dialect)
        return next((one for one in self.columns if folded(one.name, self.dialect) == wanted), None)

    @property
    def primary_key(self) -> Key | None:
        return next((one for one in self.keys if one.kind == "primary"), None)

    def named(self, name: str) -> Key | Check | ForeignKey | None:
        """The key, check or foreign key of this name."""
        wanted = folded(name, self.dialect)
        found: list[Key | Check | ForeignKey] = [*self.keys, *self.checks, *self.foreign_keys]
        return next((one for one in found if one.name and folded(one.name, self.dialect) == wanted), None)

    def key(self, name: str) -> Key | None:
        """The key or index of this name, the primary key left out."""
        wanted = folded(name, self.dialect)
        others = (one for one in self.keys if one.kind != "primary" and one.name)
        return next((one for one in others if folded(one.name or "", self.dialect) == wanted), None)

    def parts_of(self, name: str) -> Iterator[tuple[Key, Part]]:
        """Every part of a key that is this column."""
        wanted = folded(name, self.dialect)
        for key in self.keys:
            for part in key.parts:
                if part.column and folded(part.column, self.dialect) == wanted:
                    yield key, part

    def uses(self, name: str) -> bool:
        """Whether a key, an index or a foreign key of the table has this column."""
        in_keys = any(part.column == name for key in self.keys for part in key.parts)
        return (
            in_keys
            or any(name in key.include for key in self.keys)
            or any(name in key.columns for key in self.foreign_keys)
        )

    def remove(self, one: Key | Check | ForeignKey) -> None:
        if isinstance(one, Key):
            self.keys.remove(one)
        elif isinstance(one, Check):
            self.checks.remove(one)
        else:
            self.foreign_keys.remove(one)
            self.dropped.append(one)


@dataclass(eq=False, slots=True)
class Opaque:
    kind: str
    name: str
    sql: str
    place: Place
    order: int
    reason: str
    on: Name | None = None  # the table of a trigger
    words: frozenset[str] = frozenset()  # every name in it, folded
    columns: tuple[str, ...] = ()  # those that a view names
    home: str | None = None
    sql_mode: str | None = None  # the setting of MySQL that it was written under


@dataclass(eq=False, slots=True)
class Sequence:
    home: str | None
    name: str
    place: Place
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Alias:
    """A type of the user's own that stands for another one."""

    home: str | None
    name: str
    type: str
    place: Place
    not_null: bool = False


@dataclass(eq=False, slots=True)
class Home:
    """A namespace: a schema, a database, an owner."""

    name: str
    place: Place | None = None
    comment: str | None = None
    options: dict[str, str] = field(default_factory=dict)
