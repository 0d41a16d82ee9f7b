"""A design said to a server one fact at a time, without the exporter and in no particular order.

Each property is a statement of its own on a bare table: what the design says, said in the plainest way. The
database that results is what an export is compared with, so that an export which forgets a clause, writes one
too many or mixes up two is seen, and expressions, types and names are normalised by the server on both sides.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from designer.lab.verify.pieces import (
    Literal,
    Name,
    collate,
    comment_on,
    constraint_name,
    deferrable,
    direction,
    flag,
    generation,
    of_postgres,
    option_name,
    parameters,
    plain,
    say,
    sequence_options,
    validity,
    with_options,
    words,
)
from designer.schema.model import (
    Attribute,
    Domain,
    Entity,
    Exclusion,
    Identity,
    Index,
    Opaque,
    Relationship,
    Sequence,
    Unique,
)
from designer.schema.schema import Schema


class Facts:
    """The statements for a design, in groups that the server may refuse until what they need is there."""

    def __init__(self, schema: Schema, major: int = 18) -> None:
        """major: the server's version; before 18 a NOT NULL constraint has neither a name nor a statement."""
        self._schema = schema
        self._names_not_null = major >= 18

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
            yield say("CREATE TYPE {} AS ENUM ({})", self._name(enum), values)
        for composite in self._schema.composites:
            yield say("CREATE TYPE {} AS ()", self._name(composite))
        for domain in self._schema.domains:
            yield say("CREATE DOMAIN {} AS {}", self._name(domain), words(domain.type)) + collate(domain.collation)
        for sequence in self._schema.sequences:
            yield self._sequence(sequence)
        for entity in self._schema.entities:
            yield self._table(entity)
        # Carried statements alone have an order among themselves: a grant, then what is revoked of it.
        for opaque in sorted(self._schema.opaque, key=lambda one: one.line or 0):
            yield opaque.sql if not opaque.x.get("search_path") else self._in_path(opaque)

    def properties(self) -> Iterator[str]:
        """What the tables, columns, types and sequences are beyond being there."""
        for composite in self._schema.composites:
            for part in composite.attributes:
                added = say("ALTER TYPE {} ADD ATTRIBUTE {} {}", self._name(composite), Name(part.name),
                             words(part.type))  # fmt: skip
                yield added + collate(part.collation)
        for domain in self._schema.domains:
            yield from self._domain(domain)
        for entity in self._schema.entities:
            for attribute in entity.attributes:
                yield from self._column(entity, attribute)
            yield from self._table_properties(entity)
        for sequence in self._schema.sequences:
            if sequence.owned_by:
                yield say("ALTER SEQUENCE {} OWNED BY {}", self._name(sequence), self._column_name(sequence.owned_by))

    def partitions(self) -> Iterator[str]:
        """Partitions and their bounds."""
        for entity in self._schema.entities:
            if entity.partition_of and entity.attributes:
                parent = self._schema.entity(entity.partition_of.parent)
                yield say("ALTER TABLE {} ATTACH PARTITION {} {}", self._name(parent), self._name(entity),
                           words(entity.partition_of.bound))  # fmt: skip

    def keys_and_indexes(self) -> Iterator[str]:
        """Keys and indexes: those of partitions before their parents', which then take them as their parts."""
        for entity in self._parts_first():
            for key in entity.keys:
                yield self._key(entity, key)
            for exclusion in entity.exclusions:
                yield self._exclusion(entity, exclusion)
            for index in entity.indexes:
                yield self._index(entity, index)

    def constraints(self) -> Iterator[str]:
        """Foreign keys, and what rests on an index."""
        for entity in self._schema.entities:
            identity = entity.replica_identity
            if identity:
                mode = say("USING INDEX {}", Name(identity.index or "")) if identity.mode == "index" else identity.mode
                yield say("ALTER TABLE {} REPLICA IDENTITY {}", self._name(entity), words(mode))
        for relationship in self._schema.relationships:
            yield self._relationship(relationship)

    def comments(self) -> Iterator[str]:
        """Every comment."""
        for word, field in (("SCHEMA", "schemas"), ("EXTENSION", "extensions")):
            for value in getattr(self._schema, field):
                yield from comment_on(word, Name(value.name), value.comment)
        words = (("TYPE", "enums"), ("TYPE", "composites"), ("DOMAIN", "domains"), ("SEQUENCE", "sequences"))
        for word, field in words:
            for value in getattr(self._schema, field):
                yield from comment_on(word, self._name(value), value.comment)
        for domain in self._schema.domains:
            for check in domain.checks:
                yield from self._constraint_comment(check, sql.SQL("DOMAIN {}").format(self._name(domain)))
        for composite in self._schema.composites:
            for attribute in composite.attributes:
                column = sql.SQL(".").join((self._name(composite), Name(attribute.name)))
                yield from comment_on("COLUMN", column, attribute.comment)
        for entity in self._schema.entities:
            yield from self._table_comments(entity)
        for relationship in self._schema.relationships:
            child = self._name(self._schema.entity(relationship.child))
            yield from self._constraint_comment(relationship, child)

    # One object each

    def _in_path(self, opaque: Opaque) -> str:
        """One string, sent as one: the path is set for this statement alone."""
        path = sql.SQL(", ").join(map(Name, opaque.x["search_path"]))
        return say("SET LOCAL search_path = {}; ", path) + opaque.sql

    def _sequence(self, sequence: Sequence) -> str:
        kind = "" if sequence.persistence == "permanent" else sequence.persistence
        made = say("CREATE {} SEQUENCE {} AS {}", words(kind), self._name(sequence), words(sequence.type))
        return made + sequence_options(sequence)

    def _table(self, entity: Entity) -> str:
        kind = "" if entity.persistence == "permanent" else entity.persistence
        if entity.partition_of and not entity.attributes:
            parent = self._name(self._schema.entity(entity.partition_of.parent))
            text = say("CREATE {} TABLE {} PARTITION OF {} {}", words(kind), self._name(entity), parent,
                        words(entity.partition_of.bound))  # fmt: skip
            return text + self._divided(entity)
        columns = [
            sql.SQL("{} {} {}").format(Name(a.name), words(a.type), words(collate(a.collation) + generation(a)))
            for a in entity.attributes
            if a.name not in self._above(entity)
        ]
        text = say("CREATE {} TABLE {} ({})", words(kind), self._name(entity), sql.SQL(", ").join(columns))
        if entity.inherits:
            parents = (self._name(self._schema.entity(parent)) for parent in entity.inherits)
            text += say(" INHERITS ({})", sql.SQL(", ").join(parents))
        return text + self._divided(entity)

    def _divided(self, entity: Entity) -> str:
        by = entity.partition_by
        if by is None:
            return ""
        keys = [
            sql.SQL("{} {} {}").format(
                self._part(key.column, key.expression), words(collate(key.collation)), words(key.operator_class or "")
            )
            for key in by.keys
        ]
        return say(" PARTITION BY {} ({})", words(by.strategy), sql.SQL(", ").join(keys))

    def _column(self, entity: Entity, attribute: Attribute) -> Iterator[str]:
        own = sql.SQL("{} ALTER {}").format(self._name(entity), Name(attribute.name))
        constraint = attribute.not_null
        if attribute.name in self._above(entity):
            if constraint and not self._above(entity)[attribute.name].not_null:
                yield say("ALTER TABLE {} SET NOT NULL", own)
        elif (
            constraint
            and self._names_not_null
            and (constraint.name or constraint.no_inherit or not constraint.validated)
        ):
            named = constraint_name(constraint.name)
            flags = (flag(constraint.no_inherit, "NO INHERIT"), flag(not constraint.validated, "NOT VALID"))
            table, column = self._name(entity), Name(attribute.name)
            yield say("ALTER TABLE {} ADD {} NOT NULL {} {} {}", table, named, column, *flags)
        elif constraint or attribute.identity:
            yield say("ALTER TABLE {} SET NOT NULL", own)
        if attribute.default is not None:
            yield say("ALTER TABLE {} SET DEFAULT {}", own, words(attribute.default))
        if attribute.identity:
            yield say("ALTER TABLE {} ADD GENERATED {} AS IDENTITY", own, words(attribute.identity.mode)) + (
                self._identity_options(entity, attribute.identity)
            )
        if attribute.storage:
            yield say("ALTER TABLE {} SET STORAGE {}", own, words(attribute.storage))
        if attribute.compression:
            yield say("ALTER TABLE {} SET COMPRESSION {}", own, words(attribute.compression))
        for option, value in of_postgres(attribute.options).items():
            if option == "statistics":
                yield say("ALTER TABLE {} SET STATISTICS {}", own, Literal(int(value)))
            else:
                yield say("ALTER TABLE {} SET ({} = {})", own, Name(option), Literal(str(value)))

    def _identity_options(self, entity: Entity, identity: Identity) -> str:
        options = sequence_options(identity)
        if identity.sequence:
            home = self._schema.namespace(entity.schema)
            bare = identity.sequence.removeprefix(f"{home}.")
            qualified = Name(home, bare) if home else Name(bare)
            options = say(" SEQUENCE NAME {}", qualified) + options
        return f" ({options})" if options else ""

    def _table_properties(self, entity: Entity) -> Iterator[str]:
        table = self._name(entity)
        for check in entity.checks:
            named = constraint_name(check.name)
            yield say("ALTER TABLE {} ADD {} CHECK ({}\n) {} {}", table, named, words(check.expression),
                       flag(check.no_inherit, "NO INHERIT"), validity(check))  # fmt: skip
        for option, value in of_postgres(entity.options).items():
            if option == "access_method":
                yield say("ALTER TABLE {} SET ACCESS METHOD {}", table, Name(value))
            elif option == "cluster_on":
                yield say("ALTER TABLE {} CLUSTER ON {}", table, Name(value))
            else:
                yield say("ALTER TABLE {} SET ({} = {})", table, option_name(option), Literal(plain(value)))
        if entity.row_security and entity.row_security.enabled:
            yield say("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
        if entity.row_security and entity.row_security.forced:
            yield say("ALTER TABLE {} FORCE ROW LEVEL SECURITY", table)

    def _domain(self, domain: Domain) -> Iterator[str]:
        own = self._name(domain)
        if domain.default is not None:
            yield say("ALTER DOMAIN {} SET DEFAULT {}", own, words(domain.default))
        if domain.not_null and domain.not_null.name:
            yield say("ALTER DOMAIN {} ADD CONSTRAINT {} NOT NULL", own, Name(domain.not_null.name))
        elif domain.not_null:
            yield say("ALTER DOMAIN {} SET NOT NULL", own)
        for check in domain.checks:
            named = constraint_name(check.name)
            yield say("ALTER DOMAIN {} ADD {} CHECK ({}\n) {}", own, named, words(check.expression),
                       flag(not check.validated, "NOT VALID"))  # fmt: skip

    def _key(self, entity: Entity, key: Any) -> str:
        named = constraint_name(key.name)
        unique = isinstance(key, Unique)
        nulls = flag(unique and key.nulls_not_distinct, "NULLS NOT DISTINCT")
        columns = self._columns(key.columns)
        period = flag(key.without_overlaps, "WITHOUT OVERLAPS")
        kind = sql.SQL("UNIQUE" if unique else "PRIMARY KEY")
        text = say("ALTER TABLE {} ADD {} {} {} ({} {})", self._name(entity), named, kind, nulls, columns, period)
        if key.include:
            text += say(" INCLUDE ({})", self._columns(key.include))
        return text + with_options(key.options) + deferrable(key.deferrable)

    def _exclusion(self, entity: Entity, value: Exclusion) -> str:
        elements = [
            sql.SQL("{} {} {} {} WITH {}").format(
                self._part(part.column, part.expression),
                words(collate(part.collation)),
                words(part.operator_class or ""),
                words(direction(part.descending, part.nulls)),
                words(part.operator if "." not in part.operator else f"OPERATOR({part.operator})")
                if not part.operator.upper().startswith("OPERATOR")
                else words(part.operator),
            )
            for part in value.elements
        ]
        named = constraint_name(value.name)
        text = say("ALTER TABLE {} ADD {} EXCLUDE USING {} ({})", self._name(entity), named, Name(value.method),
                    sql.SQL(", ").join(elements))  # fmt: skip
        if value.include:
            text += say(" INCLUDE ({})", self._columns(value.include))
        where = f" WHERE ({value.where}\n)" if value.where else ""
        return text + with_options(value.options) + where + deferrable(value.deferrable)

    def _index(self, entity: Entity, index: Index) -> str:
        keys = [
            sql.SQL("{} {} {} {}").format(
                self._part(key.column, key.expression),
                words(collate(key.collation)),
                words((key.operator_class or "") + parameters(key.operator_class_parameters)),
                words(direction(key.descending, key.nulls)),
            )
            for key in index.keys
        ]
        text = say("CREATE {} INDEX {} ON {} USING {} ({})", flag(index.unique, "UNIQUE"),
                    Name(index.name) if index.name else sql.SQL(""), self._name(entity), Name(index.method),
                    sql.SQL(", ").join(keys))  # fmt: skip
        if index.include:
            text += say(" INCLUDE ({})", self._columns(index.include))
        text += " NULLS NOT DISTINCT" if index.nulls_not_distinct else ""
        return text + with_options(index.options) + (f" WHERE ({index.where}\n)" if index.where else "")

    def _relationship(self, value: Relationship) -> str:
        parent = self._schema.entity(value.parent)
        period = any(key.without_overlaps and key.columns == value.parent_columns for key in parent.keys)
        columns: list[sql.Composable] = [Name(name) for name in self._schema.names(value.columns)]
        targets: list[sql.Composable] = [Name(name) for name in self._schema.names(value.parent_columns)]
        if period:
            columns[-1], targets[-1] = (sql.SQL("PERIOD {}").format(one) for one in (columns[-1], targets[-1]))
        named = constraint_name(value.name)
        child = self._name(self._schema.entity(value.child))
        text = say("ALTER TABLE {} ADD {} FOREIGN KEY ({}) REFERENCES {}", child, named,
                    sql.SQL(", ").join(columns), self._name(parent))  # fmt: skip
        if targets:
            text += say(" ({})", sql.SQL(", ").join(targets))
        text += f" MATCH {value.match}" if value.match else ""
        text += f" ON DELETE {value.on_delete}"
        if value.on_delete_columns:
            text += say(" ({})", self._columns(value.on_delete_columns))
        text += f" ON UPDATE {value.on_update}"
        return f"{text}{deferrable(value.deferrable)} {validity(value).as_string(None)}"

    def _table_comments(self, entity: Entity) -> Iterator[str]:
        table = self._name(entity)
        yield from comment_on("TABLE", table, entity.comment)
        for attribute in entity.attributes:
            yield from comment_on("COLUMN", self._column_name(attribute.id), attribute.comment)
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

    def _above(self, entity: Entity) -> dict[str, Attribute]:
        """The columns that a table has from those it inherits from, and does not declare itself."""
        inherited = {a.name: a for parent in entity.inherits for a in self._schema.entity(parent).attributes}
        return {a.name: inherited[a.name] for a in entity.attributes if a.name in inherited and not a.x.get("local")}

    # Names

    def _name(self, value: Any) -> sql.Composable:
        home = self._schema.namespace(value.schema)
        if home is None or getattr(value, "persistence", "") == "temporary":
            return Name(value.name)
        return Name(home, value.name)

    def _column_name(self, attribute_id: str) -> sql.Composable:
        entity = self._schema.entity(self._schema.located[attribute_id].owner)
        return sql.SQL(".").join((self._name(entity), Name(self._schema.attribute(attribute_id).name)))

    def _columns(self, attribute_ids: tuple[str, ...]) -> sql.Composable:
        return sql.SQL(", ").join(map(Name, self._schema.names(attribute_ids)))

    def _part(self, column: str | None, expression: str | None) -> sql.Composable:
        return Name(self._schema.attribute(column).name) if column else words(f"({expression}\n)")

    def _parts_first(self) -> Iterator[Entity]:
        def depth(entity: Entity) -> int:
            return 1 + depth(self._schema.entity(entity.partition_of.parent)) if entity.partition_of else 0

        yield from sorted(self._schema.entities, key=lambda entity: -depth(entity))
