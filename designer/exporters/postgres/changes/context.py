"""What the statements of a change are made from: the design before and after, and stages to sort them by."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import name
from designer.exporters.result import NotExpressible as NotExpressible
from designer.schema.model import Entity, Relationship
from designer.schema.naming import path_in
from designer.schema.schema import Located, Schema
from designer.sql.default_names import (
    exclusion_name,
    foreign_key_name,
    index_name,
    not_null_name,
    primary_key_name,
    unique_name,
)


class Stage(IntEnum):
    """When a statement runs. Up to RENAME objects have their old names, after it their new ones."""

    RELEASE = 0
    CODE_DROP = 1
    REFERENCE_DROP = 2
    PART_DROP = 3
    COLUMN_DROP = 4
    TABLE_DROP = 5
    RENAME = 6
    MAKE = 7
    TYPE = 8
    COLUMN = 9
    TABLE = 10
    KEY = 11
    INDEX = 12
    REFERENCE = 13
    CODE = 14
    FUNCTION_DROP = 15
    LAST_DROP = 16
    COMMENT = 17


@dataclass(frozen=True, slots=True)
class Piece:
    """Statements of one change, and when they run."""

    stage: Stage
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """The design before and after. Caches what is made twice on both sides."""

    old: Schema
    new: Schema

    def stays(self, object_id: str) -> bool:
        """Whether an object is in both."""
        return object_id in self.old.located and object_id in self.new.located

    @cached_property
    def kept_attributes(self) -> frozenset[str]:
        """The attributes that are in both."""
        return frozenset(
            key for key, item in self.old.located.items() if item.kind.name == "attribute" and self.stays(key)
        )

    def owner(self, object_id: str) -> Entity:
        """The entity of an attribute, key, check or index, after the change."""
        return self.new.entity(self.new.located[object_id].owner)

    def late_name(self, value: Any) -> str:
        """What a dropped type or sequence is called after the renames: its namespace may have a new name."""
        namespace = value.schema and (self.new if self.stays(value.schema) else self.old).namespace(value.schema)
        return f"{name(namespace)}.{name(value.name)}" if namespace else name(value.name)

    def said(self, object_id: str) -> str:
        """An object for people."""
        return path_in(self.new if object_id in self.new.located else self.old, object_id)


def name_of(schema: Schema, located: Located) -> str:
    """The name that the server knows a constraint or index by, its own choice where the design gives none.

    Raises NotExpressible where that cannot be foreseen.
    """
    value = located.value
    if value.name:
        return str(value.name)
    table = schema.entity(value.child if isinstance(value, Relationship) else located.owner).name
    match located.kind.name:
        case "primary_key":
            return primary_key_name(table)
        case "unique":
            return unique_name(table, schema.names((*value.columns, *value.include)))
        case "relationship":
            return foreign_key_name(table, schema.names(value.columns))
        case "index" if all(key.column for key in value.keys):
            return index_name(table, schema.names((*(key.column for key in value.keys), *value.include)))
        case "exclusion" if all(part.column for part in value.elements):
            return exclusion_name(table, schema.names(tuple(part.column for part in value.elements)))
    kind = located.kind.name.replace("_", " ")
    raise NotExpressible(f"a {kind} of {table} has no name, so no statement can call it")


def not_null_of(schema: Schema, attribute_id: str) -> str:
    """The name of a column's NOT NULL constraint (PostgreSQL 18 and newer)."""
    attribute = schema.attribute(attribute_id)
    table = schema.entity(schema.located[attribute_id].owner).name
    named = attribute.not_null.name if attribute.not_null else None
    return named or not_null_name(table, attribute.name)


def alter_table(schema: Schema, entity: Entity) -> str:
    """The beginning of ALTER TABLE."""
    return f"ALTER TABLE {qualified(schema, entity)}"
