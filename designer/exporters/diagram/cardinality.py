"""How many rows stand at each end of a relationship, as its columns' constraints allow."""

from dataclasses import dataclass
from typing import Any

from designer.exporters.wording import printable
from designer.schema.model import Attribute, Entity, Index, Relationship
from designer.schema.schema import Schema
from designer.schema.types import short_type


@dataclass(frozen=True, slots=True)
class End:
    """At least `least` (0 or 1) and at most one or `many` rows."""

    least: int
    many: bool

    @property
    def words(self) -> str:
        """For people: `exactly one`, `zero or more`."""
        if self.many:
            return "one or more" if self.least else "zero or more"
        return "exactly one" if self.least else "zero or one"

    @property
    def arrow(self) -> str:
        """The shape's name in Graphviz, nearest to the table first."""
        return ("crow" if self.many else "tee") + ("tee" if self.least else "odot")


@dataclass(frozen=True, slots=True)
class Cardinality:
    """parent: rows that a child row refers to; child: rows that refer to one parent row."""

    parent: End
    child: End
    identifying: bool


def cardinality(schema: Schema, link: Relationship) -> Cardinality:
    """Read from nullability and uniqueness of the referencing columns.

    A row refers to no parent if one of its columns may be null; under MATCH FULL all of them have to be. The
    child end has one row at most when the columns hold a whole key. The relationship identifies the child when
    its columns are part of the child's primary key.
    """
    child = schema.entity(link.child)
    may_be_null = [nullable(schema, child, column) for column in link.columns]
    optional = all(may_be_null) if link.match == "full" else any(may_be_null)
    key = child.primary_key.columns if child.primary_key else ()
    return Cardinality(
        parent=End(least=0 if optional else 1, many=False),
        child=End(least=0, many=not holds_key(child, link.columns)),
        identifying=bool(link.columns) and set(link.columns) <= set(key),
    )


def nullable(schema: Schema, entity: Entity, attribute_id: str) -> bool:
    """Whether the attribute may be null: not so in a primary key, as an identity, or by its domain."""
    attribute = schema.attribute(attribute_id)
    if attribute.not_null or attribute.identity:
        return False
    if entity.primary_key and attribute_id in entity.primary_key.columns:
        return False
    return not any(
        domain.not_null for domain in schema.domains if attribute.type in (domain.name, schema.qualified(domain))
    )


def holds_key(entity: Entity, columns: tuple[str, ...]) -> bool:
    """Whether these columns tell every row from every other: they include a key or a whole unique index."""
    keys = [set(key.columns) for key in entity.keys if not key.without_overlaps]
    keys += [set(index.columns) for index in entity.indexes if _is_key(index)]
    return any(key and key <= set(columns) for key in keys)


def unique_alone(entity: Entity) -> set[str]:
    """Ids of the attributes that are unique by themselves, the primary key aside."""
    keys: list[Any] = [unique.columns for unique in entity.uniques if not unique.without_overlaps]
    keys += [index.columns for index in entity.indexes if _is_key(index)]
    return {columns[0] for columns in keys if len(columns) == 1}


@dataclass(frozen=True, slots=True)
class Keys:
    """Ids of an entity's attributes: of its primary key, of its foreign keys, and those unique by themselves."""

    primary: frozenset[str]
    foreign: frozenset[str]
    unique: frozenset[str]


def keys_of(schema: Schema, entity: Entity) -> Keys:
    """Which attributes a picture or a table marks as keys."""
    return Keys(
        frozenset(entity.primary_key.columns if entity.primary_key else ()),
        frozenset(column for link in schema.references_from(entity.id) for column in link.columns),
        frozenset(unique_alone(entity)),
    )


def said_type(schema: Schema, attribute: Attribute) -> str:
    """An attribute's type in one line, as people say it."""
    return printable(short_type(attribute.type, schema.dialect.name))


def _is_key(index: Index) -> bool:
    plain = all(part.column and part.prefix_length is None for part in index.keys)
    return index.unique and index.where is None and plain
