"""Which columns are had twice for a while: old and new, beside each other."""

from dataclasses import dataclass

from designer.exporters.postgres.changes.conversions import conversion
from designer.planning.light import is_small
from designer.planning.model import Options
from designer.planning.retyping import retyping
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.sql.mentions import mentions


@dataclass(frozen=True, slots=True)
class Moving:
    """A column before and after, and whether it is another type (else it is another name)."""

    entity: str
    old: Attribute
    new: Attribute

    @property
    def retyped(self) -> bool:
        return self.old.name == self.new.name


def moving_columns(old: Schema, new: Schema, options: Options) -> tuple[Moving, ...]:
    """The columns whose change would break old code or write a large table anew, and that can be had beside."""
    found = []
    for entity in new.entities:
        located = old.located.get(entity.id)
        if located is None or is_small(entity, options) or not _is_plain(located.value) or not _is_plain(entity):
            continue
        before = {one.id: one for one in located.value.attributes}
        for attribute in entity.attributes:
            was = before.get(attribute.id)
            if was is not None and moves(was, attribute) and _is_free(old, located.value, was):
                found.append(Moving(entity.id, was, attribute))
    return tuple(found)


def _is_plain(entity: Entity) -> bool:
    return not (entity.partition_by or entity.partition_of or entity.inherits) and entity.persistence != "temporary"


def moves(old: Attribute, new: Attribute) -> bool:
    """Whether it becomes another name, or another type that writes the table anew."""
    if old.generated or new.generated or old.identity or new.identity:
        return False
    converted = conversion(old.type, new.type) is not None
    return old.name != new.name or (
        old.type != new.type and retyping(old.type, new.type, converted=converted) == "rewrite"
    )


def _is_free(schema: Schema, entity: Entity, attribute: Attribute) -> bool:
    """No part of the primary key, of an exclusion or of another column, and nothing refers to it from outside."""
    in_key = entity.primary_key is not None and attribute.id in entity.primary_key.columns
    excluded = any(part.column == attribute.id or part.expression for one in entity.exclusions for part in one.elements)
    computed = any(
        one.generated is not None and mentions(one.generated.expression, attribute.name, "postgres")
        for one in entity.attributes
    )
    referred = any(attribute.id in link.parent_columns for link in schema.relationships)
    owned = any(sequence.owned_by == attribute.id for sequence in schema.sequences)
    serial = "serial" in attribute.type.lower()
    return not (in_key or excluded or computed or referred or owned or serial)
