"""A design as steps: one for each object, or for each part of one that has to come later."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from designer.exporters.postgres.comments import DOMAIN_PARTS, comments_of
from designer.exporters.postgres.constraints import constraint
from designer.exporters.postgres.indexes import attach_index, create_index, statistics
from designer.exporters.postgres.mentioned import entity_mentions, type_mentions
from designer.exporters.postgres.mentions import Chain, mentions
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.opaque import opaque_step
from designer.exporters.postgres.tables import (
    TableKey,
    attach_partition,
    attach_texts,
    clustering,
    create_partition,
    create_table,
    replica_identity,
    row_security,
)
from designer.exporters.postgres.text import literal, name
from designer.exporters.postgres.types import create_type, own_sequence
from designer.exporters.postgres.units import Phase, Unit
from designer.schema.model import Composite, Domain, Entity, Enum, Exclusion, Extension, Index, PrimaryKey, Unique
from designer.schema.schema import Schema

NamedType = Enum | Domain | Composite


@dataclass(frozen=True)
class Steps:
    """The steps of a design.

    detached: ids of entities whose defaults and checks come in steps of their own. standing: ids of entities that are
    in the database already, with their keys and indexes.
    """

    schema: Schema
    detached: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()

    def all(self) -> Iterator[Unit]:
        """Every step, the order in which they load left to others."""
        yield from self.namespaces()
        for extension in self.schema.extensions:
            yield self.extension(extension)
        yield from self.types()
        yield from self.sequences()
        for entity in self.schema.entities:
            yield from self.entity(entity)
        for relationship in self.schema.relationships:
            yield self.relationship(relationship.id)
        for opaque in sorted(self.schema.opaque, key=lambda one: (one.line is None, one.line or 0)):
            yield opaque_step(self.schema, opaque)

    def namespaces(self) -> Iterator[Unit]:
        for namespace in self.schema.schemas:
            made = () if namespace.name == "public" else (f"CREATE SCHEMA {name(namespace.name)};",)
            statements = (*made, *comments_of(self.schema, namespace.id))
            if statements:
                yield Unit(statements, Phase.SCHEMA, makes=(namespace.id,))

    def extension(self, value: Extension) -> Unit:
        where = f" WITH SCHEMA {name(value.schema)}" if value.schema else ""
        version = f" VERSION {literal(value.version)}" if value.version else ""
        create = f"CREATE EXTENSION IF NOT EXISTS {name(value.name)}{where}{version};"
        homes = (home.id for home in self.schema.schemas if home.name == value.schema)
        statements = (create, *comments_of(self.schema, value.id))
        return Unit(statements, Phase.EXTENSION, makes=(value.id,), needs=tuple(homes))

    def types(self) -> Iterator[Unit]:
        values: tuple[NamedType, ...] = (*self.schema.enums, *self.schema.domains, *self.schema.composites)
        for value in values:
            inside = DOMAIN_PARTS if isinstance(value, Domain) else ()
            statements = (*create_type(value, self.schema), *comments_of(self.schema, value.id, inside=inside))
            yield Unit(
                statements,
                Phase.TYPE,
                makes=(value.id,),
                needs=_home(value.schema),
                provides=(self._chain(value.schema, value.name),),
                mentioned=type_mentions(value),
            )

    def sequences(self) -> Iterator[Unit]:
        for sequence in self.schema.sequences:
            statements = (*create_type(sequence, self.schema), *comments_of(self.schema, sequence.id))
            chain = self._chain(sequence.schema, sequence.name)
            yield Unit(
                statements, Phase.SEQUENCE, makes=(sequence.id,), needs=_home(sequence.schema), provides=(chain,)
            )
            if sequence.owned_by:
                owner = self.schema.located[sequence.owned_by].owner
                yield Unit((own_sequence(self.schema, sequence),), Phase.OWNERSHIP, needs=(sequence.id, owner))

    def entity(self, entity: Entity) -> Iterator[Unit]:
        """Everything of a table but its relationships."""
        yield self.table(entity)
        if entity.id in self.detached:
            comments = (text for check in entity.checks if check.name for text in comments_of(self.schema, check.id))
            texts = (*attach_texts(self.schema, entity), *comments)
            yield Unit(texts, Phase.COLUMN, needs=(entity.id,), mentioned=entity_mentions(entity))
        if entity.partition_of and not self._by_bound(entity):
            yield self._attachment(entity)
        inside = _keys_inside(entity)
        for key in _keys(entity):
            if key not in inside:
                yield from self.key_of(key, entity)
        yield from self._indexes(entity)
        identity = (*replica_identity(self.schema, entity), *clustering(self.schema, entity))
        if identity:
            yield Unit(identity, Phase.IDENTITY, needs=(entity.id,))
        security = tuple(row_security(self.schema, entity))
        if security:
            yield Unit(security, Phase.POLICY, needs=(entity.id,))

    def table(self, entity: Entity) -> Unit:
        """CREATE TABLE with the comments on what is made by it."""
        inside: tuple[str, ...] = ("attribute",)
        detached = entity.id in self.detached
        keys = _keys_inside(entity)
        if self._by_bound(entity):
            statements = tuple(create_partition(self.schema, entity))
        else:
            statements = tuple(create_table(self.schema, entity, keys=keys, detached=detached))
            inside += () if detached else ("check",)
        comments = [*comments_of(self.schema, entity.id, inside=inside)]
        comments += (text for key in keys if key.name for text in comments_of(self.schema, key.id))
        needs = [*_home(entity.schema), *entity.inherits]
        if entity.partition_of and self._by_bound(entity):
            needs.append(entity.partition_of.parent)
        return Unit(
            (*statements, *comments),
            Phase.TABLE,
            makes=(entity.id,),
            needs=tuple(needs),
            provides=(self._chain(entity.schema, entity.name),),
            mentioned=entity_mentions(entity, with_texts=not detached),
            entity=entity.id,
        )

    def relationship(self, relationship_id: str) -> Unit:
        """A foreign key, added when all keys are there."""
        value = self.schema.get(relationship_id)
        child = qualified(self.schema, self.schema.entity(value.child))
        add = f"ALTER TABLE {child} ADD {constraint(value, self.schema)};"
        statements = (add, *comments_of(self.schema, value.id))
        return Unit(statements, Phase.RELATIONSHIP, makes=(value.id,), needs=(value.child, value.parent))

    def key(self, key: TableKey, entity: Entity) -> Unit:
        """A key or an exclusion that is added to its table."""
        only = "ONLY " if self._matched(key) else ""
        add = f"ALTER TABLE {only}{qualified(self.schema, entity)} ADD {constraint(key, self.schema)};"
        comments = comments_of(self.schema, key.id)
        return Unit((add, *comments), Phase.KEY, makes=(key.id,), needs=(entity.id, *self._early(entity)))

    def index(self, index_id: str, entity: Entity) -> Unit:
        """CREATE INDEX."""
        index = self.schema.get(index_id)
        create = create_index(self.schema, entity, index, only=self._matched(index))
        texts = [key.expression for key in index.keys if key.expression] + [index.where or ""]
        texts += [key.operator_class for key in index.keys if key.operator_class]
        return Unit(
            (
                create,
                *statistics(self.schema, entity, index),
                *(comments_of(self.schema, index.id) if index.name else ()),
            ),
            Phase.INDEX,
            makes=(index.id,),
            needs=(entity.id, *self._early(entity)),
            mentioned=mentions(*filter(None, texts)),
        )

    # Partitions. A partition whose indexes are all tied to its parent's by name is attached first, and the
    # parent's indexes are then made alone (ONLY) and tied; any other is attached when the parent's indexes
    # are there, so that the server ties or makes them itself, as it once did. A new partition of a table that is
    # there gets its keys first, or the server would make it second ones as it is attached.

    @cached_property
    def _tied(self) -> dict[str, set[str]]:
        """Per key or index of a partitioned table, the partitions that tie one of theirs to it."""
        tied: dict[str, set[str]] = {}
        for entity in self.schema.entities:
            for item in (*entity.keys, *entity.indexes):
                if item.attached_to:
                    tied.setdefault(item.attached_to, set()).add(entity.id)
        return tied

    def _attached_early(self, entity: Entity) -> bool:
        assert entity.partition_of is not None
        parent = self.schema.entity(entity.partition_of.parent)
        if parent.id in self.standing:
            return False
        return all(entity.id in self._tied.get(item.id, ()) for item in (*parent.keys, *parent.indexes))

    def _matched(self, item: TableKey | Index) -> bool:
        return bool(self._tied.get(item.id))

    def _early(self, entity: Entity) -> tuple[str, ...]:
        """What an index on a partitioned table waits for: the partitions that come before it."""
        return tuple(
            f"{part.id} attached" for part in self._partitions.get(entity.id, ()) if self._attached_early(part)
        )

    @cached_property
    def _partitions(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = {}
        for entity in self.schema.entities:
            if entity.partition_of:
                found.setdefault(entity.partition_of.parent, []).append(entity)
        return found

    def _by_bound(self, entity: Entity) -> bool:
        """Whether a partition takes everything from its parent."""
        return entity.partition_of is not None and not entity.attributes

    def _attachment(self, entity: Entity) -> Unit:
        assert entity.partition_of is not None
        early = self._attached_early(entity)
        parent = self.schema.entity(entity.partition_of.parent)
        needs = [entity.id, parent.id]
        if not early:
            needs += [item.id for one in (entity, parent) for item in (*one.keys, *one.exclusions, *one.indexes)]
        phase = Phase.ATTACH if early else Phase.LATE_ATTACH
        return Unit(
            (attach_partition(self.schema, entity),), phase, makes=(f"{entity.id} attached",), needs=tuple(needs)
        )

    def key_of(self, key: TableKey, entity: Entity) -> Iterator[Unit]:
        """A key that is added to its table, and tied to the parent's if it is a partition's."""
        yield self.key(key, entity)
        if isinstance(key, PrimaryKey | Unique) and key.attached_to:
            yield self._tie(entity, key.name, key.id, key.attached_to)

    def _indexes(self, entity: Entity) -> Iterator[Unit]:
        for index in entity.indexes:
            yield from self.index_of(index, entity)

    def index_of(self, index: Index, entity: Entity) -> Iterator[Unit]:
        """An index, and its tie to the parent's if it is a partition's."""
        yield self.index(index.id, entity)
        if index.attached_to:
            yield self._tie(entity, index.name, index.id, index.attached_to)

    def _tie(self, entity: Entity, own: str | None, own_id: str, parent_id: str) -> Unit:
        parent_index = self.schema.get(parent_id)
        parent = self.schema.entity(self.schema.located[parent_id].owner)
        tie = attach_index(self.schema, parent, parent_index.name or "", entity, own or "")
        needs = (own_id, parent_id, f"{entity.id} attached")
        return Unit((tie,), Phase.INDEX_ATTACH, makes=(f"{own_id} tied",), needs=(*needs, *self._tied_below(own_id)))

    def _tied_below(self, index_id: str) -> tuple[str, ...]:
        """A partition's index that is partitioned itself becomes valid when its own parts are tied."""
        return tuple(
            f"{item.id} tied"
            for entity_id in sorted(self._tied.get(index_id, ()))
            for item in (*self.schema.entity(entity_id).keys, *self.schema.entity(entity_id).indexes)
            if item.attached_to == index_id
        )

    def _chain(self, namespace_id: str | None, own: str) -> Chain:
        namespace = self.schema.namespace(namespace_id)
        return (namespace, own) if namespace else (own,)


def _keys(entity: Entity) -> tuple[TableKey, ...]:
    return (*entity.keys, *entity.exclusions)


def _keys_inside(entity: Entity) -> tuple[TableKey, ...]:
    """The keys that stand in CREATE TABLE: none of a divided table, a partition or an heir, and no second one alike.

    There the server would take two keys over the same columns for one, and a primary key would give an heir NOT NULL
    constraints of its own beside its parent's.
    """
    if entity.partition_of or entity.partition_by or entity.inherits:
        return ()
    first: dict[object, TableKey] = {}
    for key in _keys(entity):
        first.setdefault(key.elements if isinstance(key, Exclusion) else key.columns, key)
    return tuple(first.values())


def _home(namespace_id: str | None) -> tuple[str, ...]:
    return (namespace_id,) if namespace_id else ()
