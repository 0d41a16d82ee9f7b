"""A design said to a server one fact at a time, without the exporter and in no particular order.

Each property is a statement of its own on a bare table: what the design says, said in the plainest way. The
database that results is what an export is compared with, so that an export which forgets a clause, writes one
too many or mixes up two is seen, and expressions, types and names are normalised by the server on both sides.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from designer.lab.verify.objects import Objects
from designer.lab.verify.pieces import (
    Literal,
    Name,
    collate,
    comment_on,
    say,
    words,
)
from designer.schema.model import (
    Entity,
)


class Facts(Objects):
    """The statements for a design, in groups that the server may refuse until what they need is there."""

    def settings(self) -> Iterator[str]:
        """Where unqualified names in texts are looked up."""
        homes = dict.fromkeys(["public", *(home.name for home in self._schema.schemas)])
        yield "SET check_function_bodies = off"
        yield say("SET search_path = {}", sql.SQL(", ").join(map(Name, homes)))

    def structure(self) -> Iterator[str]:
        """Namespaces, types, sequences, tables with bare columns, and what is only carried."""
        for home in self._schema.schemas:
            if home.name != "public":
                yield say("CREATE SCHEMA {}", Name(home.name))
        for extension in self._schema.extensions:
            place = say(" SCHEMA {}", Name(extension.schema)) if extension.schema else ""
            version = say(" VERSION {}", Literal(extension.version)) if extension.version else ""
            yield say("CREATE EXTENSION IF NOT EXISTS {}", Name(extension.name)) + place + version
        for enum in self._schema.enums:
            values = sql.SQL(", ").join(Literal(value.value) for value in enum.values)
            yield say("CREATE TYPE {} AS ENUM ({})", self.name(enum), values)
        for composite in self._schema.composites:
            yield say("CREATE TYPE {} AS ()", self.name(composite))
        for domain in self._schema.domains:
            yield say("CREATE DOMAIN {} AS {}", self.name(domain), words(domain.type)) + collate(domain.collation)
        for sequence in self._schema.sequences:
            yield self.sequence(sequence)
        for entity in self._schema.entities:
            yield self.table(entity)
        # Carried statements alone have an order among themselves: a grant, then what is revoked of it.
        for opaque in sorted(self._schema.opaque, key=lambda one: one.line or 0):
            yield opaque.sql if not opaque.x.get("search_path") else self.in_path(opaque)

    def properties(self) -> Iterator[str]:
        """What the tables, columns, types and sequences are beyond being there."""
        for composite in self._schema.composites:
            for part in composite.attributes:
                added = say("ALTER TYPE {} ADD ATTRIBUTE {} {}", self.name(composite), Name(part.name),
                             words(part.type))  # fmt: skip
                yield added + collate(part.collation)
        for domain in self._schema.domains:
            yield from self.domain(domain)
        for entity in self._schema.entities:
            for attribute in entity.attributes:
                yield from self.column(entity, attribute)
            yield from self.table_properties(entity)
        for sequence in self._schema.sequences:
            if sequence.owned_by:
                yield say("ALTER SEQUENCE {} OWNED BY {}", self.name(sequence), self.column_name(sequence.owned_by))

    def partitions(self) -> Iterator[str]:
        """Partitions and their bounds."""
        for entity in self._schema.entities:
            if entity.partition_of and entity.attributes:
                parent = self._schema.entity(entity.partition_of.parent)
                yield say("ALTER TABLE {} ATTACH PARTITION {} {}", self.name(parent), self.name(entity),
                           words(entity.partition_of.bound))  # fmt: skip

    def keys_and_indexes(self) -> Iterator[str]:
        """Keys and indexes: those of partitions before their parents', which then take them as their parts."""
        for entity in self._parts_first():
            for key in entity.keys:
                yield self.key(entity, key)
            for exclusion in entity.exclusions:
                yield self.exclusion(entity, exclusion)
            for index in entity.indexes:
                yield self.index(entity, index)

    def constraints(self) -> Iterator[str]:
        """Foreign keys, and what rests on an index."""
        for entity in self._schema.entities:
            identity = entity.replica_identity
            if identity:
                mode = say("USING INDEX {}", Name(identity.index or "")) if identity.mode == "index" else identity.mode
                yield say("ALTER TABLE {} REPLICA IDENTITY {}", self.name(entity), words(mode))
        for relationship in self._schema.relationships:
            yield self.relationship(relationship)

    def comments(self) -> Iterator[str]:
        """Every comment."""
        for word, field in (("SCHEMA", "schemas"), ("EXTENSION", "extensions")):
            for value in getattr(self._schema, field):
                yield from comment_on(word, Name(value.name), value.comment)
        words = (("TYPE", "enums"), ("TYPE", "composites"), ("DOMAIN", "domains"), ("SEQUENCE", "sequences"))
        for word, field in words:
            for value in getattr(self._schema, field):
                yield from comment_on(word, self.name(value), value.comment)
        for domain in self._schema.domains:
            for check in domain.checks:
                yield from self._constraint_comment(check, sql.SQL("DOMAIN {}").format(self.name(domain)))
        for composite in self._schema.composites:
            for attribute in composite.attributes:
                column = sql.SQL(".").join((self.name(composite), Name(attribute.name)))
                yield from comment_on("COLUMN", column, attribute.comment)
        for entity in self._schema.entities:
            yield from self._table_comments(entity)
        for relationship in self._schema.relationships:
            child = self.name(self._schema.entity(relationship.child))
            yield from self._constraint_comment(relationship, child)

    def _table_comments(self, entity: Entity) -> Iterator[str]:
        table = self.name(entity)
        yield from comment_on("TABLE", table, entity.comment)
        for attribute in entity.attributes:
            yield from comment_on("COLUMN", self.column_name(attribute.id), attribute.comment)
        for constraint in (*entity.keys, *entity.checks, *entity.exclusions):
            yield from self._constraint_comment(constraint, table)
        home = self._schema.namespace(entity.schema)
        for index in entity.indexes:
            if index.name:
                own = Name(home, index.name) if home and entity.persistence != "temporary" else Name(index.name)
                yield from comment_on("INDEX", own, index.comment)

    def _constraint_comment(self, constraint: Any, on: sql.Composable) -> Iterator[str]:
        if constraint.name:
            target = sql.SQL("{} ON {}").format(Name(constraint.name), on)
            yield from comment_on("CONSTRAINT", target, constraint.comment)

    def _parts_first(self) -> Iterator[Entity]:
        def depth(entity: Entity) -> int:
            return 1 + depth(self._schema.entity(entity.partition_of.parent)) if entity.partition_of else 0

        yield from sorted(self._schema.entities, key=lambda entity: -depth(entity))
