"""What a form is about, and how its fields are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from designer.schema.kinds import SINGLETONS
from designer.schema.model import Entity
from designer.schema.schema import Schema

HELD_BY = {"relationship": "child", "invariant": "entity"}
"""Objects of the design that are shown with one entity, and their field that names it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a form is about. schema: the design as it was when the form was opened; value: None for a new object;
    owner: the id of what it lives in or, for what HELD_BY lists, of its entity; "" for the design."""

    schema: Schema
    kind: str
    value: Any = None
    owner: str = ""

    @property
    def id(self) -> str:
        """The object's id, "" for a new one."""
        return self.kind if self.kind in SINGLETONS else self.value.id if self.value is not None else ""

    @property
    def entity(self) -> Entity | None:
        """The entity that it is, or lives in."""
        if self.kind == "entity":
            return self.value
        located = self.schema.located.get(self.owner)
        return located.value if located is not None and located.kind.name == "entity" else None

    @property
    def dialect(self) -> str:
        """The dialect that texts are written in."""
        return self.schema.dialect.name

    def columns(self) -> list[tuple[str, str]]:
        """(id, name) of the entity's attributes."""
        return [(one.id, one.name) for one in self.entity.attributes] if self.entity else []


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields under one heading. Fields in an inner tuple share a line; folded ones open if they hold something."""

    title: str
    lines: tuple[str | tuple[str, ...], ...]
    folded: bool = False
