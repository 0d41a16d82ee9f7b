"""The designs between a narrow key and a wide one, and what hangs on the columns that grow.

Each is a whole design: with the wide columns beside (`both`), with all that hangs on the narrow ones built for them
(`ready`), and with the names changed over (`switched`). Ids of copies are those of what they copy with `next` behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.postgres.changes.column_traits import WHOLE, is_serial, nullable, serial_sequence
from designer.exporters.postgres.naming import beside
from designer.exporters.postgres.text import literal
from designer.planning.copying import TooEntangled, copied, former, next_id, passage, reworded
from designer.planning.grown_columns import Column
from designer.planning.light import with_entity
from designer.planning.standing import stands_on
from designer.schema.model import (
    Attribute,
    Entity,
    Index,
    IndexKey,
    NotNull,
    PrimaryKey,
    Relationship,
    Sequence,
    Unique,
)
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.schema.validity import problems
from designer.sql.identifiers import NAME_BYTES, clip_bytes


def whole(type_text: str) -> str:
    """An integer type without the sequence and the default that `serial` stands for."""
    base = parse_type(type_text).base
    return WHOLE.get(base, base)


@dataclass(frozen=True, slots=True)
class Hanging:
    """What of a design hangs on the columns of a family."""

    keys: tuple[tuple[Entity, PrimaryKey | Unique], ...]
    checks: tuple[tuple[Entity, Any], ...]
    indexes: tuple[tuple[Entity, Index], ...]
    links: tuple[Relationship, ...]


class Designs:
    """One family of columns on its way. Raises TooEntangled where it cannot be had twice."""

    def __init__(self, before: Schema, family: tuple[Column, ...]) -> None:
        self.family = family
        self.columns = {one.old.id: one for one in family}
        self.goal = _with_columns(before, {one.old.id: one.new for one in family})
        self.start, self.end = spelled(before, self.columns), spelled(self.goal, self.columns)
        self.tables = tuple(dict.fromkeys(one.entity for one in family))
        self.ids = {one.old.id: next_id(one.old.id) for one in family}
        self.hanging = self._all_that_hangs()
        self.ids |= {one.id: next_id(one.id) for _, one in (*self.hanging.keys, *self.hanging.checks)}
        self.ids |= {one.id: next_id(one.id) for _, one in self.hanging.indexes}
        self.ids |= {one.id: next_id(one.id) for one in self.hanging.links}
        self.both = self._both()
        self.ready = self._ready()
        self.switched = self._switched()
        for schema in (self.both, self.ready, self.switched):
            if problems(schema):
                raise TooEntangled

    def _both(self) -> Schema:
        schema = self.start
        for table in self.tables:
            entity = schema.entity(table)
            copies = [self._copy(one) for one in self.family if one.entity == table]
            taken = {one.name for one in entity.attributes}
            if any({one.passage, one.former} & taken for one in self.family if one.entity == table):
                raise TooEntangled
            schema = with_entity(schema, replace(entity, attributes=(*entity.attributes, *copies)))
        return schema

    def _copy(self, one: Column) -> Attribute:
        return Attribute(id=self.ids[one.old.id], name=one.passage, type=whole(one.new.type))

    def _all_that_hangs(self) -> Hanging:
        tables = [self.start.entity(one) for one in self.tables]
        mine = {one.entity: [each.old for each in self.family if each.entity == one.entity] for one in self.family}

        def of(entity: Entity, items: Iterable[Any]) -> list[tuple[Entity, Any]]:
            return [(entity, one) for one in items if any(stands_on(one, each) for each in mine[entity.id])]

        found = Hanging(
            keys=tuple(pair for one in tables for pair in of(one, one.keys)),
            checks=tuple(pair for one in tables for pair in of(one, one.checks)),
            indexes=tuple(pair for one in tables for pair in of(one, one.indexes)),
            links=tuple(
                one for one in self.start.relationships if {*one.columns, *one.parent_columns} & set(self.columns)
            ),
        )
        named = (*(one for _, one in (*found.keys, *found.checks, *found.indexes)), *found.links)
        odd = any(one.without_overlaps or one.attached_to for _, one in found.keys)
        if odd or not all(one.name for one in named):
            raise TooEntangled
        return found

    def _ready(self) -> Schema:
        """All that hangs on the old columns hangs on the new ones too, keys as unique indexes."""
        schema = self.both
        for table in self.tables:
            entity = schema.entity(table)
            attributes = tuple(self._settled(one) for one in entity.attributes)
            indexes = [self._copied(one) for owner, one in self.hanging.indexes if owner.id == table]
            indexes += [self._as_index(one) for owner, one in self.hanging.keys if owner.id == table]
            checks = [self._copied(one) for owner, one in self.hanging.checks if owner.id == table]
            changed = replace(
                entity,
                attributes=attributes,
                indexes=(*entity.indexes, *indexes),
                checks=(*entity.checks, *checks),
            )
            schema = with_entity(schema, changed)
        links = tuple(self._copied(one) for one in self.hanging.links)
        return in_order(replace(schema, relationships=(*schema.relationships, *links)))

    def _settled(self, attribute: Attribute) -> Attribute:
        """A copy as strict as what it copies."""
        old = next((one.old for one in self.family if self.ids[one.old.id] == attribute.id), None)
        if old is None or nullable(self.start, old.id):
            return attribute
        table = self.start.entity(self.start.located[old.id].owner).name
        return replace(attribute, not_null=NotNull(name=clip_bytes(f"{table}_{attribute.name}_set", NAME_BYTES)))

    def _copied(self, item: Any) -> Any:
        return copied(item, self.ids, self._words(item, {one.old.id: one.passage for one in self.family}))

    def _words(self, item: Any, names: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
        """(table, column as the item says it, as it says it then) of the columns of the item's table."""
        table = self.start.located[item.id].owner
        return tuple(
            (self.start.entity(table).name, one.old.name, names[one.old.id])
            for one in self.family
            if one.entity == table
        )

    def _as_index(self, key: PrimaryKey | Unique) -> Index:
        return Index(
            id=self.ids[key.id],
            name=passage(own(key)),
            keys=tuple(IndexKey(column=self.ids.get(one, one)) for one in key.columns),
            include=tuple(self.ids.get(one, one) for one in key.include),
            unique=True,
            nulls_not_distinct=isinstance(key, Unique) and key.nulls_not_distinct,
            options=key.options,
        )

    def _switched(self) -> Schema:
        """The new columns under the names of the old; only plain indexes still stand on those."""
        schema = self.ready
        for table in self.tables:
            schema = with_entity(schema, self._table_switched(schema.entity(table)))
        links = tuple(
            replace(self._copied(one), name=one.name) if one.id in self.ids else one for one in self.start.relationships
        )
        sequences = tuple(self._handed_over(one) for one in schema.sequences)
        return in_order(replace(schema, relationships=links, sequences=sequences))

    def _handed_over(self, sequence: Sequence) -> Sequence:
        theirs = next((one for one in self.end.sequences if one.id == sequence.id), sequence)
        if sequence.owned_by not in self.columns:
            return sequence
        return replace(sequence, type=theirs.type, owned_by=self.ids[sequence.owned_by])

    def _table_switched(self, entity: Entity) -> Entity:
        formers = {one.old.id: one.former for one in self.family}
        keys = {one.id for _, one in self.hanging.keys}
        copies = {self.ids[one] for one in keys}
        checks = {one.id: one for _, one in self.hanging.checks}
        primary = entity.primary_key
        return replace(
            entity,
            attributes=tuple(self._column_switched(one) for one in entity.attributes),
            primary_key=self._key_on_copies(primary) if primary and primary.id in keys else primary,
            uniques=tuple(self._key_on_copies(one) if one.id in keys else one for one in entity.uniques),
            checks=tuple(
                replace(one, id=self.ids[one.id], comment=None) if one.id in checks else one
                for one in entity.checks
                if one.id not in {self.ids[each] for each in checks}
            ),
            indexes=tuple(self._index_switched(one, formers) for one in entity.indexes if one.id not in copies),
        )

    def _index_switched(self, index: Index, formers: dict[str, str]) -> Index:
        """An old index beside the table's columns of old; a copy as what it copied, but for the columns' ids."""
        originals = {self.ids[one.id]: one for _, one in self.hanging.indexes}
        if index.id in originals:
            original = originals[index.id]
            keys = tuple(replace(one, column=self.ids.get(one.column or "", one.column)) for one in original.keys)
            return replace(original, id=index.id, keys=keys, include=index.include, comment=None)
        if self.ids.get(index.id) in originals:
            worded: Index = reworded(index, self._words(index, formers))
            return replace(worded, name=former(own(index)))
        return index

    def _key_on_copies(self, key: Any) -> Any:
        return replace(
            key,
            id=self.ids[key.id],
            columns=tuple(self.ids.get(one, one) for one in key.columns),
            include=tuple(self.ids.get(one, one) for one in key.include),
            comment=None,
        )

    def _column_switched(self, attribute: Attribute) -> Attribute:
        for one in self.family:
            if attribute.id == one.old.id:
                return replace(attribute, name=one.former, not_null=None, default=None, identity=None)
            if attribute.id == self.ids[one.old.id]:
                end = self.end.attribute(one.old.id)
                kept = end.not_null or (attribute.not_null and NotNull())
                return replace(end, id=attribute.id, comment=None, not_null=kept)
        return attribute

    def without_hanging(self, schema: Schema) -> Schema:
        gone = {one.id for _, one in (*self.hanging.keys, *self.hanging.checks)}
        gone |= {one.id for one in self.hanging.links}
        gone |= {self.ids[one] for one in gone}
        for table in self.tables:
            entity = schema.entity(table)
            primary = entity.primary_key
            bare = replace(
                entity,
                primary_key=None if primary and primary.id in gone else primary,
                uniques=tuple(one for one in entity.uniques if one.id not in gone),
                checks=tuple(one for one in entity.checks if one.id not in gone),
                indexes=tuple(one for one in entity.indexes if one.id not in gone),
            )
            schema = with_entity(schema, bare)
        return replace(schema, relationships=tuple(one for one in schema.relationships if one.id not in gone))

    def loose(self) -> Schema:
        """The narrow columns back, without their indexes yet."""
        schema = self.switched
        old = {one.id for _, one in self.hanging.indexes}
        for table in self.tables:
            entity = schema.entity(table)
            kept = tuple(one for one in entity.indexes if one.id not in old)
            schema = with_entity(schema, replace(entity, indexes=kept))
        return schema


def _with_columns(schema: Schema, columns: dict[str, Attribute]) -> Schema:
    for table in {schema.located[one].owner for one in columns}:
        entity = schema.entity(table)
        attributes = tuple(columns.get(one.id, one) for one in entity.attributes)
        schema = with_entity(schema, replace(entity, attributes=attributes))
    return schema


def spelled(schema: Schema, columns: Iterable[str]) -> Schema:
    """The design with what `serial` stands for in these columns said in full.

    The same catalogue, and a default that can move.
    """
    sequences: list[Sequence] = []
    changed: dict[str, Attribute] = {}
    for key in columns:
        attribute = schema.attribute(key)
        if is_serial(attribute):
            entity = schema.entity(schema.located[key].owner)
            own = serial_sequence(schema, attribute)
            plain = whole(attribute.type)
            default = f"nextval({literal(beside(schema, entity, own))}::regclass)"
            changed[key] = replace(attribute, type=plain, default=default, not_null=attribute.not_null or NotNull())
            sequences.append(Sequence(id=f"{key} sequence", schema=entity.schema, name=own, type=plain, owned_by=key))
    if not changed:
        return schema
    return in_order(replace(_with_columns(schema, changed), sequences=(*schema.sequences, *sequences)))


def own(item: Any) -> str:
    """The name of a constraint or an index; `_hanging` has refused what has none."""
    return str(item.name)
