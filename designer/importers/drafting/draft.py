"""The design while its statements are being read: mutable, columns referred to by name."""

from __future__ import annotations

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


@dataclass(eq=False, slots=True)
class Key:
    """A primary key, a unique constraint or an index; `unique` is for indexes."""

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


@dataclass(eq=False, slots=True)
class Opaque:
    kind: str
    name: str
    sql: str
    place: Place
    order: int
    reason: str
    on: Name | None = None
    words: frozenset[str] = frozenset()


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
    name: str
    place: Place
    comment: str | None = None
