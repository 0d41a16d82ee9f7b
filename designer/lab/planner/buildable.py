"""A design reduced to what a planner looks at: tables, types, keys, indexes, references, simple views.

Defaults, checks, generation, triggers and functions play no part in a plan, and no text of theirs reaches the
server. What the server lacks is stood in for, and what is left out is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from designer.exporters.postgres import steps
from designer.exporters.postgres.indexes import create_index
from designer.exporters.result import ExportError
from designer.lab.planner.types import is_builtin, named_type, stand_in
from designer.lab.planner.views import refused_view, views_of
from designer.schema import model
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.one_query import refused_expression, refused_type

KNOWN_EXTENSIONS = frozenset({"vector"})
_VECTOR_TYPES = frozenset({"vector", "halfvec", "sparsevec"})
_COLLATIONS = frozenset({"c", "posix", "ucs_basic", "pg_c_utf8", "default"})
_LONGEST_NAME = 63
_Key = TypeVar("_Key", model.PrimaryKey, model.Unique)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An index or view that the planner does not see, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Buildable:
    """What is built. statements: DDL in order, each with the ids that it makes.

    indexes: ids of the design's indexes and candidates to their (schema, name) on the server.
    """

    schema: Schema
    statements: tuple[tuple[str, tuple[str, ...]], ...]
    indexes: dict[str, tuple[str, str]]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def buildable(schema: Schema, candidates: Iterable[tuple[str, model.Index]] = ()) -> Buildable:
    """The reduced design and its DDL. candidates: (entity id, index), beside the design's own.

    Raises ExportError for a design that PostgreSQL cannot hold, or that is written for another server.
    """
    if schema.dialect.name != "postgres":
        raise ExportError(f"This design is written for {schema.dialect.name}, and the plans are PostgreSQL's")
    return _Reduction(schema).result(tuple(candidates))


class _Reduction:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.notes: list[str] = []
        self.left_out: list[LeftOut] = []
        self.extensions = {one.name for one in schema.extensions} & KNOWN_EXTENSIONS
        self.taken: dict[str | None, set[str]] = {}
        self.indexes: dict[str, tuple[str, str]] = {}

    def result(self, candidates: tuple[tuple[str, model.Index], ...]) -> Buildable:
        for entity in self.schema.entities:
            names = [
                entity.name,
                *(one.name for one in (*entity.keys, *entity.indexes, *entity.exclusions) if one.name),
            ]
            self.taken.setdefault(entity.schema, set()).update(names)
        entities = tuple(self.entity(one) for one in self.schema.entities)
        reduced = replace(
            self.schema,
            comment=None,
            entities=(*entities, *self.whole_partitions()),
            schemas=tuple(replace(one, comment=None) for one in self.schema.schemas),
            enums=tuple(replace(one, comment=None) for one in self.schema.enums),
            domains=tuple(self.domain(one) for one in self.schema.domains),
            composites=tuple(self.composite(one) for one in self.schema.composites),
            relationships=tuple(self.relationship(one) for one in self.schema.relationships),
            sequences=(),
            extensions=(),
            opaque=tuple(filter(None, map(self.opaque, views_of(self.schema)))),
            access_patterns=(),
        )
        statements = [
            (text.rstrip().removesuffix(";"), unit.makes)
            for unit in steps(reduced)
            for text in unit.statements
            if not text.startswith("SET ")
        ]
        for entity_id, index in candidates:
            made = self.index(reduced.entity(entity_id), index)
            if made is not None:
                text = create_index(reduced, reduced.entity(entity_id), made)
                statements.append((text.rstrip().removesuffix(";"), (index.id,)))
        return Buildable(reduced, tuple(statements), self.indexes, tuple(self.left_out), tuple(self.notes))

    def entity(self, entity: model.Entity) -> model.Entity:
        exclusions = tuple(self.as_index(entity, one) for one in entity.exclusions)
        fillfactor = entity.options.get("postgres", EMPTY)
        kept = {"fillfactor": fillfactor["fillfactor"]} if "fillfactor" in fillfactor else {}
        partition_by = entity.partition_by
        if partition_by and any(one.expression and refused_expression(one.expression) for one in partition_by.keys):
            partition_by = None
            self.notes.append(f"{entity.name} is planned undivided: its partition key is no expression that is run")
        if entity.partition_of and refused_expression(entity.partition_of.bound):
            raise ExportError(f"the bound of {self.schema.qualified(entity)} is none that is run")
        plain = replace(
            entity,
            comment=None,
            persistence="permanent",
            tablespace=None,
            partition_by=_without_opclass(partition_by),
            row_security=None,
            replica_identity=None,
            options=FrozenMap({"postgres": FrozenMap(kept)}) if kept else EMPTY,
            attributes=tuple(self.attribute(entity, one) for one in entity.attributes),
            primary_key=self.key(entity, entity.primary_key) if entity.primary_key else None,
            uniques=tuple(self.key(entity, one) for one in entity.uniques),
            checks=(),
            exclusions=(),
        )
        indexes = (self.index(plain, one) for one in (*entity.indexes, *exclusions))
        return replace(plain, indexes=tuple(one for one in indexes if one is not None))

    def attribute(self, entity: model.Entity, attribute: model.Attribute) -> model.Attribute:
        not_null = attribute.not_null or (model.NotNull() if attribute.identity else None)
        if not_null:
            not_null = model.NotNull(no_inherit=not_null.no_inherit)
        collation = attribute.collation if _is_known_collation(attribute.collation) else None
        return model.Attribute(
            id=attribute.id,
            name=attribute.name,
            type=self.type(attribute.type, f"{entity.name}.{attribute.name}"),
            not_null=not_null,
            collation=collation,
        )

    def type(self, text: str, where: str) -> str:
        """The type as written where the server has it, else what stands in for it."""
        read = parse_type(text, "postgres")
        base = read.base.removeprefix("public.")
        if named_type(self.schema, read.base) is not None and not refused_type(text):
            return text
        if base in _VECTOR_TYPES and "vector" in self.extensions and not refused_type(text):
            return text
        if is_builtin(read.base) and not refused_type(text):
            if read.base.endswith("serial"):
                return {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}[read.base]
            return text
        plain = stand_in(read.base) + "[]" * min(read.dimensions, 6)
        self.notes.append(f"{where} is planned as {plain}: the planner's server has no type {read.base[:60]}")
        return plain

    def key(self, entity: model.Entity, key: _Key) -> _Key:
        if key.without_overlaps:
            self.notes.append(f"{entity.name}: a key WITHOUT OVERLAPS is planned as a plain unique one")
        return replace(key, comment=None, options=_fillfactor(key.options), without_overlaps=False)

    def as_index(self, entity: model.Entity, exclusion: model.Exclusion) -> model.Index:
        """The index behind an exclusion constraint."""
        keys = tuple(
            model.IndexKey(column=one.column, expression=one.expression, operator_class=one.operator_class)
            for one in exclusion.elements
        )
        return model.Index(
            id=exclusion.id, name=exclusion.name, keys=keys, where=exclusion.where, method=exclusion.method
        )

    def index(self, entity: model.Entity, index: model.Index) -> model.Index | None:
        """The index with a name of its own, or None where it is left out."""
        texts = [key.expression for key in index.keys if key.expression] + ([index.where] if index.where else [])
        texts += [key.operator_class for key in index.keys if key.operator_class]
        shown = index.name or f"an index on {entity.name}"
        for text in texts:
            why = refused_expression(text)
            if why:
                self.left_out.append(LeftOut(index.id, shown, f"its expression {why}"))
                return None
        name = index.name or self.free_name(entity, index)
        self.indexes[index.id] = (self.schema.namespace(entity.schema) or "public", name)
        keys = tuple(
            replace(key, collation=key.collation if _is_known_collation(key.collation) else None) for key in index.keys
        )
        return replace(index, name=name, keys=keys, comment=None, tablespace=None, options=_fillfactor(index.options))

    def free_name(self, entity: model.Entity, index: model.Index) -> str:
        parts = [self.schema.attribute(key.column).name if key.column else "expr" for key in index.keys]
        stem = "_".join([entity.name, *parts, "idx"]).encode()[: _LONGEST_NAME - 6].decode(errors="ignore")
        taken = self.taken.setdefault(entity.schema, set())
        name = next(name for name in _numbered(stem) if name not in taken)
        taken.add(name)
        return name

    def domain(self, domain: model.Domain) -> model.Domain:
        kept = domain.collation if _is_known_collation(domain.collation) else None
        kind = self.type(domain.type, f"the domain {domain.name}")
        return replace(domain, type=kind, collation=kept, default=None, not_null=None, checks=(), comment=None)

    def composite(self, composite: model.Composite) -> model.Composite:
        attributes = tuple(
            replace(
                one,
                type=self.type(one.type, f"{composite.name}.{one.name}"),
                collation=one.collation if _is_known_collation(one.collation) else None,
                comment=None,
            )
            for one in composite.attributes
        )
        return replace(composite, attributes=attributes, comment=None)

    def relationship(self, link: model.Relationship) -> model.Relationship:
        return replace(
            link, comment=None, on_delete="no action", on_delete_columns=(), on_update="no action", match=None
        )

    def opaque(self, opaque: model.Opaque) -> model.Opaque | None:
        """A view whose text is one query."""
        why = refused_view(opaque.sql)
        if why:
            self.left_out.append(LeftOut(opaque.id, opaque.name, f"the view {why}"))
            return None
        return opaque

    def whole_partitions(self) -> Iterator[model.Entity]:
        """A partition for all rows of each divided table that has none yet: without one there is nothing to plan."""
        parents = {one.partition_of.parent for one in self.schema.entities if one.partition_of}
        for entity in self.schema.entities:
            if entity.partition_by is None or entity.id in parents:
                continue
            bound = "FOR VALUES WITH (MODULUS 1, REMAINDER 0)" if entity.partition_by.strategy == "hash" else "DEFAULT"
            taken = self.taken.setdefault(entity.schema, set())
            name = next(one for one in _numbered(f"{entity.name[:50]}_all") if one not in taken)
            self.notes.append(f"{entity.name} declares no partitions: it is planned with one that holds all rows")
            yield model.Entity(
                id=f"{entity.id} whole",
                schema=entity.schema,
                name=name,
                partition_of=model.PartitionOf(parent=entity.id, bound=bound),
            )


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 0
    while True:
        number += 1
        yield f"{stem}{number}"


def _without_opclass(by: model.PartitionBy | None) -> model.PartitionBy | None:
    if by is None:
        return None
    return replace(by, keys=tuple(replace(key, collation=None, operator_class=None) for key in by.keys))


def _is_known_collation(collation: str | None) -> bool:
    return collation is not None and collation.removeprefix("pg_catalog.").strip('"').lower() in _COLLATIONS


def _fillfactor(options: FrozenMap) -> FrozenMap:
    """The options that change how many pages an index has."""
    kept = ("fillfactor", "pages_per_range", "deduplicate_items")
    inner = options.get("postgres")
    source = inner if isinstance(inner, FrozenMap) else options
    found = FrozenMap({key: source[key] for key in kept if key in source})
    return FrozenMap({"postgres": found}) if isinstance(inner, FrozenMap) else found
