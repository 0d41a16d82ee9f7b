"""A part of a design as a design of its own: some of its tables, and nothing that tells of the others."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Composite, Domain, Entity, Enum, Layout, Requirements, Sequence
from designer.schema.schema import Schema

_WORDS = re.compile(r"\w+")


def subset(schema: Schema, entities: Collection[str]) -> Schema:
    """The design with only these entities (ids; unknown ones are left out), for somebody who must not learn of others.

    Relationships stay where both ends do. What may speak of any table goes: access patterns, opaque statements,
    decisions, notes, requirements, what other programs keep. Types stay where a column uses them.
    """
    kept = [one for one in schema.entities if one.id in entities]
    ids = {one.id for one in kept}
    attributes = {column.id for one in kept for column in one.attributes}
    shown = tuple(_alone(one, ids) for one in kept)
    domains = tuple(one for one in schema.domains if one.name.lower() in _words(_types(shown)))
    composites = tuple(one for one in schema.composites if one.name.lower() in _words(_types(shown)))
    inside = [column.type for one in composites for column in one.attributes]
    types = _words([*_types(shown), *(one.type for one in domains), *inside])
    sequences = tuple(one for one in schema.sequences if one.owned_by in attributes)
    enums = tuple(one for one in schema.enums if one.name.lower() in types)
    placed: tuple[Entity | Domain | Composite | Enum | Sequence, ...] = (
        *shown,
        *domains,
        *composites,
        *enums,
        *sequences,
    )
    used = {one.schema for one in placed}
    return Schema(
        name=schema.name,
        comment=schema.comment,
        dialect=schema.dialect,
        schemas=tuple(one for one in schema.schemas if one.id in used),
        entities=shown,
        relationships=tuple(one for one in schema.relationships if {one.child, one.parent} <= ids),
        enums=enums,
        domains=domains,
        composites=composites,
        sequences=sequences,
        extensions=(),
        opaque=(),
        access_patterns=(),
        invariants=tuple(one for one in schema.invariants if one.entity in ids),
        requirements=Requirements(),
        decisions=(),
        layout=_layout(schema.layout, ids),
        x=EMPTY,
    )


def _alone(entity: Entity, ids: Collection[str]) -> Entity:
    """The entity without what leads to tables that are not there."""
    parent = entity.partition_of
    orphan = parent is not None and parent.parent not in ids
    key = entity.primary_key
    return replace(
        entity,
        inherits=tuple(one for one in entity.inherits if one in ids),
        partition_of=None if orphan else parent,
        row_security=None,
        primary_key=replace(key, attached_to=None) if key and orphan else key,
        uniques=tuple(replace(one, attached_to=None) for one in entity.uniques) if orphan else entity.uniques,
        indexes=tuple(replace(one, attached_to=None) for one in entity.indexes) if orphan else entity.indexes,
        denormalizations=(),
        x=EMPTY,
    )


def _layout(layout: Layout, ids: Collection[str]) -> Layout:
    groups = (replace(group, entities=tuple(one for one in group.entities if one in ids)) for group in layout.groups)
    return Layout(
        groups=tuple(group for group in groups if group.entities),
        pins=FrozenMap({one: place for one, place in layout.pins.items() if one in ids}),
    )


def _types(entities: Iterable[Entity]) -> list[str]:
    return [text for one in entities for column in one.attributes for text in (column.type, column.default or "")]


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORDS.findall(text)}
