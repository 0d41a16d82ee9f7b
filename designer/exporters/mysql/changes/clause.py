"""One clause of an ALTER TABLE, and the table that it changes, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from designer.schema.model import Entity
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. kind: what it does, in words; was, now: the object before and after."""

    kind: str
    text: str
    was: Any = None
    now: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table before and after, the one before with the names of columns that it will have."""

    old: Schema
    new: Schema
    was: Entity
    now: Entity
    flavour: str

    @property
    def names(self) -> dict[str, str]:
        """The columns' names before, by id."""
        return {one.id: one.name for one in self.old.entity(self.was.id).attributes}

    @property
    def renamed(self) -> frozenset[str]:
        """New names, in small letters, of columns that had another one."""
        before = self.names
        return frozenset(
            one.name.lower() for one in self.now.attributes if one.id in before and before[one.id] != one.name
        )
