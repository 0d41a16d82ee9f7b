"""Carried statements in a migration: which leave before their ground changes, and which have to come first."""

from collections.abc import Iterator
from typing import Any

from designer.exporters.postgres.opaque import replaceable
from designer.schema.model import Attribute, Opaque
from designer.schema.schema import Schema
from designer.sql.mentions import mentions

CODE = ("view", "materialized view", "trigger", "policy", "rule", "grant", "comment", "statistics")
"""Kinds that stand on tables and columns, and leave when those change."""


def leaving_code(old: Schema, new: Schema) -> tuple[str, ...]:
    """Carried statements that go, or go and come again: their text changes, or what they read changes under them."""
    moved = _changed_under(old, new)
    leaving: dict[str, None] = {}
    for one in old.opaque:
        later = new.located.get(one.id)
        text_changes = later is None or later.value != one
        in_place = later is not None and one.kind in ("function", "procedure") and replaceable(one, later.value)
        if (text_changes and not in_place) or (one.kind in CODE and moved & set(one.requires)):
            leaving[one.id] = None
    growing = True
    while growing:  # what reads a view that goes must go first
        names = {name for key in leaving for name in old.get(key).provides}
        more = [
            one.id
            for one in old.opaque
            if one.id not in leaving
            and (leaving.keys() & set(one.requires) or (one.kind in CODE and any(_reads(one, name) for name in names)))
        ]
        leaving.update(dict.fromkeys(more))
        growing = bool(more)
    return tuple(leaving)


def _reads(one: Opaque, name: str) -> bool:
    return mentions(one.sql, name.rpartition(".")[2], "postgres")


def _changed_under(old: Schema, new: Schema) -> set[str]:
    """Entities, and columns, that a view cannot stand on while they change: types, drops, renames."""
    found: set[str] = set()
    for entity in old.entities:
        later = new.located.get(entity.id)
        if later is None:
            found.add(entity.id)
            continue
        now = {one.id: one for one in later.value.attributes}
        for attribute in entity.attributes:
            other = now.get(attribute.id)
            if other is None or _nature(other) != _nature(attribute):
                found |= {entity.id, attribute.id}
    for enum in old.enums:
        kept = new.located.get(enum.id)
        values = {one.id for one in kept.value.values} if kept else set()
        if any(one.id not in values for one in enum.values):
            found |= {
                key
                for entity in old.entities
                for attribute in entity.attributes
                if mentions(attribute.type, enum.name, "postgres")
                for key in (entity.id, attribute.id)
            }
    return found


def _nature(one: Attribute) -> tuple[Any, ...]:
    return one.type, one.collation, one.generated


def needed_early(one: Opaque, old: Schema, new: Schema) -> bool:
    """Whether a table or a type that comes or changes says the name of this function, say."""
    names = [provided.rpartition(".")[2] for provided in one.provides] or [one.name]
    return any(mentions(text, name, "postgres") for text in _texts(old, new) for name in names)


def _texts(old: Schema, new: Schema) -> Iterator[str]:
    known = set(old.entities) | set(old.domains)
    for entity in new.entities:
        if entity not in known:
            yield from (text for a in entity.attributes for text in (a.type, a.default or "") if text)
            yield from (a.generated.expression for a in entity.attributes if a.generated)
            yield from (check.expression for check in entity.checks)
            yield from (key.expression for index in entity.indexes for key in index.keys if key.expression)
            yield from (index.where for index in entity.indexes if index.where)
    for domain in new.domains:
        if domain not in known:
            yield from (domain.default or "", *(check.expression for check in domain.checks))
