"""Which integer columns of a design have to grow together."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.planning.copying import former, passage
from designer.planning.light import is_small
from designer.planning.model import Options
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.mentions import mentions

_WIDTH = {"smallint": 2, "smallserial": 2, "integer": 4, "int": 4, "serial": 4, "bigint": 8, "bigserial": 8}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table before and after. passage, former: its names on the way."""

    entity: str
    old: Attribute
    new: Attribute

    @property
    def passage(self) -> str:
        """What the wider column is called until the switch."""
        return passage(self.old.name)

    @property
    def former(self) -> str:
        """What the narrow column is called after it."""
        return former(self.old.name)


def families(before: Schema, after: Schema, options: Options) -> tuple[tuple[Column, ...], ...]:
    """The columns that grow, those that foreign keys tie to each other in one group.

    Only groups that hold a key, a sequence or a referred column, and a table that is not small: what grows beside
    these has an easier way.
    """
    growing = {one.old.id: one for one in _growing(before, after)}
    leader = {key: key for key in growing}

    def find(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for link in before.relationships:
        for one, other in zip(link.columns, link.parent_columns, strict=False):
            if one in leader and other in leader:
                leader[find(one)] = find(other)
    groups: dict[str, list[Column]] = {}
    for key, column in growing.items():
        groups.setdefault(find(key), []).append(column)
    return tuple(
        tuple(group)
        for group in groups.values()
        if any(_is_bound(before, one) for one in group)
        and not all(is_small(before.entity(one.entity), options) for one in group)
    )


def _growing(before: Schema, after: Schema) -> Iterator[Column]:
    for entity in before.entities:
        if entity.id not in after.located or not _is_plain(entity) or not _is_plain(after.entity(entity.id)):
            continue
        theirs = {one.id: one for one in after.entity(entity.id).attributes}
        for attribute in entity.attributes:
            now = theirs.get(attribute.id)
            if now is not None and _grows(attribute, now) and not _is_computed_from(entity, attribute):
                yield Column(entity.id, attribute, now)


def _grows(old: Attribute, new: Attribute) -> bool:
    was, now = parse_type(old.type), parse_type(new.type)
    if was.dimensions or now.dimensions or old.generated or new.generated or old.name != new.name:
        return False
    kept = bool(old.identity) == bool(new.identity) and ("serial" in was.base) == ("serial" in now.base)
    return kept and 0 < _WIDTH.get(was.base, 0) < _WIDTH.get(now.base, 0)


def _is_plain(entity: Entity) -> bool:
    return not (entity.partition_by or entity.partition_of or entity.inherits) and entity.persistence != "temporary"


def _is_computed_from(entity: Entity, attribute: Attribute) -> bool:
    """Whether a generated column or an exclusion rests on it, which no second column can take over."""
    texts = [one.generated.expression for one in entity.attributes if one.generated]
    parts = [part for one in entity.exclusions for part in one.elements]
    texts += [part.expression for part in parts if part.expression]
    return any(part.column == attribute.id for part in parts) or any(
        mentions(text, attribute.name, "postgres") for text in texts
    )


def _is_bound(schema: Schema, one: Column) -> bool:
    """Whether the column is in a primary key, has numbers of its own, or is referred to."""
    primary = schema.entity(one.entity).primary_key
    return (
        (primary is not None and one.old.id in primary.columns)
        or one.old.identity is not None
        or "serial" in one.old.type.lower()
        or any(sequence.owned_by == one.old.id for sequence in schema.sequences)
        or any(one.old.id in link.parent_columns for link in schema.relationships)
    )
