"""Names that MySQL and MariaDB refuse, made into ones that they take, each with a notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from designer.exporters.translation.parts import Notes, free_name
from designer.schema import model
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.renaming import renamed_in

_MOST = 64
_BASIC = 0xFFFF


def fitted(schema: Schema, notes: Notes) -> Schema:
    """The design with names of at most 64 characters of the basic plane that end in no blank."""
    if not any(_refused(found.value) for found in schema.located.values()):
        return schema
    return _Fitter(schema, notes).run()


def _refused(one: Any) -> bool:
    name = getattr(one, "name", None)
    return isinstance(name, str) and _fit(name) != name


def _fit(name: str) -> str:
    plain = "".join("_" if ord(character) > _BASIC or character == "\0" else character for character in name)
    return plain[:_MOST].rstrip() or "_"


class _Fitter:
    def __init__(self, schema: Schema, notes: Notes) -> None:
        self.schema = schema
        self.note = notes

    def run(self) -> Schema:
        schema = self.schema
        return replace(
            schema, schemas=self._named(schema.schemas),
            entities=tuple(self._inside(one) for one in self._named(schema.entities)),
            relationships=self._named(schema.relationships),
        )  # fmt: skip

    def _named(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """Objects that share a space of names."""
        given = tuple(values)
        taken = {one.name.casefold() for one in given if one.name and not _refused(one)}
        return tuple(self._one(one, taken) if _refused(one) else one for one in given)

    def _one(self, one: Any, taken: set[str]) -> Any:
        name = free_name(_fit(one.name), taken, _MOST)
        taken.add(name.casefold())
        about = path_in(self.schema, one.id) if one.id in self.schema.located else one.name
        self.note(about, f"this name is none there (64 characters of the basic plane at most): it is called {name}")
        return replace(one, name=name)

    def _inside(self, entity: model.Entity) -> model.Entity:
        attributes: tuple[model.Attribute, ...] = self._named(entity.attributes)
        renamed = [
            (old.name, new.name) for old, new in zip(entity.attributes, attributes, strict=True) if old.name != new.name
        ]
        return replace(
            entity, uniques=self._named(entity.uniques), indexes=tuple(
                replace(one, keys=tuple(
                    replace(key, expression=_said(key.expression, renamed)) if key.expression else key
                    for key in one.keys
                )) for one in self._named(entity.indexes)
            ),
            checks=tuple(
                replace(one, expression=_said(one.expression, renamed)) for one in self._named(entity.checks)
            ),
            attributes=tuple(
                replace(one, generated=replace(one.generated, expression=_said(one.generated.expression, renamed)))
                if one.generated else one
                for one in attributes
            ),
        )  # fmt: skip


def _said(text: str, renamed: list[tuple[str, str]]) -> str:
    for old, new in renamed:
        text = renamed_in(text, old, new, "mysql")
    return text
