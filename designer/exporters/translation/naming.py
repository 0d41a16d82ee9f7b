"""Names that a dialect folds to capitals, said the way the other folds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from designer.schema import model
from designer.schema.schema import Schema

Fold = Callable[[str], str]


def folding(schema: Schema, to: str) -> Fold:
    """How names are spelled in `to`: those that need no quotes in Oracle need none in PostgreSQL either.

    A name that is not in its dialect's usual case keeps its spelling, and so do all where two would fall together.
    """
    fold: Fold = _to_lower if to == "postgres" else _to_upper
    plain: Fold = str if to == "postgres" else _without_quotes
    spelled = list(_spelled(schema))
    return fold if len({(owner, fold(name)) for owner, name in spelled}) == len(set(spelled)) else plain


def _to_lower(name: str) -> str:
    return name.lower() if name == name.upper() else name


def _to_upper(name: str) -> str:
    return _without_quotes(name.upper() if name == name.lower() else name)


def _without_quotes(name: str) -> str:
    """Oracle has no way to write a double quote in a name."""
    return name.replace('"', "_")


def _spelled(schema: Schema) -> Iterator[tuple[str | None, str]]:
    """Every name that has to be told from others, and what it is a name in."""
    for entity in schema.entities:
        yield entity.schema, entity.name
        yield from ((entity.id, one.name) for one in entity.attributes)


def folded(schema: Schema, fold: Fold) -> Schema:
    """The design with every name spelled anew; texts are left to their translation."""
    return replace(
        schema, schemas=tuple(replace(one, name=fold(one.name)) for one in schema.schemas),
        entities=tuple(_entity(one, fold) for one in schema.entities),
        relationships=tuple(_named(one, fold) for one in schema.relationships),
        sequences=tuple(_named(one, fold) for one in schema.sequences),
    )  # fmt: skip


def _entity(entity: model.Entity, fold: Fold) -> model.Entity:
    return replace(
        entity, name=fold(entity.name), attributes=tuple(_named(one, fold) for one in entity.attributes),
        primary_key=entity.primary_key and _named(entity.primary_key, fold),
        uniques=tuple(_named(one, fold) for one in entity.uniques),
        checks=tuple(_named(one, fold) for one in entity.checks),
        indexes=tuple(_named(one, fold) for one in entity.indexes),
    )  # fmt: skip


def _named(one: Any, fold: Fold) -> Any:
    return replace(one, name=fold(one.name)) if one.name else one
