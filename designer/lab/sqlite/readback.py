"""A design told as facts, so that one read back from a database can be compared with the one that made it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.lab.sqlite.catalogue import Facts, normal
from designer.schema.model import Check, Entity, Index, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema

_OWN = ("autoincrement", "conflict", "parts")


def design_facts(schema: Schema) -> Facts:
    """(kind, object) to what the design says about it."""
    found: Facts = {}
    for entity in schema.entities:
        for key, text in _entity(schema, entity):
            found[key] = text
    for opaque in schema.opaque:
        found[(opaque.kind, opaque.name)] = normal(opaque.sql)
    return found


def _entity(schema: Schema, entity: Entity) -> Iterator[tuple[tuple[str, str], str]]:
    name = entity.name
    options = entity.options.get("sqlite", {})
    yield ("table", name), f"{dict(options)} {entity.persistence}"
    for place, one in enumerate(entity.attributes):
        own = dict(one.options.get("sqlite", {}))
        yield (
            ("column", f"{name}.{one.name}"),
            f"position {place} type {one.type.strip()} not null {one.not_null} default {one.default} "
            f"generated {one.generated} collation {one.collation} {own}",
        )
    for kind, held in (("key", entity.keys), ("check", entity.checks), ("index", entity.indexes)):
        for text in sorted(_told(schema, each) for each in held):
            yield (kind, f"{name}: {text}"), "present"
    for text in sorted(_told(schema, link) for link in schema.references_from(entity.id)):
        yield ("foreign key", f"{name}: {text}"), "present"


def _told(schema: Schema, one: PrimaryKey | Unique | Check | Index | Relationship) -> str:
    """One constraint or index, without the ids."""

    def columns(ids: tuple[str, ...]) -> str:
        return ", ".join(schema.attribute(each).name for each in ids)

    name = one.name or one.x.get("name")
    match one:
        case Check():
            return f"{name} {one.expression}"
        case Index():
            keys = [
                (schema.attribute(key.column).name if key.column else key.expression, key.descending, key.collation)
                for key in one.keys
            ]
            return f"{one.name} unique {one.unique} {keys} where {one.where}"
        case Relationship():
            parent = schema.entity(one.parent).name
            return (
                f"{name} ({columns(one.columns)}) to {parent} ({columns(one.parent_columns)}) "
                f"{one.on_delete} {one.on_update} {one.match} {one.deferrable}"
            )
    own = {key: value for key, value in one.options.get("sqlite", {}).items() if key in _OWN}
    return f"{type(one).__name__} {name} ({columns(one.columns)}) {own}"
